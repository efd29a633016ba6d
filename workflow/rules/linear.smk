rule linear:
    output:
        "results/batches/linear/{study}/{point}/{batch}.nc",
    log:
        "results/logs/linear/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/linear/{study}/{point}/{batch}.cost.tsv"
    group:
        group("linear")
    resources:
        mem_mb=mem_mb("linear"),
        runtime=runtime("linear"),
    params:
        identity=identity("linear"),
        fingerprint=code("linear"),
    message:
        "Solve {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
