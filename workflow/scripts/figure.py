import importlib

from glassychains.methods.style import save
from glassychains.methods.tables import read_tables
from glassychains.runs.fingerprint import require

module = snakemake.params.module
code = (snakemake.params.fingerprint, [module], ["workflow/scripts/figure.py"])
require(*code)
figure = importlib.import_module(module)
data = figure.data(read_tables(snakemake.input))
picture = figure.draw(data)
require(*code)
data.to_csv(snakemake.output.data, index=False)
save(picture, snakemake.output.svg)
