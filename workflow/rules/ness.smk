rule ness:
    input:
        lambda wildcards: point("ness", wildcards).thermal().path(int(wildcards.batch)),
    output:
        "results/batches/ness/{study}/{point}/{batch}.nc",
    log:
        "results/logs/ness/{study}/{point}/{batch}.log",
    benchmark:
        "results/batches/ness/{study}/{point}/{batch}.cost.tsv"
    params:
        identity=identity("ness"),
        fingerprint=code("ness"),
    message:
        "Drive {wildcards.study} {wildcards.point}, batch {wildcards.batch}"
    script:
        "../scripts/batch.py"
