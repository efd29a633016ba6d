"""Velocity flips and reservoirs."""

import naive
import numpy as np
import pytest
from chains import LANGEVIN, carry, springs
from scipy import stats

from glassychains.dynamics.account import advance_carry
from glassychains.dynamics.disturbances.flips import flips
from glassychains.dynamics.disturbances.reservoirs import AHEAD, reservoirs
from glassychains.models import rotor
from glassychains.models.rotor import Rotor
from glassychains.models.seam.physics import physics_of
from glassychains.numerics.compiled import LANES, aligned, from_lanes, to_lanes
from glassychains.numerics.random import fill_normal, seeds
from glassychains.stages.produce import produce
from glassychains.stages.thermalize import thermalize


@pytest.mark.parametrize("contact", [1, 2, 3])
@pytest.mark.parametrize("model", [Rotor(0.7, periodic=False), springs(0.7, periodic=False)], ids=str)
def test_energy_balance_to_rounding(model, contact, gibbs_like):
    """Injected = stored + extracted, for each site.

    Heat plus what flows in over the left bond minus what flows out over the right one is the gain of kinetic energy plus what
    the left bond stored, its work counted kick by kick.
    """
    physics = physics_of(model)
    q, p = gibbs_like(8)
    steps, friction, dt = 70, 1.3, 0.1  # more steps than are drawn at a time
    baths = reservoirs(seeds("balance", LANES)[0], 0.5, 2.0, friction, contact, dt)
    impulse = draw(seeds("balance", LANES)[0], baths, contact, steps)
    end_q, end_p, out = carry(model, q, p, baths, dt, steps)
    heat = baths.heat.reshape(2, contact, LANES).transpose(0, 2, 1)
    slow = naive.advance_carry(physics, model, q, p, dt, steps, impulse, np.exp(-friction * dt), contact)
    assert np.allclose(end_q, slow[0], atol=1e-11)
    assert np.allclose(end_p, slow[1], atol=1e-11)
    assert np.allclose(out, -slow[2], atol=1e-11)
    assert np.allclose(heat, slow[4], atol=1e-11)
    received = np.zeros_like(p)
    received[:, :contact], received[:, -contact:] = heat
    inflow = np.roll(out, 1, -1)
    stored = inflow - slow[3]  # what the left neighbour spent on the bond and this site did not get
    assert np.allclose(received + inflow - out, 0.5 * (end_p**2 - p**2) + stored, atol=1e-11)
    assert np.allclose(received.sum(-1), 0.5 * (end_p**2 - p**2).sum(-1) + stored.sum(-1), atol=1e-11)


def draw(stream, baths, contact, steps):
    """The noise that the reservoirs will draw from this stream: (step, side, replica, contact)."""
    words, normal, drawn = np.empty(baths.words.size, np.uint64), np.empty(baths.words.size), []
    for _ in range(-(-steps // AHEAD)):
        fill_normal(stream, words, normal)
        drawn.append(normal.reshape(AHEAD, 2, contact, LANES).transpose(0, 1, 3, 2).copy())
    return np.concatenate(drawn)[:steps] * baths.noise[None, :, None, None]


class TestFlips:
    def test_a_flip_leaves_the_energy_untouched(self, gibbs_like):
        """To the last bit, since only signs change: uncoupled sites keep their speed."""
        q, p = gibbs_like(6)
        _, end, out = carry(Rotor(1e-300), q, p, flips(seeds("f", LANES)[0], 2.0, 0.1, 6), 0.1, 200)
        assert (np.abs(end) == np.abs(p)).all()
        assert (end != p).mean() > 0.3
        assert np.abs(out).max() < 1e-290

    def test_coupled_chains_keep_their_energy_as_without(self, gibbs_like):
        q, p = gibbs_like(16)
        chain = Rotor(0.7)
        end_q, end_p, _ = carry(chain, q, p, flips(seeds("f", LANES)[0], 0.5, 0.05, 16), 0.05, 4000)
        before, after = rotor.energy(chain, q, p), rotor.energy(chain, end_q, end_p)
        # each flip makes the error of the scheme, bounded between flips, a step of a random walk
        assert np.abs(after / before - 1).max() < 0.01

    @pytest.mark.parametrize("dt, rate", [(0.1, 0.3), (2.0, 0.3), (0.01, 30.0)])
    def test_total_velocity_decays_at_twice_the_rate(self, dt, rate, rng):
        """<Omega(t) Omega(0)> = e^(-2 rate t) <Omega(0)^2> exactly, for any step: the parity of a Poisson number."""
        start = np.ones((16, 4000))
        steps = 5 if dt != 0.01 else 3
        _, p, _ = carry(Rotor(1e-300), 0 * start, start, flips(seeds(f"{dt}", LANES)[0], rate, dt, 4000), dt, steps)
        expected = np.exp(-2 * rate * dt * steps)
        assert abs(p.mean() - expected) < 4 * np.sqrt((1 - expected**2) / p.size)

    def test_flips_are_a_poisson_process_of_each_site(self):
        """Numbers in a long time: mean and variance agree between chains, and no site is preferred."""
        sites, steps = 10, 2000
        flipped = np.zeros((16, sites))
        disturbance = flips(seeds("poisson", LANES)[0], 0.02, 0.1, sites)
        q, p = to_lanes(np.zeros((16, sites))), to_lanes(np.ones((16, sites)))
        pull, carried = aligned(1, q.shape[1] + LANES)[0], aligned(1, q.shape[1])[0]
        last = from_lanes(p)
        for _ in range(steps):
            advance_carry(Rotor(1e-300), q[0], p[0], pull, carried, disturbance, 0.1, 1)
            flipped += from_lanes(p) != last
            last = from_lanes(p)
        expected = 0.02 * 0.1 * steps
        assert stats.chisquare(flipped.sum(0)).pvalue > 1e-3
        total = flipped.sum()
        assert abs(total - expected * 16 * sites) < 4 * np.sqrt(total)
        assert 0.7 < flipped.var() / expected < 1.4

    def test_equilibrium_stays_equilibrium(self):
        chain = Rotor(0.7)
        start = thermalize(chain, length=16, beta=1.0, replicas=256, seed="flipped", thermal_time=50.0, **LANGEVIN)
        how = {"dt": 0.1, "duration": 100.0, "sample": 10, "record": "current", "block": 10.0, "flips": 0.2}
        run = produce(chain, start, seed="a", **how)
        other = produce(chain, start, seed="b", **how)
        assert not (run["einstein"] == other["einstein"]).any()
        assert abs(run["total_velocity"][:, 1].var() / 16 - 1) < 4 * np.sqrt(2 / 256)
