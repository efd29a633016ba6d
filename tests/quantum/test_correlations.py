"""Memory of densities and what crosses the bonds: closed forms, a naive evolution, continuity, identities."""

import numpy as np
import pytest
from scipy.linalg import eigh, expm

from glassychains.config.declarations import checked
from glassychains.config.reading import ConfigError
from glassychains.models import bosons
from glassychains.quantum.measures import correlations
from glassychains.quantum.operators import dense
from glassychains.stages.diagonalize import diagonalize


def chain(**changed):
    return bosons.from_parameters({"U": 1.0, "g": 0.3, "length": 3, "particles": 4} | changed)


def measured(model, **changed):
    own = {"first": 0.1, "last": 100.0, "per_decade": 6, "betas": [0.0]} | changed
    result = diagonalize(model, length=model.length, replicas=1, measure="correlations", **own)
    return {name: values[0] for name, (_, values, _) in result.variables.items()}


def matrices(model):
    """(H, n_x) as plain matrices."""
    space = bosons.space(model)
    return bosons.hamiltonian(model, space), [np.diag(n) for n in bosons.occupations(model, space)]


def hop(model, x, y):
    """The real matrix of a_x^+ a_y - a_y^+ a_x; i times it is hermitian. None of a site is nothing."""
    space = bosons.space(model)
    if min(x, y) < 0 or max(x, y) >= model.length:
        return np.zeros((space.Ns, space.Ns))
    return dense([("+-", [[1.0, x, y]]), ("-+", [[-1.0, x, y]])], space)


def test_occupations_are_those_of_the_hamiltonian():
    for model in (chain(g=0.0), chain(g=0.0, most=2, length=5)):
        n = bosons.occupations(model, bosons.space(model))
        assert n.sum(0) == pytest.approx(model.particles)
        assert (n**2).sum(0) == pytest.approx(np.diag(bosons.hamiltonian(model, bosons.space(model))))


def test_one_boson_on_two_sites_goes_to_and_fro():
    """n_1 - n_2 oscillates with the splitting 2 g: C = cos(2 g t)."""
    found = measured(chain(length=2, particles=1), carried=True)
    assert found["correlation"][0] == pytest.approx(np.cos(0.6 * found["t"]), abs=1e-12)
    # X_n is n_2 and a constant: <(n_2(t) - n_2)^2> = (1 - C) / 2
    assert found["moved"][0, 2] == pytest.approx((1 - found["correlation"][0]) / 2, abs=1e-12)


def test_one_boson_hops_freely():
    """<n_x(t) n_x> = |<x| exp(-i h t) |x>|^2 / L of the hopping matrix h."""
    length = 5
    found = measured(chain(length=length, particles=1))
    h = 0.3 * (np.eye(length, k=1) + np.eye(length, k=-1))
    stays = np.array([np.sum(np.abs(np.diag(expm(-1j * h * t))) ** 2) for t in found["t"]]) / length
    assert found["correlation"][0] == pytest.approx((stays - 1 / length) / (1 - 1 / length), abs=1e-11)


@pytest.mark.parametrize("changed", [{}, {"most": 2, "length": 4}, {"periodic": True}, {"periodic": True, "length": 4}])
def test_correlation_is_that_of_a_naive_evolution(changed):
    model = bosons.Bosons(**({"U": 1.0, "g": 0.3, "length": 3, "particles": 4} | changed))
    found = measured(model, betas=[0.0, 0.7], per_decade=1)
    h, n = matrices(model)
    for k, beta in enumerate((0.0, 0.7)):
        state = expm(-beta * h)
        state /= np.trace(state)
        for i, t in enumerate(found["t"]):
            u = expm(1j * h * t)
            later = [u @ one @ u.conj().T for one in n]
            now, then = (sum(np.trace(state @ a @ b).real for a, b in zip(one, n, strict=True)) for one in (n, later))
            means = sum(np.trace(state @ one) ** 2 for one in n)
            assert found["correlation"][k, i] == pytest.approx((then - means) / (now - means), abs=1e-9)
        assert found["variance"][k] * model.length == pytest.approx(now - means, abs=1e-10)


