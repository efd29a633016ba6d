"""Derived tables: CSV files with `value` and `stderr` columns, and numbers as a reader wants to see them."""

from pathlib import Path

import pandas as pd
from uncertainties import ufloat


def read_tables(paths):
    """`<study>.csv` and `<study>.numbers.csv` files as a dict of data frames by "study" and "study.numbers"."""
    return {Path(path).name.removesuffix(".csv"): pd.read_csv(path) for path in paths}


def numbers_table(rows):
    """A table of numbers from (quantity, value, stderr) rows."""
    return pd.DataFrame(rows, columns=["quantity", "value", "stderr"]).astype({"value": float, "stderr": float})


def lookup(numbers, quantity):
    """(value, stderr) of one quantity.

    Raises
    ------
    KeyError
        The table has no such quantity.
    """
    row = numbers[numbers.quantity == quantity]
    if len(row) != 1:
        raise KeyError(f"{len(row)} rows for {quantity!r}; there are: {', '.join(numbers.quantity)}")
    return float(row.value.iloc[0]), float(row.stderr.iloc[0])


def show(value, stderr):
    """value(error) with two digits of the error, as in 41.6(1.5); a number without error plain."""
    if stderr is None or pd.isna(stderr) or stderr == 0:
        return "not measured in this tier" if value is None or pd.isna(value) else f"{value:.6g}"
    return f"{ufloat(value, stderr):.2uSP}"
