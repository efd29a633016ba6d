"""The ledgers of claims and of figures, config/<chapter>/claims.yaml and figures.yaml, validated.

A claim or a figure exists once it has a row. Ids are names of targets, so they share one namespace with studies and rules.
"""

import re
from pathlib import Path
from typing import Annotated

from pydantic import Field

from glassychains.config.claims import KINDS, class_of
from glassychains.config.reading import ConfigError, Strict, load_yaml, validated
from glassychains.config.studies import chapters


class Figure(Strict):
    """What one row of figures.yaml says."""

    id: str
    """Name of the figure, of its module in the chapter's room `figures`, and of its target."""
    where: str
    """Where in the review it stands, or what in the review it answers."""
    title: str
    """What it shows, in a few words."""
    caption: str
    """How to read it: what is drawn, and what to see."""
    alt: str
    """What a reader who cannot see it is told."""
    needs: Annotated[list[str], Field(min_length=1)]
    """The studies whose tables it reads."""
    claims: list[str]
    """The claims on which it bears."""
    chapter: str
    """The chapter to which it belongs, and whose page shows it; the folder says it."""

    def module(self):
        """Dotted name of the module that draws it."""
        return f"glassychains.chapters.{self.chapter}.figures.{self.id}"

    def row(self):
        """What it says, and its module, as a mapping."""
        return self.model_dump() | {"module": self.module()}


def claims(studies, root="."):
    """Claims by id, in the order of chapters and rows.

    Raises
    ------
    ConfigError
        A row breaks the rules of its kind, repeats an id, or measures in an unknown study.
    """
    found = {}
    for chapter, row, where in _rows("claims", root):
        if "kind" in row and row["kind"] not in KINDS:
            raise ConfigError(f"{where}.kind: must be one of {', '.join(KINDS)}, got {row['kind']!r}")
        claim = validated(class_of(row), row | {"chapter": chapter}, where)
        if claim.study() and claim.study() not in studies:
            raise ConfigError(f"{where}.measure: no study {claim.study()}")
        found[claim.id] = claim
    return found


def figures(studies, claims, rules, root="."):
    """Figures by id, in the order of chapters and rows.

    Parameters
    ----------
    studies, claims : dict
    rules : iterable of str
        Names of the rules of the workflow.

    Raises
    ------
    ConfigError
        A row breaks the schema, needs an unknown study, carries an unknown claim, or takes a name that is taken.
    """
    found = {}
    for chapter, row, where in _rows("figures", root):
        figure = validated(Figure, row | {"chapter": chapter}, where)
        for kind, known in (("needs", studies), ("claims", claims)):
            for name in getattr(figure, kind):
                if name not in known:
                    raise ConfigError(f"{where}.{kind}: unknown {name}")
        found[figure.id] = figure
    owners = {}
    for kind, names in (("rules", rules), ("studies", studies), ("claims", claims), ("figures", found)):
        for name in names:
            if name in owners:
                differ = "the ids of figures, claims and studies and the names of rules must all differ"
                raise ConfigError(f"{kind}.{name}: {differ}, {owners[name]}.{name} exists")
            if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", name):
                raise ConfigError(f"{kind}.{name}: an id is a letter, then letters, digits, - and _")
            owners[name] = kind
    return found


def rules(root="."):
    """Names of the rules of the workflow that are written out."""
    texts = [path.read_text() for path in sorted(Path(root).glob("workflow/rules/*.smk"))]
    return ["all", *(name for text in texts for name in re.findall(r"^rule (\w+):", text, re.M))]


def studies_needed(figures, claims):
    """Ids of the studies that any figure or claim needs, sorted."""
    needed = {study for figure in figures.values() for study in figure.needs}
    return sorted(needed | {claim.study() for claim in claims.values()} - {None})


def of_book(studies):
    """(claims, figures, ids of the studies that these need) of the project in the working folder.

    Raises
    ------
    ConfigError
        As `claims` and `figures`.
    """
    asserted = claims(studies)
    drawn = figures(studies, asserted, rules())
    return asserted, drawn, studies_needed(drawn, asserted)


def _rows(name, root):
    """(chapter, row, where) of all rows of one kind of ledger."""
    seen = set()
    for chapter in chapters(root):
        path = Path(root) / f"config/{chapter}/{name}.yaml"
        rows = (load_yaml(path) or []) if path.exists() else []
        if not isinstance(rows, list):
            raise ConfigError(f"config/{chapter}/{name}.yaml: expected a list of rows")
        for number, row in enumerate(rows):
            where = f"config/{chapter}/{name}.yaml[{number}]"
            if not isinstance(row, dict):
                raise ConfigError(f"{where}: expected mapping, got {row!r}")
            if isinstance(row.get("id"), str):
                where = f"{name}.{row['id']}"
                if row["id"] in seen:
                    raise ConfigError(f"{where}: this id is repeated")
                seen.add(row["id"])
            if "chapter" in row:
                raise ConfigError(f"{where}.chapter: the folder says it, here {chapter}")
            yield chapter, row, where