def test_correlation_starts_at_one_and_comes_to_rest_at_its_average():
    found = measured(chain(length=4, particles=6), first=1e-5, last=1e9, per_decade=60, betas=[0.0, 0.5])
    assert found["correlation"][:, 0] == pytest.approx(1.0, abs=1e-7)
    late = found["symmetric"][:, found["t"] > 1e6]
    error = late.std(1) / np.sqrt(late.shape[1])
    assert (np.abs(late.mean(1) - found["forever"]) < 4 * error).all()
    assert (error < 0.01).all()


@pytest.mark.parametrize(("length", "particles", "symmetric"), [(3, 9, 0.883), (3, 15, 0.919), (4, 12, 0.893)])
def test_what_is_never_forgotten_does_not_depend_on_what_counts_as_equal(length, particles, symmetric, monkeypatch):
    """Dense chains have splittings far below any tolerance; n_x sees them (.46 or .92 at 3 sites, 15 bosons)."""
    known = []
    for equal in (1e-13, 1e-10, 1e-7):
        monkeypatch.setattr(correlations, "EQUAL", equal)
        known.append(measured(chain(length=length, particles=particles))["forever"][0])
    assert known == pytest.approx([known[0]] * 3, abs=1e-4)
    assert known[0] == pytest.approx(symmetric, abs=6e-4)  # found independently, from even and odd states alone


def test_symmetric_densities_are_those_of_a_naive_evolution():
    """A free boson on three sites, by the exponential of its hopping matrix."""
    found = measured(chain(length=3, particles=1))
    n = np.array([0.5, 0.0, 0.5])
    h = 0.3 * (np.eye(3, k=1) + np.eye(3, k=-1))
    parts = []
    for t in found["t"]:
        u = expm(-1j * h * t)
        pair, middle = (np.trace(u.conj().T @ np.diag(a) @ u @ np.diag(a)).real / 3 for a in (n, 1 - 2 * n))
        parts.append((2 * (pair - 1 / 9) + middle - 1 / 9) / (2 * (1 / 6 - 1 / 9) + 1 / 3 - 1 / 9))
    assert found["symmetric"][0] == pytest.approx(parts, abs=1e-11)


def test_what_all_bonds_carry_is_the_sum_over_bonds():
    found = measured(chain(length=4), betas=[0.0, 0.4], carried=True, by_bond=True)
    for density, pair in ((0, 2), (1, 0)):
        apart = found["crossed"][:, density]
        both = 3 * apart[:, 0] + 2 * 2 * apart[:, 1] + 2 * apart[:, 2]
        assert both == pytest.approx(3 * found["moved"][:, pair], rel=1e-9, abs=1e-9)


def test_what_crosses_a_bond_is_that_of_a_naive_evolution():
    model = chain()
    found = measured(model, carried=True, by_bond=True, per_decade=1)
    h, n = matrices(model)
    first, second = n[1] + n[2], n[2]
    for i, t in enumerate(found["t"]):
        u = expm(1j * h * t)
        over, beyond = (u @ right @ u.conj().T - right for right in (first, second))
        one, two, both = (np.trace(a @ b).real / len(h) for a, b in ((over, over), (beyond, beyond), (over, beyond)))
        assert found["crossed"][0, 0, :, i] == pytest.approx([(one + two) / 2, both], abs=1e-9)


def test_covariance_is_that_of_first_moments_about_the_middle():
    model = chain(length=4)
    found = measured(model, betas=[0.6], carried=True)
    h, _ = matrices(model)
    energy, number = bosons.moments(model, bosons.space(model))
    x_e, x_n = energy.toarray() - 2.5 * h, np.diag(number) - 2.5 * model.particles * np.eye(len(h))
    state = expm(-0.6 * h)
    state /= np.trace(state)
    expected = [
        np.trace(state @ a @ b) - np.trace(state @ a) * np.trace(state @ b) for a, b in ((x_e, x_e), (x_e, x_n), (x_n, x_n))
    ]
    assert found["covariance"][0] * 3 == pytest.approx(expected, rel=1e-9)


def test_hot_weights_are_those_of_infinite_temperature():
    found = measured(chain(), betas=[0.0, 1e-9], carried=True)
    for name in ("correlation", "forever", "moved", "truncated", "resonant"):
        assert found[name][1] == pytest.approx(found[name][0], abs=1e-6), name


