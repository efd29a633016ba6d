"""Onsager coefficients of DNLS rings: exact states, controls, windows."""

import numpy as np
import pytest

from glassychains.methods import onsager
from glassychains.models import dnls
from glassychains.recorders.onsager import PAIRS
from glassychains.stages.thermalize import thermalize

HOT = {"U": 1.0, "g": 0.35, "density": 1.0, "length": 32}
WARM = {"U": 1.0, "g": 0.35, "beta": 0.2, "mu": -1.0324787, "length": 32}


def test_kappa_does_not_mind_norm_in_the_energy():
    ee, en, nn = 3.0, 1.2, 0.7
    for c in (-2.0, 0.5, 10.0):
        assert onsager.conductivity(ee + 2 * c * en + c * c * nn, en + c * nn, nn) == pytest.approx(
            onsager.conductivity(ee, en, nn)
        )


@pytest.mark.parametrize("p", [HOT, WARM], ids=["infinite temperature", "beta = 0.2"])
def test_controls_have_mean_zero_and_unit_variance(p):
    """In states that were drawn or sampled: the exact means and covariances are those of the ring."""
    model = dnls.from_parameters(p | {"boundary": "periodic"}, [f"c {r}" for r in range(1024)])
    own = {key: p[key] for key in ("density", "beta", "mu") if key in p} | ({"sweeps": 200} if "beta" in p else {})
    start = thermalize(model, length=32, replicas=1024, seed="controls", **own)
    energy, norm = (f(model, start["q"], start["p"])[:, None] for f in (dnls.energy, dnls.norm))
    found = onsager.controls(p, [{"energy": energy, "norm": norm}], onsager.State(p))
    error = found.std(0) / 32
    assert (np.abs(found.mean(0)) < 4.5 * error).all()
    assert np.abs(found.var(0) - 1).max() < 0.25


@pytest.mark.parametrize(("norm", "interaction"), [(1.0, 1.0), (3.0, 1.0), (1.0, 5.0), (3.0, 5.0)])
def test_units_follow_the_scaling(norm, interaction):
    """psi -> alpha^(1/2) psi and t -> t / (U alpha)."""
    state = onsager.State({"U": interaction, "g": 0.3 * interaction * norm, "density": norm})
    assert state.coupling == pytest.approx(0.3)
    assert state.rate == pytest.approx(interaction * norm)
    energy = interaction * norm**2
    expected = np.array([energy**2, energy * norm, norm**2]) * state.rate
    assert np.allclose([state.units[name] for name in PAIRS], expected)


def test_slopes_of_a_line_and_none_of_a_short_run():
    times, rng = np.arange(1.0, 400.0), np.random.default_rng(5)
    line = np.array([2.0, 0.5, 1.0])[:, None, None] * times + 7.0 + 1e-3 * rng.normal(size=(3, 16, 399))
    found = onsager.slopes(times, line, 60.0, 240.0)
    assert np.allclose(found.mean(1), [2.0, 0.5, 1.0], atol=1e-4)
    assert onsager.kappa(found)[0] == pytest.approx(1.75, abs=1e-3)
    assert onsager.slopes(times, line, 120.0, 480.0) is None


def test_windows_grow_like_the_time_in_which_norms_forget():
    begin, end = onsager.window(0.25)
    assert end == onsager.WIDTH * begin
    assert begin == 0.5 * onsager.forgetting_time(0.25)
    assert onsager.window(1.0)[0] == onsager.SHORTEST
