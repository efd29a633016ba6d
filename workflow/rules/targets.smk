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


def unknown(wildcards):
    known = [*FIGURES, *CLAIMS, *STUDIES, *ledgers.rules()]
    near = difflib.get_close_matches(wildcards.target, known, 5, 0.5)
    hint = f"; nearest: {', '.join(near)}" if near else ""
    sys.exit(
        f"no target {wildcards.target}{hint}. `snakemake --list` and the book's page Targets list all."
    )


# Of a mistyped target Snakemake would only say that there is no rule to produce it.
rule:
    name:
        "unknown"
    input:
        unknown,
    output:
        "{target}",
    wildcard_constraints:
        target=r"\w+",
