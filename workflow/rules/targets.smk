# `snakemake --cores N fig2b`: an alias for each figure, claim and study. Their ids share one namespace.

for _figure in FIGURES:

    rule:
        name:
            _figure
        input:
            f"{RESULTS}/figures/{_figure}.svg",


for _claim in CLAIMS:

    rule:
        name:
            _claim
        input:
            f"{RESULTS}/claims/{CLAIMS[_claim].study() or 'none'}.json",


for _study in STUDIES:

    rule:
        name:
            _study
        input:
            f"{RESULTS}/fits/{_study}.csv",
