rule figure:
    input:
        lambda wildcards: expand(
            "results/{tier}/fits/{study}{kind}.csv",
            tier=wildcards.tier,
            study=FIGURES[wildcards.figure].needs,
            kind=["", ".numbers"],
        ),
    output:
        svg="results/{tier}/figures/{figure}.svg",
        data="results/{tier}/figures/{figure}.csv",
    log:
        "results/{tier}/logs/figures/{figure}.log",
    benchmark:
        "results/{tier}/benchmarks/figures/{figure}.tsv"
    params:
        module=lambda wildcards: FIGURES[wildcards.figure].module(),
        fingerprint=lambda wildcards: fingerprint(
            FIGURES[wildcards.figure].module(),
            scripts=["workflow/scripts/figure.py"],
        ),
    message:
        "Draw {wildcards.figure}"
    script:
        "../scripts/figure.py"
