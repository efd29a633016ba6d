rule spread:
    output:
        "results/batches/spread/{study}/{point}/{batch}.nc",
    log:
        "results/logs/spread/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/spread/{study}/{point}/{batch}.cost.tsv"
    params:
        identity=identity("spread"),
        fingerprint=code("spread"),
    message:
        "Spread {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
