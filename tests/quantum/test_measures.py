"""What measures make of levels and eigenstates, against random matrices and slow twins."""

import numpy as np
import pytest
from batches import point
from scipy.linalg import eigh

from glassychains.quantum.measures import absorption, levels
from glassychains.runs.points import model_module

X = np.array([[0.0, 0.5], [0.5, 0.0]])


def solved(kind, replica=0, **changed):
    """(model, space, energies, states) of one realization of an example."""
    chosen = point(kind, **changed)
    physics = model_module(chosen.model)
    model = physics.from_parameters(chosen.parameters, chosen.realizations(0))
    space = physics.space(model)
    return model, space, *eigh(physics.hamiltonian(model, space, replica))


def naive_entropy(state, left):
    """Of the first `left` spins in a state of all spins, from its singular values."""
    weight = np.linalg.svd(state.reshape(2**left, -1), compute_uv=False) ** 2
    return -sum(w * np.log(w) for w in weight if w > 1e-300)


def test_gap_ratios_of_random_matrices_and_of_independent_levels(rng):
    """0.5307 (Atas et al.) and 2 log 2 - 1, within four standard errors; gaps of one matrix are nearly independent."""
    every = []
    for _ in range(60):
        a = rng.standard_normal((200, 200))
        every.append(np.linalg.eigvalsh(a + a.T))
    gaussian = np.mean([levels.ratios(one[levels.inside(200, 0.5)]) for one in every])
    assert gaussian == pytest.approx(0.5307, abs=0.012)
    independent = np.mean(levels.ratios(np.sort(rng.random(40_000))))
    assert independent == pytest.approx(2 * np.log(2) - 1, abs=0.006)
    assert np.all(levels.ratios(np.arange(9.0)) == 1)


def test_entropy_in_a_sector_is_that_of_the_state_of_all_spins():
    model, space, energies, states = solved("levels of the Heisenberg chain")
    own = levels.Parameters(middle=0.5, cut=2)
    found = levels.measure(own, model, space, energies, states)["entropy"][1]
    whole = np.zeros((2**6, len(energies)))
    whole[2**6 - 1 - space.states] = states  # up is 1 in the names of QuSpin, and first among ours
    chosen = whole[:, levels.inside(len(energies), 0.5)]
    assert found == pytest.approx([naive_entropy(state, 2) for state in chosen.T], abs=1e-12)


def test_absorption_is_what_its_docstring_says():
    model, space, energies, states = solved("absorption by a grain")
    found = absorption.measure(absorption.Parameters(middle=0.5), model, space, energies, states)
    kept, flip = np.arange(16, 48), np.kron(np.eye(32), X)
    assert found["entropy"][1] == pytest.approx([naive_entropy(states[:, n], 5) for n in kept], abs=1e-12)
    slow = [np.log(abs(states[:, n] @ flip @ states[:, n + 1]) / (energies[n + 1] - energies[n])) for n in kept[:-1]]
    assert found["matching"][1] == pytest.approx(slow, abs=1e-6)
    assert found["ratio"][1] == pytest.approx(levels.ratios(energies[kept]))
    grain, reach = np.kron(X, np.eye(32)), []
    below = np.searchsorted(energies, energies[kept].mean() - 0.5) - 16
    for n in range(below, below + 32):  # 64 levels, a tenth of them: three on either side
        first = np.searchsorted(energies, energies[n] + 1.0)
        ends = [(energies[i + 3] - energies[i - 3]) / 6 for i in np.clip([n, first], 3, 60)]
        four = [abs(states[:, n] @ grain @ states[:, m]) for m in (first - 2, first - 1, first, first + 1)]
        reach.append(np.mean(np.log(four)) - np.log(ends).mean())
    assert found["reach"][1] == pytest.approx(reach, abs=1e-9)
    assert 0 < found["entropy"][1].min() < found["entropy"][1].max() < np.log(2)


def test_a_spin_without_coupling_is_not_entangled_and_its_levels_are_sums():
    model, space, energies, states = solved("absorption by a grain", alpha=0.0)
    found = absorption.measure(absorption.Parameters(middle=1.0), model, space, energies, states)
    assert np.abs(found["entropy"][1]).max() < 1e-10
    _, _, inner, _ = solved("absorption by a grain", alpha=0.0)
    h = model.h[0]
    shorter = np.unique(np.round(inner, 9))
    for sign in (-1, 1):  # each level has a partner with the last spin, and one with the second, turned
        for field in h[1:]:
            turned = np.array([np.abs(shorter - (one + sign * field)).min() for one in shorter])
            assert (turned < 1e-8).sum() == 32


def test_levels_of_free_spins_lose_sight_of_each_other():
    """At alpha = 0 three of four spins are free: gap ratios are far below those of the same realizations at alpha = 0.9."""
    means = {}
    for alpha in (0.0, 0.9):
        every = []
        for replica in range(24):
            model, space, energies, states = solved("absorption by a grain", replica, alpha=alpha, length=4)
            every.append(absorption.measure(absorption.Parameters(middle=0.5), model, space, energies, states)["ratio"][1])
        means[alpha] = np.mean(every)
    assert means[0.0] < 0.45
    assert means[0.9] == pytest.approx(0.52, abs=0.02)


@pytest.mark.parametrize("kind", ["levels of the Heisenberg chain", "levels of bosons"])
def test_absorption_refuses_sectors(kind):
    chosen = point(kind)
    refused = list(absorption.rules(chosen.parameters, model_module(chosen.model)))
    assert refused
    assert refused[0][0] == "measure"
