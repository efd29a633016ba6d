# An executable review of "Glassy dynamics in strongly anharmonic chains of oscillators"
# (De Roeck and Huveneers, 2019). `snakemake --cores N` goes from nothing to the rendered book.


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/thermalize.smk"
include: "workflow/rules/produce.smk"
include: "workflow/rules/ness.smk"
include: "workflow/rules/spread.smk"
include: "workflow/rules/linear.smk"
include: "workflow/rules/diagonalize.smk"
include: "workflow/rules/decay.smk"
include: "workflow/rules/fit.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/claims.smk"
include: "workflow/rules/book.smk"
include: "workflow/rules/targets.smk"


rule all:
    default_target: True
    input:
        f"results/{TIER}/claims.json",
        expand("results/{tier}/figures/{figure}.svg", tier=TIER, figure=FIGURES),
        f"results/{TIER}/site/_build/html/index.html",


onstart:
    # else each finished job adds a timer that looks at the whole queue every second
    workflow.scheduler.job_rate_limiter = None


onsuccess:
    print(f"book: {RESULTS}/site/_build/html/index.html    verdicts: {RESULTS}/claims.json")
