"""Verdicts: the rule of each kind of claim. A verdict is computed here and never typed.

`exact`, `value`, `scaling`
    *reproduced* if |value - expected| <= 3 stderr + allowance and stderr <= precision; *undecided* if it agrees but the
    error is larger than that; *contradicted* if it does not agree.
`bound`, `qualitative`
    the measured number lies on the stated `side` ("above" or "below") of `threshold` by more than 3 stderr:
    *reproduced*; on the other side by more: *contradicted*; else *undecided*. Side "nonzero": differs from 0 by more than
    3 stderr: *reproduced*; is smaller than `precision`, error included: *contradicted*; else *undecided*.
`open`
    always *open*: we report.

A row with `out_of_reach` says what it would cost; a row whose number this tier does not have is *undecided*.
"""

import csv
import math

SIGMAS = 3


def judge(row, measured):
    """The row with `value`, `stderr` and `verdict` added.

    Parameters
    ----------
    row : dict
        A row of config/claims.yaml.
    measured : dict or None
        `value` and `stderr`; None or nan where this tier has no such number.
    """
    value, stderr = (measured["value"], measured["stderr"]) if measured else (math.nan, math.nan)
    if "out_of_reach" in row:
        verdict = "out of reach"
    elif row["kind"] == "open":
        verdict = "open"
    elif math.isnan(value) or math.isnan(stderr):
        verdict = "undecided"
    elif row["kind"] in ("bound", "qualitative"):
        verdict = _one_sided(row, value, stderr)
    else:
        verdict = _two_sided(row, value, stderr)
    known = {"value": value, "stderr": stderr}
    return {"expected": None} | row | {k: None if math.isnan(v) else v for k, v in known.items()} | {"verdict": verdict}


def _two_sided(row, value, stderr):
    if abs(value - row["expected"]) > SIGMAS * stderr + row["allowance"]:
        return "contradicted"
    return "reproduced" if stderr <= row["precision"] else "undecided"


def _one_sided(row, value, stderr):
    if row["side"] == "nonzero":
        if abs(value) > SIGMAS * stderr:
            return "reproduced"
        return "contradicted" if abs(value) + SIGMAS * stderr < row["precision"] else "undecided"
    margin = value - row["threshold"] if row["side"] == "above" else row["threshold"] - value
    if abs(margin) <= SIGMAS * stderr:
        return "undecided"
    return "reproduced" if margin > 0 else "contradicted"


def read_number(path, measure):
    """`value` and `stderr` of the quantity "study/quantity" in the study's table of numbers; None if it is not there."""
    quantity = measure.split("/", 1)[1]
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            if row["quantity"] == quantity:
                return {key: float(row[key] or "nan") for key in ("value", "stderr")}
    return None
