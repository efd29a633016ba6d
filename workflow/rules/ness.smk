rule ness:
    input:
        start("ness"),
    output:
        "results/batches/ness/{study}/{point}/{batch}.nc",
    log:
        "results/logs/ness/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/ness/{study}/{point}/{batch}.cost.tsv"
    group:
        group("ness")
    resources:
        mem_mb=mem_mb("ness"),
        runtime=runtime("ness"),
    params:
        identity=identity("ness"),
        fingerprint=code("ness"),
    message:
        "Drive {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
