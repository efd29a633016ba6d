import sys

from glassychains.batches import make

with open(snakemake.log[0], "w", buffering=1) as log:
    sys.stdout = log
    make(snakemake.output[0], snakemake.params.identity, snakemake.params.fingerprint, *snakemake.input)
