"""Melting against the exponential of the matrix, closed forms and conservation laws."""

import numpy as np
import pytest
from batches import point
from scipy.linalg import expm

from glassychains.models import bosons
from glassychains.quantum import operators
from glassychains.quantum.measures import melting
from glassychains.stages.diagonalize import diagonalize


def run(dense, longest=1.0e3, per_decade=8, **changed):
    """(model, first realization of each variable)."""
    parameters = point("melting beside a spot").parameters | changed
    model = bosons.from_parameters(parameters)
    own = {"measure": "melting", "dense": dense, "longest": longest, "per_decade": per_decade}
    result = diagonalize(model, length=model.length, replicas=1, **own)
    return model, {name: values[0] for name, (_, values, _) in result.variables.items()}


def start(model, dense):
    """(H, n_x of each state, rho_0), built apart."""
    space = bosons.space(model)
    held = np.array([np.diag(operators.dense([("n", [[1.0, x]])], space)) for x in range(model.length)]).T
    chosen = (held[:, -len(dense) :] == dense).all(1)
    return bosons.hamiltonian(model, space), held, np.diag(chosen / chosen.sum())


@pytest.mark.parametrize("dense, spot", [([3], 3), ([2, 3], 2), ([2, 4], 0)])
def test_occupations_are_those_of_the_exponential_of_h(dense, spot):
    model, found = run(dense, length=spot + len(dense), particles=sum(dense) + spot, longest=30.0)
    matrix, held, rho = start(model, dense)
    for i in (0, 5, -1):
        unitary = expm(-1j * matrix * found["time"][i])
        exact = np.real(np.diag(unitary @ rho @ unitary.conj().T)) @ held[:, spot:]
        assert found["occupation"][i] == pytest.approx(exact, abs=1e-10)
    energy = np.trace(rho @ matrix)
    assert found["energy"] == pytest.approx(energy)
    weight = expm(-found["beta"] * (matrix - energy * np.eye(len(matrix))))
    assert np.trace(weight @ matrix) / np.trace(weight) == pytest.approx(energy)
    assert found["canonical"] == pytest.approx(np.diag(weight) @ held[:, spot:] / np.trace(weight))
    levels, states = np.linalg.eigh(matrix)
    near = np.argsort(np.abs(levels - energy))[: max(4, round(len(levels) / 20))]
    assert found["microcanonical"] == pytest.approx((states[:, near] ** 2).mean(1) @ held[:, spot:])


def test_one_boson_on_two_sites_swings_between_them():
    """n_2(t) = 1/2 + cos(2 g t) / 2 without a tilt."""
    _, found = run([1], length=2, particles=1, g=0.3, tilt=0.0)
    assert found["occupation"][:, 0] == pytest.approx(0.5 + 0.5 * np.cos(0.6 * found["time"]), abs=1e-10)
    assert found["settled"] == pytest.approx([0.5])


def test_particles_are_kept_and_the_start_is_as_told():
    """Without a spot, all sites are told."""
    _, found = run([2, 1, 3], length=3, particles=6)
    assert found["occupation"].sum(1) == pytest.approx(6.0)
    for name in ("settled", "canonical", "microcanonical"):
        assert found[name].sum() == pytest.approx(6.0)
    assert found["occupation"][0] == pytest.approx([2.0, 1.0, 3.0])


def test_settled_is_the_mean_of_late_times():
    _, found = run([3], length=4, particles=6, longest=1.0e7, per_decade=300)
    late = found["time"] > 1e5
    assert found["occupation"][late].mean(0) == pytest.approx(found["settled"], abs=0.02)
    assert abs(found["settled"][-1] - 3.0) > 0.5


def test_a_pair_that_tunnels_only_after_ages_has_not_moved():
    """Six bosons beside one cross over at a rate of about g^5 / U^4, here 1e-13."""
    _, found = run([1, 6], length=2, particles=7, g=0.003, tilt=0.0)
    assert found["settled"] == pytest.approx([1.0, 6.0], abs=0.01)


def test_nothing_moves_without_hopping():
    _, found = run([3], length=4, particles=6, g=0.0)
    assert found["occupation"] == pytest.approx(3.0)
    assert found["settled"] == pytest.approx([3.0])


def test_canonical_state_without_hopping_is_that_of_its_integers():
    """Its energy is that of the start, and its sites are alike without a tilt."""
    model, found = run([3], length=4, particles=6, g=0.0, tilt=0.0)
    _, held, rho = start(model, [3])
    energy = (held**2).sum(1)
    weight = np.exp(-found["beta"] * energy)
    assert weight @ energy / weight.sum() == pytest.approx(np.diag(rho) @ energy)
    assert found["canonical"] == pytest.approx([1.5])


def test_inverse_temperature_has_either_sign():
    energies = np.array([0.0, 1.0, 4.0])
    for beta in (-0.7, 0.0, 1.3):
        weight = np.exp(-beta * energies)
        assert melting.inverse_temperature(energies, weight @ energies / weight.sum()) == pytest.approx(beta, abs=1e-9)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"dense": [7]}, "dense: leaves -1 particles to 3 sites"),
        ({"dense": [1], "most": 1}, "dense: leaves 5 particles to 3 sites, at most 1 each"),
        ({"dense": [1, 1, 1, 1, 1]}, "dense: names more sites than length = 4"),
        ({"dense": [3], "sector": "even"}, "sector: must be all"),
        ({"dense": [3], "longest": 0.05}, "longest: must be > 0.1"),
    ],
)
def test_melting_refuses(wrong, words):
    told = point("melting beside a spot").parameters | {"most": 6} | wrong
    assert words in next(f"{key}: {why}" for key, why in melting.rules(told, bosons))
