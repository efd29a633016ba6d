rule produce:
    input:
        start("produce"),
    output:
        "results/batches/produce/{study}/{point}/{batch}.nc",
    log:
        "results/logs/produce/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/produce/{study}/{point}/{batch}.cost.tsv"
    group:
        group("produce")
    resources:
        mem_mb=mem_mb("produce"),
        runtime=runtime("produce"),
    params:
        identity=identity("produce"),
        fingerprint=code("produce"),
    message:
        "Run {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
