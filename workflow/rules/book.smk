BOOK = [
    path
    for path in sorted(Path("book").rglob("*"))
    if path.is_file() and "_build" not in path.parts
]


rule book:
    input:
        pages=BOOK,
        claims="results/{tier}/claims.json",
        fits=expand(
            "results/{{tier}}/fits/{study}{kind}.csv",
            study=NEEDED,
            kind=["", ".numbers"],
        ),
        figures=expand(
            "results/{{tier}}/figures/{figure}.{kind}", figure=FIGURES, kind=["svg", "csv"]
        ),
        speed="results/{tier}/benchmarks/speed.csv",
    output:
        "results/{tier}/site/_build/html/index.html",
    log:
        "results/{tier}/logs/book.log",
    benchmark:
        "results/{tier}/benchmarks/book.tsv"
    params:
        fingerprint=fingerprint(
            "glassychains.reader",
            "glassychains.site",
            *(
                f"glassychains.pages.{path.stem}"
                for path in sorted(Path(pages.__file__).parent.glob("[a-z]*.py"))
            ),
            *(figure.module() for figure in FIGURES.values()),
            scripts=["workflow/scripts/book.py"],
        ),
        studies=[STUDIES[study].summary() for study in NEEDED],
        ledger=[figure.row() for figure in FIGURES.values()],
        overlays=[os.path.relpath(path) for path in workflow.overwrite_configfiles],
    message:
        "Render the book"
    script:
        "../scripts/book.py"


rule bench:
    input:
        "benchmarks/twin.c",
    output:
        "results/{tier}/benchmarks/speed.csv",
    log:
        "results/{tier}/logs/bench.log",
    threads: workflow.resource_settings.cores or 2  # alone, so that nothing else disturbs it
    params:
        fingerprint=fingerprint(scripts=["benchmarks/speed.py"]),
    message:
        "Measure the speed of the kernels"
    shell:
        f"{sys.executable} benchmarks/speed.py {{output}} > {{log}} 2>&1"
