rule figure:
    input:
        lambda wildcards: expand(
            "results/{tier}/fits/{study}{kind}.csv",
            tier=wildcards.tier,
            study=FIGURES[wildcards.figure].needs,
            kind=["", ".numbers"],
        ),
    output:
        svg=report(
            "results/{tier}/figures/{figure}.svg",
            caption="../report/figure.rst",
            category=lambda wildcards: FIGURES[wildcards.figure].chapter.capitalize(),
            labels=lambda wildcards: {
                "figure": wildcards.figure,
                "shows": FIGURES[wildcards.figure].title,
                "in the review": FIGURES[wildcards.figure].where,
            },
        ),
        data="results/{tier}/figures/{figure}.csv",
    log:
        "results/{tier}/logs/figures/{figure}.log",
    benchmark:
        "results/{tier}/benchmarks/figures/{figure}.tsv"
    params:
        module=lambda wildcards: FIGURES[wildcards.figure].module(),
        caption=lambda wildcards: FIGURES[wildcards.figure].caption,
        fingerprint=lambda wildcards: fingerprint(
            FIGURES[wildcards.figure].module(),
            scripts=["workflow/scripts/figure.py"],
        ),
    message:
        "Draw {wildcards.figure}"
    script:
        "../scripts/figure.py"