@pytest.mark.parametrize("length", [3, 5])
def test_both_densities_are_continuous_at_every_bond(length):
    """i [H, what is on the right of a bond] is the current over it, as matrices (times i)."""
    model = chain(length=length)
    h, n = matrices(model)
    space = bosons.space(model)
    for x in range(length - 1):
        right = sum(n[x + 1 :])
        current = model.g * hop(model, x, x + 1)
        assert h @ right - right @ h == pytest.approx(current, abs=1e-12)
        hops = [[model.g * (0.5 if y == x else 1.0), y, y + 1] for y in range(x, length - 1)]
        squares = [[model.U, y, y] for y in range(x + 1, length)]
        right = dense([("+-", hops), ("-+", hops), ("nn", squares)], space)
        beyond = hop(model, x - 1, x + 1) + hop(model, x, x + 2)
        energy_current = model.U * (n[x] + n[x + 1]) @ current + 0.5 * model.g**2 * beyond
        assert h @ right - right @ h == pytest.approx(energy_current, abs=1e-12)


def test_moments_change_by_the_sum_of_the_currents():
    model = chain(length=4)
    h, n = matrices(model)
    energy, number = bosons.moments(model, bosons.space(model))
    currents = [model.g * hop(model, x, x + 1) for x in range(3)]
    assert h * number[None, :] - number[:, None] * h == pytest.approx(sum(currents), abs=1e-12)
    bare = [model.U * (n[x] + n[x + 1]) @ current for x, current in enumerate(currents)]
    beyond = sum(model.g**2 * hop(model, x, x + 2) for x in range(2))
    assert h @ energy - energy @ h == pytest.approx(sum(bare) + beyond, abs=1e-12)


def test_what_is_moved_is_the_integral_of_the_currents():
    """`truncated` is the Green-Kubo integral of J = i [H, X], `moved` twice the integral of that."""
    model = chain()
    found = measured(model, betas=[0.0, 0.3], carried=True, per_decade=2)
    h, _ = matrices(model)
    energy, number = bosons.moments(model, bosons.space(model))
    levels, states = eigh(h)
    first, second = (states.T @ x @ states for x in (energy.toarray(), np.diag(number)))
    nodes, weights = np.polynomial.legendre.leggauss(160)
    for k, beta in enumerate((0.0, 0.3)):
        p = np.exp(-beta * (levels - levels[0]))
        p /= p.sum()
        w = np.subtract.outer(levels, levels)
        for pair, (a, b) in enumerate(((first, first), (first, second), (second, second))):
            currents = 0.5 * np.add.outer(p, p) * (w * a) * (w * b)  # J_mn = i w_mn X_mn
            for i, t in enumerate(found["t"]):
                if t > 11:
                    continue
                s = 0.5 * t * (nodes + 1)
                flow = np.array([(currents * np.cos(w * one)).sum() for one in s]) / (model.length - 1)
                assert found["truncated"][k, pair, i] == pytest.approx(0.5 * t * weights @ flow, abs=1e-9)
                assert found["moved"][k, pair, i] == pytest.approx(t * weights @ ((t - s) * flow), abs=1e-9)


def test_resonant_bonds_are_counted():
    """Four bosons on two sites, g / U = 0.3, |n_1 - n_2| < 2 (1.2)^(1/2) = 2.2: three of the five states."""
    assert measured(chain(length=2, particles=4))["resonant"] == pytest.approx([0.6])


@pytest.mark.parametrize(
    ("model", "changed", "words"),
    [
        ("bosons", {"sector": "even"}, "sector: must be all"),
        ("bosons", {"boundary": "periodic", "carried": True}, "carried: asks for a chain with free ends"),
        ("bosons", {"by_bond": True}, "by_bond: asks for carried"),
        ("bosons", {"last": 0.1}, "last: must be more than first"),
        ("bosons", {"betas": [-1.0]}, "betas"),
        ("heisenberg", {"W": 1.0, "boundary": "free", "length": 4}, "correlations are those of bosons"),
    ],
)
def test_refuses(model, changed, words):
    chain = {"U": 1.0, "g": 0.3, "particles": 4} if model == "bosons" else {}
    grid = {"measure": "correlations", "first": 0.1, "last": 10.0, "per_decade": 4, "betas": [0.0]}
    with pytest.raises(ConfigError, match=words):
        checked("diagonalize", model, chain | grid | {"length": 3, "batch": 1} | changed, "here")
