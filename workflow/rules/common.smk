# What the other rules share: the validated configuration and look-ups by wildcard. No rules here.

import difflib
import os
import sys
from pathlib import Path

from glassychains import pages
from glassychains.config import ledgers, reading, studies
from glassychains.cost import Prices, site_steps
from glassychains.runs.fingerprint import fingerprint, point_fingerprint, study_fingerprint

try:
    for path in workflow.overwrite_configfiles:
        reading.load_yaml(path)  # Snakemake has read it, but lets a repeated key pass
    STUDIES = studies.load(config)
    CLAIMS, FIGURES, NEEDED = ledgers.of_book(STUDIES)
except reading.ConfigError as error:
    sys.exit(f"config: {error}")

TIER = config["tier"]
RESULTS = f"results/{TIER}"

POINTS = {
    (point.stage, point.study, point.name): point
    for study in STUDIES.values()
    for chosen in study.points
    for point in chosen.lineage()
}


def point(stage, wildcards):
    try:
        return POINTS[stage, wildcards.study, wildcards.point]
    except KeyError:
        raise ValueError(f"no point {wildcards.point} in study {wildcards.study}: see config")


def identity(stage):
    return lambda wildcards: point(stage, wildcards).identity(wildcards.batch)


def code(stage):
    return lambda wildcards: point_fingerprint(point(stage, wildcards))


def start(stage):
    return lambda wildcards: point(stage, wildcards).start().path(int(wildcards.batch))


# Prices know what batches on disk have cost; the jobs of a cluster need not read that again.
PRICES = Prices(POINTS.values() if workflow.is_main_process else ())
SHORT = 3e9  # site-steps, a minute of a slow core: batches below go to a cluster together
WATCH = 500  # MB of the two processes of Snakemake that watch over each job on a cluster


def is_short(stage, wildcards):
    together = workflow.group_settings.group_components  # how many, if the profile says it
    return "short" in together and site_steps(point(stage, wildcards)) < SHORT


def group(stage):
    return lambda wildcards: "short" if is_short(stage, wildcards) else None


def mem_mb(stage):
    return lambda wildcards, attempt: (
        PRICES.mem_mb(point(stage, wildcards), attempt) + (0 if workflow.local_exec else WATCH)
    )


def threads(stage):
    return lambda wildcards: PRICES.threads(point(stage, wildcards))


def runtime(stage):
    return lambda wildcards, attempt: (
        2 * attempt  # minutes, and those of a group are added up
        if is_short(stage, wildcards)
        else PRICES.runtime(point(stage, wildcards), attempt)
    )


wildcard_constraints:
    study="|".join(STUDIES),
    claim="|".join(CLAIMS),
    figure="|".join(FIGURES),
    batch=r"\d{4}",
    tier=TIER,
