"""The kinds of claims: what a row of each says, and the rule that gives its verdict. A verdict is computed here and never
typed.

``exact``, ``value``, ``scaling`` (`TwoSided`)
    *contradicted* if the measured number is further from `expected` than three standard errors plus `allowance`; else
    *reproduced* if these two together are no more than `tolerance`, so that agreement says something; else *undecided*.
``bound``, ``qualitative`` (`OneSided`)
    *reproduced* if it lies on the stated `side` of `threshold` by more than three standard errors, *contradicted* if on the
    other by as much, else *undecided*.
``qualitative`` with ``side: nonzero`` (`Nonzero`)
    *reproduced* if it differs from 0 by more than three standard errors, *contradicted* if what it can be is smaller than
    `smallest`, else *undecided*.
``open`` (`Open`)
    always *open*: the review says that nobody knows; we report.

A row with `out_of_reach` (`OutOfReach`) says what it would cost. One whose number this tier does not have is *undecided*.
"""

import math
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, TypeAdapter
from pydantic_core import PydanticCustomError

from glassychains.config.reading import Strict

SIGMAS = 3
KINDS = ("exact", "value", "scaling", "bound", "qualitative", "open")
VERDICTS = ("reproduced", "undecided", "contradicted", "open", "out of reach")
MEASURE = re.compile(r"[\w-]+/[^()]+(\([^()=,]+=[^(),]+(,[^()=,]+=[^(),]+)*\))?")


def _measure(text):
    """Refuse what no table can have."""
    if not MEASURE.fullmatch(text):
        raise PydanticCustomError("measure", "must be study/quantity or study/quantity(label=value,...)")
    return text


Measure = Annotated[str, AfterValidator(_measure)]


class Row(Strict):
    """What every claim says."""

    id: str
    """Name of the claim, also a target of the workflow."""
    where: str
    """Where in the review it stands."""
    claim: str
    """What is claimed, in our words."""
    source: str
    """Where the expected number or the threshold comes from."""
    chosen_after: str | None = None
    """A threshold, range, window or tolerance that was set or moved after data had been seen: what, and why."""
    chapter: str = ""
    """The chapter to which it belongs; the folder says it."""

    def study(self):
        """The study in which it is measured, or None."""
        measure = getattr(self, "measure", None)
        return measure.split("/")[0] if measure else None

    def accepted(self):
        """(lowest, highest) number that agrees, errors apart, or None."""
        return None

    def needed(self, value, stderr):
        """The standard error with which an undecided number would be decided, if it stayed where it is; nan if none would."""
        return math.nan

    def fragile(self, value, stderr):
        """Would another verdict follow if the number were one standard error larger or smaller?"""
        given = self.judge(value, stderr)
        return given in VERDICTS[:3] and any(self.judge(value + shift, stderr) != given for shift in (-stderr, stderr))

    def judge(self, value, stderr):
        """The verdict on a number and its standard error; nan where this tier has none."""
        return "undecided" if math.isnan(value) or math.isnan(stderr) else self._judge(value, stderr)


class TwoSided(Row):
    """A number that is expected."""

    kind: Literal["exact", "value", "scaling"]
    """Which rule gives the verdict."""
    measure: Measure
    """What is measured, study/quantity."""
    expected: float
    """The expected number, from the review, from theory or from a cited work."""
    allowance: Annotated[float, Field(ge=0)]
    """Systematic allowance beside three standard errors, fixed before looking."""
    tolerance: Annotated[float, Field(gt=0)]
    """Most that three standard errors and the allowance may add up to for agreement to count as reproduced."""
    reason: str
    """Why the allowance is what it is."""

    def accepted(self):
        return self.expected - self.tolerance, self.expected + self.tolerance

    def needed(self, value, stderr):
        agreeing, outside = (self.tolerance - self.allowance) / SIGMAS, (abs(value - self.expected) - self.allowance) / SIGMAS
        return max(agreeing, outside)

    def _judge(self, value, stderr):
        reach = SIGMAS * stderr + self.allowance
        if abs(value - self.expected) > reach:
            return "contradicted"
        return "reproduced" if reach <= self.tolerance * (1 + 1e-12) else "undecided"


class OneSided(Row):
    """A side on which a number lies."""

    kind: Literal["bound", "qualitative"]
    """Which rule gives the verdict."""
    measure: Measure
    """What is measured, study/quantity."""
    side: Literal["above", "below"]
    """The side of the threshold that the claim asserts."""
    threshold: float
    """Number on whose one side the measured value must lie."""
    reason: str
    """Why the threshold is what it is."""

    def accepted(self):
        return (self.threshold, math.inf) if self.side == "above" else (-math.inf, self.threshold)

    def needed(self, value, stderr):
        return abs(value - self.threshold) / SIGMAS

    def _judge(self, value, stderr):
        margin = value - self.threshold if self.side == "above" else self.threshold - value
        if abs(margin) <= SIGMAS * stderr:
            return "undecided"
        return "reproduced" if margin > 0 else "contradicted"


class Nonzero(Row):
    """A number that is not 0."""

    kind: Literal["qualitative"]
    """Which rule gives the verdict."""
    measure: Measure
    """What is measured, study/quantity."""
    side: Literal["nonzero"]
    """That it is not 0."""
    smallest: Annotated[float, Field(gt=0)]
    """The smallest deviation that counts."""
    reason: str
    """Why that is what it is."""

    def needed(self, value, stderr):
        return max(abs(value), self.smallest - abs(value)) / SIGMAS

    def _judge(self, value, stderr):
        if abs(value) > SIGMAS * stderr:
            return "reproduced"
        return "contradicted" if abs(value) + SIGMAS * stderr < self.smallest else "undecided"


class Open(Row):
    """A number that we report."""

    kind: Literal["open"]
    """Which rule gives the verdict."""
    measure: Measure
    """What is measured, study/quantity."""

    def judge(self, value, stderr):
        return "open"


class OutOfReach(Row):
    """A claim that cannot be measured here."""

    kind: Literal["exact", "value", "scaling", "bound", "qualitative", "open"]
    """Which rule would give the verdict."""
    measure: Measure | None = None
    """What is measured instead, study/quantity."""
    out_of_reach: str
    """Why it cannot be measured, and what it would cost."""

    def judge(self, value, stderr):
        return "out of reach"


def class_of(row):
    """The class to which a row belongs."""
    if "out_of_reach" in row:
        return OutOfReach
    if row.get("side") == "nonzero":
        return Nonzero
    return {"bound": OneSided, "qualitative": OneSided, "open": Open}.get(row.get("kind"), TwoSided)


Claim = Annotated[
    Annotated[TwoSided, Tag("TwoSided")]
    | Annotated[OneSided, Tag("OneSided")]
    | Annotated[Nonzero, Tag("Nonzero")]
    | Annotated[Open, Tag("Open")]
    | Annotated[OutOfReach, Tag("OutOfReach")],
    Discriminator(lambda row: class_of(row).__name__),
]
"""A row of a ledger, of the class that its kind asks for."""
CLAIM = TypeAdapter(Claim)
"""Reads and checks one row."""
