import gc
import sys

gc.disable()  # while modules are imported, nothing becomes garbage
from glassychains.runs.batches import make  # noqa: E402

gc.freeze()
gc.enable()

with open(snakemake.log[0], "w", buffering=1) as log:
    sys.stdout = log
    make(snakemake.output[0], snakemake.params.identity, snakemake.params.fingerprint, *snakemake.input)
