import sys
from pathlib import Path

from glassychains.cost import spent
from glassychains.runs.study import study_of
from glassychains.site import SiteError, build, provenance

studies = [study_of(summary) for summary in snakemake.params.studies]
costs = {study.id: spent(study) for study in studies}
known = provenance(studies, snakemake.params.ledger, snakemake.params.overlays, costs)
try:
    build(Path("results", snakemake.wildcards.tier), known, Path(snakemake.log[0]))
except SiteError as error:
    sys.exit(str(error))
