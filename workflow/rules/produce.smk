rule produce:
    input:
        lambda wildcards: point("produce", wildcards).thermal().path(int(wildcards.batch)),
    output:
        "results/batches/produce/{study}/{point}/{batch}.nc",
    log:
        "results/logs/produce/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/produce/{study}/{point}/{batch}.cost.tsv"
    params:
        identity=identity("produce"),
        fingerprint=code("produce"),
    message:
        "Run {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
