rule fit:
    input:
        batches=lambda wildcards: STUDIES[wildcards.study].paths(),
        tables=lambda wildcards: expand(
            "results/{tier}/fits/{study}{kind}.csv",
            tier=wildcards.tier,
            study=STUDIES[wildcards.study].uses,
            kind=["", ".numbers"],
        ),
    output:
        curves="results/{tier}/fits/{study}.csv",
        numbers="results/{tier}/fits/{study}.numbers.csv",
    log:
        "results/{tier}/logs/fit/{study}.log",
    benchmark:
        "results/{tier}/benchmarks/fit/{study}.tsv"
    params:
        study=lambda wildcards: STUDIES[wildcards.study].summary(),
        fingerprint=lambda wildcards: study_fingerprint(STUDIES[wildcards.study]),
    message:
        "Analyse {wildcards.study}"
    script:
        "../scripts/fit.py"
