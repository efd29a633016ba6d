"""The one-way analysis of variance against SciPy's F and on made-up data."""

import numpy as np
import pytest
from scipy.stats import f_oneway

from glassychains.methods.oneway import one_way, relative_variance


def test_components_follow_from_the_f_of_scipy(rng):
    """F = (s_w^2 + K s_b^2) / s_w^2, exactly, for any data."""
    measured = rng.normal(size=(12, 4)) + rng.normal(size=(12, 1))
    found = one_way(measured)
    assert np.isclose(found.between, (f_oneway(*measured).statistic - 1) * found.within / 4, rtol=1e-12)
    assert np.isclose(found.within, measured.var(1, ddof=1).mean())
    assert np.isclose(found.mean, measured.mean())


@pytest.mark.parametrize("between", [0.0, 0.04, 0.25])
def test_relative_variance_is_unbiased_and_knows_its_error(rng, between):
    """Samples of a gamma distribution of mean 2, each measured four times with a noise that is larger than their spread."""
    pulls, raw = [], []
    for _ in range(120):
        true = rng.gamma(1 / between, 2 * between, 48) if between else np.full(48, 2.0)
        measured = true[:, None] * (1 + 0.6 * rng.normal(size=(48, 4)))
        value, error = relative_variance(measured)
        pulls.append((value - between) / error)
        raw.append(measured.mean(1).var(ddof=1) / 4)
    assert abs(np.mean(pulls)) < 0.5
    assert 0.7 < np.std(pulls) < 1.6
    assert np.mean(raw) > between + 0.05  # what the scatter of means alone would have said
