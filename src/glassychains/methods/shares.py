"""Do spots carry the energy? What passes through active bonds, against their fraction (claims S5g-S5i).

B is the energy that all bonds of a ring carry within a window, B_active what active ones do. The share <B B_active> / <B^2> and
that of quiet bonds add up to 1. Were activity of no account, the share would be the fraction of bonds that are active.
"""

import numpy as np

from glassychains.methods import patterns
from glassychains.methods.estimates import jackknife, mean_and_error
from glassychains.methods.patterns import WIDTH, rows
from glassychains.methods.tables import lookup

WIDTHS = (0.125, 0.25, 0.5, 1.0, 2.0)  # thresholds that are compared
WINDOW = 128  # blocks: the window of the ledger
LEAST = 7  # windows in a run
BEFORE = 4  # blocks by which the mask of `before` is earlier: the velocities that make it are those of earlier blocks


def carry(p, velocity, carried, numbers, conduction):
    """Curves (window t in blocks, threshold width): `share`, `bonds` (the fraction), `control` and `before`.

    `control` is the share with the activity of another replica, `before` that with the activity `BEFORE` blocks earlier. The
    numbers (g, window) are these shares and `..._excess`, by how much they exceed the fraction of active bonds, `active_bonds`
    (g); they are called `other_` where the threshold is not that of the study. `running_over_kappa` (g, window) is
    <B^2> / (2 L t) over kappa.
    """
    curves, labels = [], {"g": p["g"]}
    carried = carried[:, 1:-1].astype(float)
    for width in WIDTHS:
        activity = patterns.active(velocity, p["g"], width)
        touched = activity[:, :-1] | activity[:, 1:]
        every, through, bonds = patterns.through(touched, carried)
        series = {"share": through, "control": patterns.through(np.roll(touched, 1, 0), carried)[1]}
        if width == WIDTH:
            earlier = patterns.through(touched[:, :-BEFORE], carried[:, BEFORE:])[1]
            series["before"] = np.pad(earlier, ((0, 0), (BEFORE, 0)))
        known, prefix = (labels, "") if width == WIDTH else (labels | {"threshold": width}, "other_")
        fraction = bonds.mean((1, 2))
        curves.append(rows(p, "bonds", [WINDOW], *mean_and_error(fraction), width=width))
        numbers.add(f"{prefix}active_bonds", *mean_and_error(fraction), **known)
        longest = every.shape[1] // LEAST
        for window in [2**k for k in range(12) if 2**k <= longest] if width == WIDTH else [min(WINDOW, longest)]:
            at = known | {"window": window}
            for name, part in series.items():
                cut = BEFORE if name == "before" else 0
                b, of = (patterns.windows(one[:, cut:], window) for one in (every, part))
                square, product = (b * b).mean(1), (b * of).mean(1)
                share = jackknife(lambda s, q: s / q, product, square)
                curves.append(rows(p, name, [window], *share, width=width))
                numbers.add(prefix + name, *share, **at)
                if width == WIDTH:
                    excess = jackknife(lambda s, q, f: s / q - f, product, square, fraction)
                    numbers.add(f"{name}_excess", *excess, **at)
            if width == WIDTH:
                _running(p, patterns.windows(every, window), at, numbers, conduction)
    return curves


def _running(p, b, at, numbers, conduction):
    """How far the window is from the limit in which <B^2> is 2 L t kappa."""
    try:
        kappa = lookup(conduction, f"kappa(bg={p['g'] * p['beta']:g})")[0] * p["g"] ** 0.5 / p["beta"] ** 2
    except KeyError:
        return
    unit = 2 * p["length"] * at["window"] * p["block"] * kappa
    numbers.add("running_over_kappa", *mean_and_error((b * b).mean(1) / unit), **at)
