rule thermalize:
    output:
        "results/batches/thermalize/{study}/{point}/{batch}.nc",
    log:
        "results/logs/thermalize/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/thermalize/{study}/{point}/{batch}.cost.tsv"
    group:
        group("thermalize")
    resources:
        mem_mb=mem_mb("thermalize"),
        runtime=runtime("thermalize"),
    params:
        identity=identity("thermalize"),
        fingerprint=code("thermalize"),
    message:
        "Thermalize {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
