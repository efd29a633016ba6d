rule spread:
    output:
        "results/batches/spread/{study}/{point}/{batch}.nc",
    log:
        "results/logs/spread/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/spread/{study}/{point}/{batch}.cost.tsv"
    priority: 1  # the longest batches are among these: at the end, one core would wait for them
    group:
        group("spread")
    resources:
        mem_mb=mem_mb("spread"),
        runtime=runtime("spread"),
    params:
        identity=identity("spread"),
        fingerprint=code("spread"),
    message:
        "Spread {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
