# All claims that one study measures are judged together; those that none measures, as study "none".


localrules:
    judge,
    claims,  # less work than to submit them


def judged(study):
    return [claim for claim in CLAIMS.values() if (claim.study() or "none") == study]


rule judge:
    input:
        lambda wildcards: (
            []
            if wildcards.measured == "none"
            else f"{RESULTS}/fits/{wildcards.measured}.numbers.csv"
        ),
    output:
        "results/{tier}/claims/{measured}.json",
    log:
        "results/{tier}/logs/claims/{measured}.log",
    params:
        rows=lambda wildcards: [
            claim.model_dump(exclude_unset=True) for claim in judged(wildcards.measured)
        ],
        fingerprint=fingerprint("glassychains.config.claims", scripts=["workflow/scripts/judge.py"]),
    message:
        "Judge the claims measured in {wildcards.measured}"
    script:
        "../scripts/judge.py"


rule claims:
    input:
        expand(
            "results/{{tier}}/claims/{measured}.json",
            measured=dict.fromkeys(claim.study() or "none" for claim in CLAIMS.values()),
        ),
    output:
        report(
            "results/{tier}/claims.json",
            caption="../report/claims.rst",
            category="Ledger",
            labels={
                "figure": "claims",
                "shows": "Verdicts on the claims of the review",
                "in the review": "all sections",
            },
        ),
    log:
        "results/{tier}/logs/claims.log",
    params:
        order=list(CLAIMS),
    message:
        "Gather the verdicts"
    script:
        "../scripts/claims.py"
