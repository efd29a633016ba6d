rule judge:
    input:
        lambda wildcards: expand(
            "results/{tier}/fits/{study}.numbers.csv",
            tier=wildcards.tier,
            study=ledgers.study_of(CLAIMS[wildcards.claim]),
        ),
    output:
        "results/{tier}/claims/{claim}.json",
    log:
        "results/{tier}/logs/claims/{claim}.log",
    params:
        row=lambda wildcards: CLAIMS[wildcards.claim],
        fingerprint=fingerprint(
            "glassychains.analysis.verdicts", scripts=["workflow/scripts/judge.py"]
        ),
    message:
        "Judge claim {wildcards.claim}"
    script:
        "../scripts/judge.py"


rule claims:
    input:
        expand("results/{{tier}}/claims/{claim}.json", claim=CLAIMS),
    output:
        "results/{tier}/claims.json",
    log:
        "results/{tier}/logs/claims.log",
    message:
        "Gather the verdicts"
    script:
        "../scripts/claims.py"
