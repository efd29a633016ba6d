"""The ledgers of claims and of figures: config/claims.yaml and config/figures.yaml, validated.

A claim or a figure exists once it has a row. Ids are names of targets, so they share one namespace with studies and rules.
"""

import re
from pathlib import Path

from glassychains.studies import ConfigError, load_yaml, validate

RULES = ("all", "thermalize", "produce", "ness", "spread", "linear", "fit", "figure", "judge", "claims", "book", "bench")


def claims(studies, root="."):
    """Rows of config/claims.yaml by id.

    Raises
    ------
    ConfigError
        A row breaks the schema, repeats an id, or measures in an unknown study.
    """
    rows = _rows("claims", root)
    for id, row in rows.items():
        study = study_of(row)
        if study and study[0] not in studies:
            raise ConfigError(f"claims.{id}.measure: no study {study[0]}")
    return rows


def figures(studies, claims, root="."):
    """Rows of config/figures.yaml by id.

    Raises
    ------
    ConfigError
        A row breaks the schema, needs an unknown study, carries an unknown claim, or takes a name that is taken.
    """
    rows = _rows("figures", root)
    for id, row in rows.items():
        for kind, known in (("needs", studies), ("claims", claims)):
            for name in row[kind]:
                if name not in known:
                    raise ConfigError(f"figures.{id}.{kind}: unknown {name}")
    names = [*rows, *claims, *studies, *RULES]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{name}: the ids of figures, claims and studies and the names of rules must all differ")
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
            raise ConfigError(f"{name}: an id is letters, digits, - and _")
    return rows


def study_of(row):
    """The study in which a claim is measured, as a list of one, or an empty list."""
    return [row["measure"].split("/")[0]] if "measure" in row else []


def studies_needed(figures, claims):
    """Ids of the studies that any figure or claim needs, sorted."""
    needed = {study for row in figures.values() for study in row["needs"]}
    return sorted(needed | {study for row in claims.values() for study in study_of(row)})


def _rows(name, root):
    root = Path(root)
    rows = load_yaml(root / f"config/{name}.yaml")
    schema = load_yaml(root / f"workflow/schemas/{name[:-1]}.schema.yaml")
    if not isinstance(rows, list):
        raise ConfigError(f"config/{name}.yaml: expected a list of rows")
    by_id = {}
    for number, row in enumerate(rows):
        id = row.get("id", number) if isinstance(row, dict) else number
        validate(row, schema, f"{name}.{id}")
        if id in by_id:
            raise ConfigError(f"{name}.{id}: this id is repeated")
        by_id[id] = row
    return by_id
