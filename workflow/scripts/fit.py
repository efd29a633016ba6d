from glassychains.methods.tables import read_tables
from glassychains.runs.fingerprint import require
from glassychains.runs.study import study_of

study = study_of(snakemake.params.study)
code = (snakemake.params.fingerprint, study.modules(), ["workflow/scripts/fit.py"])
require(*code)
curves, numbers = study.analyse(*([read_tables(snakemake.input.tables)] if study.uses else []))
require(*code)
curves.to_csv(snakemake.output.curves, index=False)
numbers.to_csv(snakemake.output.numbers, index=False)
