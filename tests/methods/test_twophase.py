"""Double sampling with regression on made-up data."""

import numpy as np

from glassychains.methods.twophase import two_phase


def test_mean_of_few_profits_from_many_and_knows_its_error(rng):
    """400 times: y = 1 + 2 x1 - x2 + noise, known of 32 of 208. The scatter is that of the error, a third of the naive one."""
    found, naive = [], []
    for _ in range(400):
        x = rng.normal(size=(208, 2)) @ np.array([[1.0, 0.5], [0.0, 0.7]]) + [3.0, -2.0]
        y = 1 + x @ [2.0, -1.0] + 0.3 * rng.normal(size=208)
        found.append(two_phase(y[:32], x[:32], x.mean(0), 208))
        naive.append(y[:32].mean())
    value, error = np.array(found).T
    assert abs((value - 9).mean()) < 4 * value.std() / 20
    assert abs(((value - 9) / error).std() - 1) < 0.15
    assert np.mean(error) < 0.5 * np.std(naive)


def test_with_nothing_in_common_it_is_the_mean(rng):
    y, x = rng.normal(size=40), rng.normal(size=(40, 1))
    value, error = two_phase(y, x, x.mean(0), 40)
    assert np.isclose(value, y.mean())
    assert np.isclose(error, y.std(ddof=1) / 40**0.5, rtol=0.1)
