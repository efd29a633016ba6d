"""One rate or several? Times in sites, decaying waves, and the amplitude of footnote 5."""


def data(tables):
    return tables["waves"]


def draw(data, narrow=False):
    from glassychains.methods.style import panels

    return panels(1)[0]
