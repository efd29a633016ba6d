"""The battery that every quantum model passes, by the points of `batches`, and each against a naive construction."""

import itertools

import numpy as np
import pytest
from batches import EXAMPLES, point

from glassychains.config.declarations import things
from glassychains.models import bosons
from glassychains.quantum.operators import dense
from glassychains.runs.points import model_module

KINDS = EXAMPLES["diagonalize"]
UP = np.array([[0.5, 0.0], [0.0, -0.5]])
RAISE = np.array([[0.0, 1.0], [0.0, 0.0]])


def model_of(kind, **changed):
    chosen = point(kind, **changed)
    physics = model_module(chosen.model)
    return physics, physics.from_parameters(chosen.parameters, chosen.realizations(0))


def on_site(operator, site, length):
    """An operator of one spin as a matrix of all 2^length states."""
    return np.kron(np.kron(np.eye(2**site), operator), np.eye(2 ** (length - site - 1)))


def spins(length):
    """(S^x, S^y, S^z) of every site."""
    parts = (0.5 * (RAISE + RAISE.T), -0.5j * (RAISE - RAISE.T), UP)
    return [[on_site(part, site, length) for part in parts] for site in range(length)]


def test_every_quantum_model_has_an_example():
    used = {model for model, _ in KINDS.values()}
    assert used == {name for name, physics in things("model").items() if physics.FAMILY == "quantum"}


@pytest.mark.parametrize("kind", KINDS)
def test_hamiltonian_is_symmetric_and_as_large_as_the_price_says(kind):
    physics, model = model_of(kind)
    space = physics.space(model)
    matrix = physics.hamiltonian(model, space, 0)
    assert matrix.shape == (space.Ns, space.Ns) == (physics.dimension(point(kind).parameters),) * 2
    assert matrix.dtype == float
    assert np.abs(matrix - matrix.T).max() < 1e-13


@pytest.mark.parametrize("boundary", ["free", "periodic"])
def test_heisenberg_chain_is_the_naive_sum_of_products(boundary):
    """Its levels are those of the sector S^z = 0 of the matrix of all states."""
    physics, model = model_of("levels of the Heisenberg chain", boundary=boundary)
    length = model.h.shape[1]
    s = spins(length)
    bonds = [(x, (x + 1) % length) for x in range(length if boundary == "periodic" else length - 1)]
    whole = sum((a @ b for x, y in bonds for a, b in zip(s[x], s[y], strict=True)), np.zeros((2**length, 2**length)))
    whole = (whole + sum(h * s[x][2] for x, h in enumerate(model.h[1]))).real
    chosen = np.flatnonzero(np.abs(np.diag(sum(one[2] for one in s))) < 1e-9)
    naive = np.linalg.eigvalsh(whole[np.ix_(chosen, chosen)])
    assert np.linalg.eigvalsh(physics.hamiltonian(model, physics.space(model), 1)) == pytest.approx(naive, abs=1e-12)


def test_sectors_of_spins_add_up_to_the_full_space():
    from quspin.basis import spin_basis_1d

    fields = [[0.3, 0], [-0.7, 1], [0.2, 2], [1.1, 3]]
    bonds = [[1.0, x, x + 1] for x in range(3)]
    terms = [("xx", bonds), ("yy", bonds), ("zz", bonds), ("z", fields)]
    whole = np.linalg.eigvalsh(dense(terms, spin_basis_1d(4, pauli=False)))
    parts = [np.linalg.eigvalsh(dense(terms, spin_basis_1d(4, Nup=up, pauli=False))) for up in range(5)]
    assert np.sort(np.concatenate(parts)) == pytest.approx(whole, abs=1e-12)


def diagonal(model, state):
    return sum(model.U * n * n + model.tilt * x * n for x, n in enumerate(state))


