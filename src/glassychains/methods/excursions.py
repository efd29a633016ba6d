"""How long excursions from the mean last: what is left of them after a time, mean, spread and tail."""

import numpy as np
import pandas as pd

from glassychains.methods.estimates import gather, jackknife
from glassychains.methods.tables import Numbers

TAIL = ((1e-1, 1e-2), (1e-2, 1e-3))
"""Parts of excursions that last longer, between which exponents are taken. That of an exponential grows 1.7 times."""
SIDES = ("below", "above")


def survival(over, cut):
    """Part of excursions that last at least as long as each bin begins (Kaplan-Meier; a cut one leaves in mid-bin).

    Parameters
    ----------
    over, cut : array, shape (bin,)
        Numbers of those that ended in the run, and of those that the end of the run cut.
    """
    at_risk = np.cumsum((over + cut)[::-1])[::-1] - 0.5 * cut
    staying = 1 - np.divide(over, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0)
    return np.concatenate([[1.0], np.cumprod(staying)[:-1]])


def exponents(bins, parts):
    """-d log(part) / d log(duration) between the levels of each pair of `TAIL`; nan where the curve does not reach."""

    def reached(level):
        below = int(np.argmax(parts < level))
        pair = [below - 1, below]
        return np.interp(-np.log(level), -np.log(np.maximum(parts[pair], 1e-300)), np.log(bins[pair])) if below else np.nan

    return np.array([np.log(high / low) / (reached(low) - reached(high)) for high, low in TAIL])


def shape(count, duration, squared):
    """Mean, standard deviation over mean, and log(variance / mean) of durations."""
    mean = duration / count
    variance = squared / count - mean**2
    return np.array([mean, variance**0.5 / mean, np.log(variance / mean)])


def excursions(point, data, **labels):
    """A table (kind, t, value, stderr) of what is left after t on either side of the mean, and numbers with these labels."""
    rows, numbers, bins = [], Numbers(), data[0]["bin"]
    numbers.add("interval", point.parameters["sample"] * point.parameters["dt"], **labels)
    for side, name in enumerate(SIDES):
        over, cut = (gather(data, kind)[:, side].astype(float) for kind in ("excursions", "open"))
        value, error = jackknife(survival, over, cut)
        table = pd.DataFrame({"kind": name, "t": bins, "value": value, "stderr": error})
        rows.append(table[value > 0])
        moments = over.sum(-1), gather(data, "duration")[:, side], gather(data, "duration_squared")[:, side]
        (mean, spread, time), errors = jackknife(shape, *moments)
        numbers.add("excursion_mean", mean, errors[0], side=name, **labels)
        numbers.add("relative_spread", spread, errors[1], side=name, **labels)
        numbers.add("log_spread_time", time, errors[2], side=name, **labels)
        numbers.add("cut_off", cut.sum() / (cut.sum() + over.sum()), side=name, **labels)
        found, errors = jackknife(lambda over, cut: exponents(bins, survival(over, cut)), over, cut)
        for (high, low), exponent, error in zip(TAIL, found, errors, strict=True):
            if np.isfinite(error):
                numbers.add("tail_exponent", exponent, error, side=name, part=f"{high:g}-{low:g}", **labels)
    numbers.add("uncrossed", gather(data, "uncrossed").mean() / point.parameters["length"], **labels)
    return pd.concat(rows), numbers
