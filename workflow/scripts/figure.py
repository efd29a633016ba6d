import importlib

from glassychains.figures.style import save
from glassychains.fingerprint import require
from glassychains.tables import read_tables

module = f"glassychains.figures.{snakemake.wildcards.figure}"
code = (snakemake.params.fingerprint, [module], ["workflow/scripts/figure.py"])
require(*code)
figure = importlib.import_module(module)
data = figure.data(read_tables(snakemake.input))
picture = figure.draw(data)
require(*code)
data.to_csv(snakemake.output.data, index=False)
save(picture, snakemake.output.svg)
