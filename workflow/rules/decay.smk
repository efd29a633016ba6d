rule decay:
    input:
        start("decay"),
    output:
        "results/batches/decay/{study}/{point}/{batch}.nc",
    log:
        "results/logs/decay/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/decay/{study}/{point}/{batch}.cost.tsv"
    group:
        group("decay")
    resources:
        mem_mb=mem_mb("decay"),
        runtime=runtime("decay"),
    params:
        identity=identity("decay"),
        fingerprint=code("decay"),
    message:
        "Let decay {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