def naive_bosons(model):
    """(configurations, H) state by state; a tilt adds F x for each particle at x, from 0 on."""
    most = model.most or model.particles
    every = itertools.product(range(most + 1), repeat=model.length)
    found = [state for state in every if sum(state) == model.particles]
    index, matrix = {state: i for i, state in enumerate(found)}, np.diag([diagonal(model, s) for s in found])
    for state, i in index.items():
        for x, y in bosons.bonds(model):
            for source, target in ((x, y), (y, x)):
                new = list(state)
                new[source] -= 1
                new[target] += 1
                if tuple(new) in index:
                    matrix[index[tuple(new)], i] += model.g * np.sqrt(state[source] * (state[target] + 1))
    return found, matrix


@pytest.mark.parametrize("boundary, tilt", [("free", 0.0), ("free", -0.3), ("periodic", 0.0)])
@pytest.mark.parametrize("most", [2, 6])
def test_bosons_are_the_naive_matrix(boundary, tilt, most):
    _, model = model_of("levels of bosons", boundary=boundary, most=most, tilt=tilt)
    _, naive = naive_bosons(model)
    ours = bosons.hamiltonian(model, bosons.space(model))
    assert np.linalg.eigvalsh(ours) == pytest.approx(np.linalg.eigvalsh(naive), abs=1e-11)


def test_particles_and_holes_differ_at_half_filling():
    """n to most - n turns an amplitude sqrt((n + 1) m) into another, so that no symmetry beside those of the ring is left."""
    _, model = model_of("levels of bosons", particles=4, most=2)
    found, matrix = naive_bosons(model)
    holes = [found.index(tuple(2 - n for n in state)) for state in found]
    assert np.diag(matrix)[holes] == pytest.approx(np.diag(matrix))
    assert np.abs(matrix[np.ix_(holes, holes)] - matrix).max() > 0.2


def test_even_and_odd_states_are_all_states():
    levels = {}
    for sector in ("all", "even", "odd"):
        _, model = model_of("levels of bosons", sector=sector)
        levels[sector] = np.linalg.eigvalsh(bosons.hamiltonian(model, bosons.space(model)))
    assert np.sort(np.concatenate([levels["even"], levels["odd"]])) == pytest.approx(levels["all"], abs=1e-11)


def test_symmetric_and_antisymmetric_states_are_those_of_zero_momentum():
    from quspin.basis import boson_basis_1d

    found = []
    for sector in ("symmetric", "antisymmetric"):
        physics, model = model_of("levels of a symmetric ring", sector=sector, length=6)
        matrix = bosons.hamiltonian(model, bosons.space(model))
        assert len(matrix) == physics.dimension(point("levels of a symmetric ring", sector=sector, length=6).parameters)
        found.append(np.linalg.eigvalsh(matrix))
    whole = bosons.hamiltonian(model, boson_basis_1d(6, Nb=6, sps=4, kblock=0))
    assert np.sort(np.concatenate(found)) == pytest.approx(np.linalg.eigvalsh(whole), abs=1e-11)


def test_one_boson_has_the_levels_of_a_hopping_particle():
    """E_k = U + 2 g cos(pi k / (L + 1)) with free ends."""
    _, model = model_of("levels of bosons", particles=1, length=9, U=0.7)
    k = np.arange(1, 10)
    exact = np.sort(0.7 + 2 * 0.3 * np.cos(np.pi * k / 10))
    assert np.linalg.eigvalsh(bosons.hamiltonian(model, bosons.space(model))) == pytest.approx(exact, abs=1e-12)


def test_two_bosons_on_two_sites():
    """E = 2 U and 3 U +- sqrt(U^2 + 4 g^2)."""
    _, model = model_of("levels of bosons", particles=2, length=2, U=0.8, g=0.3)
    root = np.sqrt(0.8**2 + 4 * 0.3**2)
    exact = sorted([4 * 0.8, 3 * 0.8 - root, 3 * 0.8 + root])
    assert np.linalg.eigvalsh(bosons.hamiltonian(model, bosons.space(model))) == pytest.approx(exact, abs=1e-12)


