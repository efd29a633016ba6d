"""The loop in which time advances: when samples are taken, what recorders see, who watches."""

from typing import NamedTuple

import numpy as np
import pytest
from chains import NAMES
from numba import types
from numba.core.caching import NullCache
from numba.extending import overload

from glassychains.dynamics import flowing, kicked
from glassychains.dynamics.composition import WEIGHTS, advance_composed
from glassychains.dynamics.verlet import advance, wrap
from glassychains.models import spins
from glassychains.models.rotor import Rotor
from glassychains.numerics.compiled import LANES, aligned, of_group, to_lanes
from glassychains.recorders.seam import observe
from glassychains.stages import loop
from glassychains.stages.loop import At, Every


def pieces(samples, most):
    """(first step, last step, steps from one sample to the next) of each piece of a run, one after the other."""
    done = 0
    while done < samples.end:
        steps, count = samples.span(done, most)
        assert steps * count > 0
        yield done, done + steps * count, steps
        done += steps * count
    assert done == samples.end


class TestEvery:
    @pytest.mark.parametrize("most", [1, 9, 10, 25, 10**9])
    def test_pieces_are_whole_samples(self, most):
        samples = Every(10, 7)
        for first, last, steps in pieces(samples, most):
            assert steps == 10
            assert first % 10 == last % 10 == 0
            assert last - first <= max(most, 10)

    def test_numbers_of_samples(self):
        samples = Every(10, 7)
        assert samples.end == 70
        assert [samples.index(done) for done in (10, 20, 70)] == [0, 1, 6]
        assert [samples.index(done) for done in (1, 9, 11)] == [None] * 3

    def test_long_pieces_are_few(self):
        assert len(list(pieces(Every(10, 7), 10**9))) == 1
        assert len(list(pieces(Every(10, 7), 25))) == 4


class TestAt:
    @pytest.mark.parametrize("most", [1, 3, 10**9])
    def test_no_piece_jumps_over_a_sample(self, most):
        samples = At(np.array([1, 2, 5, 12, 40]))
        ends = []
        for first, last, _ in pieces(samples, most):
            assert last - first <= most
            assert not any(first < step < last for step in samples.steps)
            ends.append(last)
        assert set(samples.steps) <= set(ends)

    def test_numbers_of_samples(self):
        samples = At(np.array([1, 2, 5, 12]))
        assert samples.end == 12
        assert [samples.index(done) for done in (1, 2, 5, 12)] == [0, 1, 2, 3]
        assert [samples.index(done) for done in (3, 4, 6, 11)] == [None] * 4


class Track(NamedTuple):
    """A recorder of where a chain is: one array of each kind, a row per sample."""

    q: np.ndarray
    p: np.ndarray
    sample: np.ndarray


@overload(observe)
def _observe(recorder, sample, q, p):
    if not (isinstance(recorder, types.NamedTuple) and recorder.instance_class is Track):
        return None

    def body(recorder, sample, q, p):
        for i in range(q.size):
            recorder.q[sample - 1, i] = q[i]
        for i in range(p.size):
            recorder.p[sample - 1, i] = p[i]
        recorder.sample[sample - 1] = sample

    return body


@pytest.fixture
def track(monkeypatch):
    """Makes recorders. No machine code that knows of them may get into the cache, which others read."""
    for family in (kicked, flowing):
        for kernel in (vars(family).get(name) for name in ("run_samples", "run_carrying", "run_split", "run_composed")):
            if kernel is not None:
                monkeypatch.setattr(kernel, "_cache", NullCache())
    return lambda samples, q, p: Track(np.zeros((samples, q.size)), np.zeros((samples, p.size)), np.zeros(samples, np.int64))


def state_of(model, rng):
    """q and p of a group of replicas, in the kernels' layout."""
    if isinstance(model, Rotor):
        return to_lanes(rng.uniform(-0.5, 0.5, (LANES, 6))), to_lanes(rng.normal(size=(LANES, 6)))
    return tuple(to_lanes(one) for one in spins.infinite_temperature(6, [rng] * LANES))


def sample_by_sample(model, q, p, dt, steps, count):
    """Positions and momenta of the samples of a group, by the kernels that take steps."""
    mine, rows = of_group(model, 0), []
    pull, carried = aligned(1, p.size + LANES)[0], aligned(1, p.size)[0]
    for _ in range(count):
        if isinstance(model, Rotor):
            advance(mine, q, p, pull, dt, steps)
            wrap(mine, q)
        else:
            advance_composed(mine, WEIGHTS["strang"], q, p, carried, dt, steps)
        rows.append((q.copy(), p.copy()))
    return [np.array(part) for part in zip(*rows, strict=True)]


SEEN = [Rotor(0.7), Rotor(0.7, periodic=False), spins.from_parameters({"J": 0.4, "length": 6}, NAMES)]


@pytest.mark.parametrize("pieces", [2, 10**6])
@pytest.mark.parametrize("model", SEEN, ids=lambda model: type(model).__name__)
def test_a_recorder_sees_positions_and_momenta(model, pieces, track, rng, monkeypatch):
    """Of every sample, once, in order, however the run is cut."""
    monkeypatch.setattr(loop, "CHUNK_SITE_STEPS", pieces * 10 * 6 * LANES)
    q, p = state_of(model, rng)
    known = sample_by_sample(model, q[0].copy(), p[0].copy(), 0.1, 10, 9)
    recorder = track(9, q[0], p[0])
    looked = []
    loop.run(model, q, p, [recorder], [None], Every(10, 9), dt=0.1, look=lambda index, done: looked.append((index, done)))
    assert (recorder.sample == np.arange(1, 10)).all()
    assert (recorder.q == known[0]).all()
    assert (recorder.p == known[1]).all()
    assert (q[0] == known[0][-1]).all()
    assert looked == [(i, 10 * i + 10) for i in range(9)]


def test_samples_at_chosen_steps_are_looked_at_one_by_one(rng, monkeypatch):
    model, steps, seen = Rotor(0.7, periodic=False), np.array([1, 2, 5, 12]), []
    q, p = state_of(model, rng)
    known = sample_by_sample(model, q[0].copy(), p[0].copy(), 0.1, 1, 12)
    monkeypatch.setattr(loop, "CHUNK_SITE_STEPS", 3 * 6 * LANES)
    look = lambda index, done: seen.append((index, done, p[0].copy()))
    loop.run(model, q, p, [None], [None], At(steps), dt=0.1, scheme="verlet", look=look)
    assert [one[:2] for one in seen] == list(enumerate(steps))
    for _, done, momenta in seen:
        assert np.allclose(momenta, known[1][done - 1], atol=1e-12)


def test_watchers_hear_of_every_piece_and_may_stop_a_run(rng, monkeypatch):
    model, heard = Rotor(0.7), []
    q, p = state_of(model, rng)
    monkeypatch.setattr(loop, "CHUNK_SITE_STEPS", 3 * 10 * 6 * LANES)
    monkeypatch.setattr(
        loop, "watchers", [lambda done, end: heard.append((done, end)), lambda done, end: heard.append(done / end)]
    )
    loop.run(model, q, p, [None], [None], Every(10, 7), dt=0.1)
    assert heard == [(30, 70), 30 / 70, (60, 70), 60 / 70, (70, 70), 1.0]

    class Enough(Exception):
        pass

    def stop(done, end):
        raise Enough

    monkeypatch.setattr(loop, "watchers", [stop])
    with pytest.raises(Enough):
        loop.run(model, q, p, [None], [None], Every(10, 7), dt=0.1)
    assert loop.watchers == [stop]


def test_nobody_watches_unless_asked():
    assert loop.watchers == []
