# What the other rules share: the validated configuration and look-ups by wildcard. No rules here.

import os
import sys
from pathlib import Path

from glassychains import ledgers, studies
from glassychains.fingerprint import fingerprint

try:
    STUDIES = studies.load(config)
    CLAIMS = ledgers.claims(STUDIES)
    FIGURES = ledgers.figures(STUDIES, CLAIMS)
except studies.ConfigError as error:
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
        raise ValueError(
            f"no point {wildcards.point} in study {wildcards.study}: see config/studies"
        )


def identity(stage):
    return lambda wildcards: point(stage, wildcards).identity(wildcards.batch)


def code(stage):
    return lambda wildcards: point(stage, wildcards).fingerprint()


wildcard_constraints:
    study="|".join(STUDIES),
    claim="|".join(CLAIMS),
    figure="|".join(FIGURES),
    batch=r"\d{4}",
    tier=TIER,