def test_bosons_that_exclude_each_other_are_free_fermions():
    """With `most` = 1 and free ends: the levels of N particles are sums of N of those of one (Jordan and Wigner)."""
    _, model = model_of("levels of bosons", particles=3, length=7, most=1, U=0.5)
    one = 2 * 0.3 * np.cos(np.pi * np.arange(1, 8) / 8)
    exact = np.sort([3 * 0.5 + sum(chosen) for chosen in itertools.combinations(one, 3)])
    assert np.linalg.eigvalsh(bosons.hamiltonian(model, bosons.space(model))) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"particles": 20, "most": 3}, r"^particles: must be at most most \* length = 12, got 20"),
        (
            {"sector": "symmetric"},
            r"^sector: even and odd are sectors of chains with free ends, symmetric and antisymmetric of rings",
        ),
        ({"tilt": 0.1, "sector": "even"}, r"^tilt: needs free ends and the sector all"),
        ({"batch": 2}, r"^batch: must be 1, the chain is clean"),
    ],
)
def test_bosons_refuse(wrong, words):
    with pytest.raises(ValueError, match=words):
        model_of("levels of bosons", **wrong)


def test_grain_is_the_naive_sum_of_products():
    physics, model = model_of("absorption by a grain", length=2)
    s = spins(5)
    for r in (0, 5):
        naive = np.kron(model.R[r], np.eye(4))
        for j in range(2):
            x = 3 + j
            naive = naive + model.h[r, j] * s[x][2] + 0.7 ** model.exponent[r, j] * s[model.partner[r, j]][0] @ s[x][0]
        ours = physics.hamiltonian(model, physics.space(model), r)
        assert np.abs(ours - naive).max() < 1e-13  # state by state: the first is all up


def test_disorder_of_the_grain_is_what_its_docstring_says():
    _, model = model_of("absorption by a grain", length=4, batch=2000)
    off = model.R[:, *np.triu_indices(8, 1)]
    assert off.std() == pytest.approx(0.3 / np.sqrt(2), rel=0.01)
    assert np.diagonal(model.R, axis1=1, axis2=2).std() == pytest.approx(0.3, rel=0.03)
    assert (model.R.transpose(0, 2, 1) == model.R).all()
    assert (model.h.min(), model.h.max()) == pytest.approx((0.5, 1.5), abs=2e-3)
    assert (model.exponent[:, 0] == 0).all()
    for j in (1, 2, 3):
        assert (model.exponent[:, j].min(), model.exponent[:, j].max()) == pytest.approx((j - 0.2, j + 0.2), abs=2e-3)
    assert set(np.unique(model.partner)) == {0, 1, 2}


def test_grains_are_the_same_for_every_alpha_and_in_larger_batches():
    _, one = model_of("absorption by a grain")
    _, other = model_of("absorption by a grain", alpha=0.4, batch=48)
    assert (one.alpha, other.alpha) == (0.7, 0.4)
    for name in ("R", "h", "exponent", "partner"):
        assert (getattr(one, name) == getattr(other, name)[:32]).all()
    assert len({realization.tobytes() for realization in other.R}) == 48


def test_the_grain_has_no_symmetry():
    """The product of all sigma^z, which fields and couplings keep, does not commute with H."""
    physics, model = model_of("absorption by a grain", length=2)
    matrix = physics.hamiltonian(model, physics.space(model), 0)
    parity = np.prod([2 * np.diag(one[2]) for one in spins(5)], axis=0)
    broken = np.abs(parity[:, None] * matrix - matrix * parity).max()
    assert broken > 0.1
    rest = matrix - np.kron(model.R[0], np.eye(4))
    assert np.abs(parity[:, None] * rest - rest * parity).max() < 1e-13


def test_couplings_of_the_grain_fall_off():
    with pytest.raises(ValueError, match=r"^alpha: must be < 1"):
        model_of("absorption by a grain", alpha=1.0)
