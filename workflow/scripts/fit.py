import importlib

from glassychains.points import study_of
from glassychains.tables import read_tables

study = study_of(snakemake.params.study)
study.require(snakemake.params.fingerprint)
analysis = importlib.import_module(f"glassychains.analysis.{study.analysis}")
curves, numbers = analysis.analyse(study, *([read_tables(snakemake.input.tables)] if study.uses else []))
study.require(snakemake.params.fingerprint)
curves.to_csv(snakemake.output.curves, index=False)
numbers.to_csv(snakemake.output.numbers, index=False)
