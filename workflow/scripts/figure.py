import importlib

from glassychains.figures.style import save
from glassychains.tables import read_tables

figure = importlib.import_module(f"glassychains.figures.{snakemake.wildcards.figure}")
data = figure.data(read_tables(snakemake.input))
data.to_csv(snakemake.output.data, index=False)
save(figure.draw(data), snakemake.output.svg)
