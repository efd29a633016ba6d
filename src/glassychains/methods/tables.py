"""Derived tables: CSV files with `value` and `stderr` columns, and numbers as a reader wants to see them.

A table of numbers is tidy: a row per number, with its quantity, its labels (columns such as `g` or `length`, empty where they
do not apply), value and standard error. The ledger and the pages name a number by a key, ``kappa(g=0.5,length=64)``; what a key
means is decided here and nowhere else.
"""

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
from uncertainties import ufloat

FIXED = ("quantity", "value", "stderr")


class Numbers:
    """The numbers of a study, in the order in which they are found."""

    def __init__(self):
        self.rows = []

    def add(self, quantity, value, stderr=0.0, **labels):
        """One number, its error nan or None if unknown; a label is a number or a word without a comma."""
        error = np.nan if stderr is None else float(stderr)
        self.rows.append({"quantity": quantity} | labels | {"value": float(value), "stderr": error})

    def take(self, other, **labels):
        """All numbers of `other`, with these labels as well."""
        self.rows += [row | labels for row in other.rows]

    def get(self, quantity, **labels):
        """(value, stderr) of the number with exactly these labels, or None."""
        for row in self.rows:
            if {key: value for key, value in row.items() if key not in ("value", "stderr")} == {"quantity": quantity} | labels:
                return row["value"], row["stderr"]
        return None

    def all(self, quantity):
        """The rows of one quantity, each a dict."""
        return [row for row in self.rows if row["quantity"] == quantity]

    def table(self):
        """The data frame: quantity, labels in the order in which they first appear, value, stderr.

        Raises
        ------
        ValueError
            Two numbers have the same key.
        """
        keys = [key_of(row) for row in self.rows]
        if len(set(keys)) < len(keys):
            raise ValueError(f"two numbers have one key: {next(key for key in keys if keys.count(key) > 1)}")
        labels = dict.fromkeys(key for row in self.rows for key in row if key not in FIXED)
        return pd.DataFrame(self.rows, columns=["quantity", *labels, "value", "stderr"])


def read_tables(paths):
    """`<study>.csv` and `<study>.numbers.csv` files as a dict of data frames by "study" and "study.numbers"."""
    return {Path(path).name.removesuffix(".csv"): pd.read_csv(path) for path in paths}


def select(table, quantity, **labels):
    """Rows of one quantity whose labels have these values, with the columns that apply to them."""
    chosen = table[table.quantity == quantity]
    for name, value in labels.items():
        chosen = chosen[_equal(chosen[name], value)] if name in chosen else chosen.iloc[:0]
    return chosen.drop(columns=[name for name in chosen if name not in FIXED and chosen[name].isna().all()])


def lookup(table, key):
    """(value, stderr) of the number with this key.

    Raises
    ------
    KeyError
        The table has no such number, or several.
    """
    quantity, labels = parse(key)
    found = select(table, quantity, **labels)
    found = found[found[[name for name in found if name not in (*FIXED, *labels)]].isna().all(axis=1)]
    if len(found) == 1:
        return float(found.value.iloc[0]), float(found.stderr.iloc[0])
    close = [key_of(row) for _, row in table[table.quantity == quantity].iterrows()] or sorted(set(table.quantity))
    raise KeyError(f"no number {key!r}; there are: {', '.join(close)}")


def parse(key):
    """(quantity, labels) of a key such as ``kappa(g=0.5,length=64)``.

    Raises
    ------
    KeyError
        It is no such thing.
    """
    found = re.fullmatch(r"([^()]+)(?:\((.+)\))?", key)
    pairs = [part.split("=", 1) for part in (found[2] or "").split(",") if part] if found else None
    if pairs is None or any(len(pair) != 2 for pair in pairs):
        raise KeyError(f"{key!r} is no key: expected quantity(label=value,...)")
    return found[1], {name.strip(): _value(text) for name, text in pairs}


def key_of(row):
    """The key of a row."""
    labels = ",".join(f"{name}={_shown(value)}" for name, value in row.items() if name not in FIXED and not pd.isna(value))
    return f"{row['quantity']}({labels})" if labels else row["quantity"]


def _value(text):
    try:
        return float(text)
    except ValueError:
        return text


def _shown(value):
    value = _value(value) if isinstance(value, str) else value  # of a column with words, numbers are read as such
    return f"{value + 0:.6g}" if isinstance(value, int | float | np.number) else str(value)


def _equal(column, value):
    """Which entries of a column have a value; numbers agree if keys show them alike."""
    if isinstance(value, str):
        return column.astype(object) == value
    return [_shown(number) == _shown(value) for number in pd.to_numeric(column, errors="coerce")]


def show(value, stderr):
    """value(error) with two digits of the error, as in 41.6(1.5); a number without error plain."""
    if value is None or pd.isna(value):
        return "not measured in this tier"
    if stderr is None or pd.isna(stderr) or stderr == 0:
        return plain(value)
    return f"{ufloat(value, stderr):.2uSP}".replace("-", "−")


def plain(value, digits=4):
    """A number without error as a reader wants to see it: 27 650, 0.0313, 4.1×10⁻⁷."""
    if math.isinf(value):
        shown = f"{value}".replace("inf", "∞")
    elif value == 0 or 1e-3 <= abs(value) < 1e6:
        rounded = float(f"{value:.{digits}g}") if abs(value) < 10**digits else round(value)
        shown = f"{rounded:,.10g}".replace(",", "\u202f")
    else:
        mantissa, exponent = f"{value:.{digits - 2}e}".split("e")
        shown = f"{float(mantissa):g}×10" + str(int(exponent)).translate(str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"))
    return shown.replace("-", "−")
