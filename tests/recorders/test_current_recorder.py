"""Energy carried along a ring, as it is recorded."""

import naive
import numpy as np
from chains import LANGEVIN

from glassychains.models import rotor
from glassychains.models.rotor import Rotor
from glassychains.models.seam.physics import physics_of
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


class TestCurrentRecorder:
    def series(self, model, start, samples, sample, replica):
        """B(t) of the symmetric current, sample by sample, from the naive account: right ends, then half the kinetic energy."""
        physics = physics_of(model)
        q, p = start["position"][replica : replica + 1], start["momentum"][replica : replica + 1]
        total, rows = 0.0, [0.0]
        first = 0.25 * (p**2).sum()
        for _ in range(samples):
            q, p, right, *_ = naive.advance_carry(physics, model, q, p, 0.1, sample)
            total -= right.sum()
            rows.append(total + 0.25 * (p**2).sum() - first)
        return np.array(rows)

    def test_einstein_sums_agree_with_the_naive_ones(self):
        chain = Rotor(0.7)
        start = thermalize(chain, length=6, beta=1.0, replicas=16, seed="einstein", thermal_time=20.0, **LANGEVIN)
        run = produce(chain, start, dt=0.1, duration=40.0, sample=2, record="current", block=10.0)
        b = self.series(chain, start, 200, 2, 3)
        labelled = run.to_xarray()
        for lag in (1, 3, 7):
            squares = (b[lag:] - b[:-lag]) ** 2
            assert np.isclose(labelled.einstein.sel(lag=0.2 * lag)[3], squares.mean() / 12, rtol=1e-9)
        for level, lag in ((1, 5), (3, 4), (4, 7)):
            coarse = b[:: 2**level]
            squares = (coarse[lag:] - coarse[:-lag]) ** 2
            assert np.isclose(labelled.einstein.sel(lag=0.2 * lag * 2**level)[3], squares.mean() / 12, rtol=1e-9)
        assert np.allclose(run["carried"][3], b[50::50] - b[:-50:50], atol=1e-10)

    def test_integral_is_that_of_the_symmetric_current(self):
        """For a small step B is the time integral of the sum over bonds of -(V'/2) (p_x + p_{x+1})."""
        chain = Rotor(0.7)
        start = thermalize(chain, length=6, beta=1.0, replicas=16, seed="integral", thermal_time=20.0, **LANGEVIN)
        run = produce(chain, start, dt=1e-3, duration=1.0, sample=1000, record="current", block=1.0)
        q, p, total = start["position"], start["momentum"], 0.0
        for step in range(1001):
            weight = 0.5 if step in (0, 1000) else 1.0
            total = total + weight * 1e-3 * rotor.energy_current(chain, q, p).sum(-1)
            q, p = naive.advance(rotor, chain, q, p, 1e-3, 1)
        assert np.allclose(run["carried"][:, 0], total, atol=1e-5)
