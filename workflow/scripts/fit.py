import importlib

from glassychains.points import study_of

study = study_of(snakemake.params.study)
study.require(snakemake.params.fingerprint)
analysis = importlib.import_module(f"glassychains.analysis.{study.analysis}")
curves, numbers = analysis.analyse(study)
study.require(snakemake.params.fingerprint)
curves.to_csv(snakemake.output.curves, index=False)
numbers.to_csv(snakemake.output.numbers, index=False)
