rule diagonalize:
    output:
        "results/batches/diagonalize/{study}/{point}/{batch}.nc",
    log:
        "results/logs/diagonalize/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/diagonalize/{study}/{point}/{batch}.cost.tsv"
    group:
        group("diagonalize")
    threads: threads("diagonalize")
    resources:
        mem_mb=mem_mb("diagonalize"),
        runtime=runtime("diagonalize"),
    params:
        identity=identity("diagonalize"),
        fingerprint=code("diagonalize"),
    message:
        "Diagonalize {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
