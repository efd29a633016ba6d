"""The disordered linear chain: its modes, their localization, and its stationary state, against what is known exactly."""

from fractions import Fraction
from itertools import combinations_with_replacement

import numpy as np
import pytest
from scipy import integrate

from glassychains.exact import ballistic
from glassychains.exact.springs import (
    force_constants,
    localization_length,
    modes,
    participation,
    site_fluctuations,
    stationary,
)

HOT, COLD = 0.6, 0.4


def close(found, known, relative):
    return np.allclose(found, known, rtol=relative, atol=0)


def state(phi, spring, friction, flips=0.0, hot=HOT, cold=COLD):
    """J and the temperatures of the sites."""
    current, temperature = stationary(phi, spring, 1 / hot, 1 / cold, friction, flips)
    assert current.shape == (len(phi) - 1,)
    assert (current == current[0]).all()
    return current[0], temperature


exactly = np.vectorize(Fraction, otypes=[object])
"""The same numbers as fractions of integers, with which arithmetic is exact."""


def moment_rates(phi, friction, flips, hot=HOT, cold=COLD, numbers=np.asarray):
    """dS/dt of the covariance S of (q, p), written down term by term; each flip replaces S by F S F."""
    length = len(phi)
    signs = np.ones((length, 2 * length)) - 2 * np.eye(length, 2 * length, length)
    damping = np.diag([friction, *[0.0] * (length - 2), friction])
    drift = np.block([[np.zeros((length, length)), np.eye(length)], [-phi, -damping]])
    noise = np.zeros((2 * length, 2 * length))
    noise[length, length], noise[-1, -1] = 2 * friction * hot, 2 * friction * cold
    drift, noise, signs = numbers(drift), numbers(noise), numbers(signs)

    def rates(s):
        return drift @ s + s @ drift.T + noise + flips * sum(f[:, None] * s * f - s for f in signs)

    return rates


def moments(phi, friction, flips):
    """The covariance at which `moment_rates` vanish, from the linear system of all its entries."""
    size = 2 * len(phi)
    rates = moment_rates(phi, friction, flips)
    still = rates(np.zeros((size, size)))
    columns = [(rates(unit.reshape(size, size)) - still).ravel() for unit in np.eye(size**2)]
    return np.linalg.solve(np.array(columns).T, -still.ravel()).reshape(size, size)


def exact_moments(phi, friction, flips, hot, cold):
    """The same in rational arithmetic, without any rounding: Gauss-Jordan elimination of the entries of a symmetric S."""
    size = 2 * len(phi)
    rates = moment_rates(phi, friction, Fraction(flips), hot, cold, exactly)
    entries = list(combinations_with_replacement(range(size), 2))
    upper = tuple(np.array(entries).T)
    still = rates(exactly(np.zeros((size, size))))
    columns = []
    for x, y in entries:
        unit = np.zeros((size, size))
        unit[x, y] = unit[y, x] = 1
        columns.append((rates(exactly(unit)) - still)[upper])
    rows = np.column_stack([*columns, -still[upper]])
    for column in range(len(rows)):
        pivot = column + int(np.flatnonzero(rows[column:, column])[0])
        rows[[column, pivot]] = rows[[pivot, column]]
        rows[column] = rows[column] / rows[column, column]
        for other in range(len(rows)):
            if other != column and rows[other, column]:
                rows[other] = rows[other] - rows[other, column] * rows[column]
    s = np.empty((size, size), object)
    s[upper] = s[upper[::-1]] = rows[:, -1]
    return s


def currents_and_temperatures(s, spring):
    """-(V'/2) (p_x + p_{x+1}) on each bond and <p_x^2>."""
    length = len(s) // 2
    qp = s[:length, length:]
    work = [qp[x + 1, x] + qp[x + 1, x + 1] - qp[x, x] - qp[x, x + 1] for x in range(length - 1)]
    return -0.5 * spring * np.array(work), np.diag(s)[length:]


def two_sites(phi, friction):
    """J of two sites, from their ten moments by hand."""
    (a, k), (_, b) = phi
    return 2 * friction * k**2 * (HOT - COLD) / (2 * friction**2 * (a + b) + (a - b) ** 2 + 4 * k**2)


def bulk_conductivity(eps, spring):
    r"""flips * conductivity of the ordered chain, with `spring` = k.

    The current is the sum over the band of v_q times the energy, conserved but for the flips, which let <q_x p_y> decay at
    2 flips: kappa = \int dq / (2 pi) v_q^2 / (2 flips), v_q = k sin q / w_q, w_q^2 = eps + 2 k (1 - cos q).
    """
    a, b = eps + 2 * spring, 2 * spring
    return (a - np.sqrt(a**2 - b**2)) / 8


@pytest.fixture
def disordered(rng):
    def chain(length):
        spring = rng.uniform(0.2, 0.3, length - 1)
        return force_constants(rng.uniform(0.5, 1.5, length), spring), spring

    return chain


class TestModes:
    def test_force_constants_are_the_energy(self, rng):
        eps, spring, q = rng.uniform(0.5, 1.5, 7), rng.uniform(0.1, 0.4, 6), rng.normal(size=7)
        energy = 0.5 * (eps @ q**2 + spring @ np.diff(q) ** 2)
        assert np.isclose(0.5 * q @ force_constants(eps, spring) @ q, energy)
        assert (force_constants(eps, 0.25) == force_constants(eps, np.full(6, 0.25))).all()

    def test_modes_diagonalise(self, disordered):
        phi, _ = disordered(20)
        frequencies, v = modes(phi)
        assert np.allclose(v @ v.T, np.eye(20), atol=1e-13)
        assert np.allclose(v @ phi @ v.T, np.diag(frequencies**2), atol=1e-13)
        assert (np.diff(frequencies) > 0).all()

    def test_ordered_band(self):
        frequencies, _ = modes(force_constants(np.full(12, 0.3), 0.7))
        assert np.allclose(frequencies**2, 0.3 + 1.4 * (1 - np.cos(np.pi * np.arange(12) / 12)))

    def test_free_translation_has_no_frequency_and_instability_is_refused(self):
        assert modes(force_constants(np.zeros(6), 1.0))[0][0] < 1e-7
        with pytest.raises(ValueError, match="unstable"):
            modes(force_constants(np.full(6, -0.1), 1.0))

    def test_participation(self, rng):
        """v_x ~ cos(pi n (x - 1/2) / L), so sum v^4 = 3 / (2 L), but 1 / L for the uniform and the middle mode."""
        ordered = participation(modes(force_constants(np.full(10, 0.3), 0.7))[1])
        assert np.allclose(ordered, np.where(np.isin(np.arange(10), (0, 5)), 10, 20 / 3))
        isolated = participation(modes(force_constants(rng.uniform(0.5, 1.5, 10), 1e-9))[1])
        assert np.allclose(isolated, 1.0)


class TestLocalization:
    def test_ordered_chain(self):
        """No decay inside the band, exp(-arccosh |cos theta| x) with cos theta = 1 + (eps - w^2) / 2k outside."""
        cosine = np.array([0.9, 0.2, -0.7, 1.3, -1.001, -4.0])
        xi, error = localization_length(np.full(100_000, 0.5), 0.25, np.sqrt(0.5 + 0.5 * (1 - np.minimum(cosine, 1.9))))
        assert (np.abs(1 / xi[:3]) < 1e-4).all()
        assert close(1 / xi[3:], np.arccosh(np.abs(cosine[3:])), 1e-10)
        assert (error[3:] < 1e-10 * xi[3:]).all()

    def test_weak_disorder(self, rng):
        theta, spring, width = np.array([0.7, 1.0, 1.25, 2.3, 2.5]), 0.5, 0.2
        frequencies = np.sqrt(1.0 + 2 * spring * (1 - np.cos(theta)))
        xi, error = localization_length(rng.uniform(1 - width, 1 + width, 1_000_000), spring, frequencies)
        weak = width**2 / 3 / (8 * spring**2 * np.sin(theta) ** 2)
        assert (error / xi < 0.03).all()
        assert (np.abs(1 / xi - weak) < 4 * error / xi**2 + 0.02 * weak).all()

    def test_against_a_plain_recursion(self, rng):
        """Springs of the bonds, too: q_{x+1} from q_x and q_{x-1}, site by site, after the stretch that turns the vector."""
        eps, spring, frequency = rng.uniform(0.5, 1.5, 1001), rng.uniform(0.2, 0.4, 1000), 1.1
        before, here, sizes = 0.0, 1.0, []
        for x in range(1000):
            pull = (spring[x - 1] * (here - before) if x else 1.0) + (eps[x] - frequency**2) * here
            before, here = here, here + pull / spring[x]
            sizes.append(np.log(np.hypot(here, (here - before))))
        xi, _ = localization_length(eps, spring, frequency, blocks=4)
        assert close(1 / xi[0], (sizes[999] - sizes[199]) / 800, 1e-9)

    def test_decay_of_the_modes(self, rng):
        """How one mode couples the ends, (1/L) log |v_1 v_L| averaged over the modes, against 1/xi at their frequencies."""
        eps = rng.uniform(0.5, 1.5, 400)
        squares = np.linalg.eigvalsh(force_constants(eps, 0.25))
        others = np.log(np.abs(squares[:, None] - squares) + np.eye(400)).sum(1)  # v_1 v_L = k^(L-1) / prod (w^2 - w'^2)
        ends = (others - 399 * np.log(0.25)) / 400
        xi, _ = localization_length(rng.uniform(0.5, 1.5, 100_000), 0.25, np.sqrt(squares))
        assert close(ends.mean(), (1 / xi).mean(), 0.03)

    def test_error_is_the_scatter(self, rng):
        found = [localization_length(rng.uniform(0.5, 1.5, 20_000), 0.25, [0.9, 1.1, 1.3]) for _ in range(60)]
        xi, error = np.array(found).transpose(1, 0, 2)
        assert np.allclose(xi.std(0) / np.sqrt((error**2).mean(0)), 1, atol=0.3)


class TestStationary:
    @pytest.mark.parametrize("flips", [0.0, 1e-3, 0.3, 4.0])
    @pytest.mark.parametrize("length", [2, 3, 6])
    def test_moments(self, disordered, length, flips):
        phi, spring = disordered(length)
        current, temperature = state(phi, spring, 0.8, flips)
        currents, squares = currents_and_temperatures(moments(phi, 0.8, flips), spring)
        assert close(currents, current, 1e-9)
        assert close(temperature, squares, 1e-10)

    @pytest.mark.parametrize(("flips", "largest"), [(0.0, 1e-18), (2.0**-20, 1e-14)])
    def test_exponentially_small_currents_lose_no_digits(self, flips, largest):
        """Against rational arithmetic: rounding would spoil a current that is computed as a difference."""
        eps, spring = np.array([1.0, 1.5, 0.625, 1.25, 0.875]), 2.0**-16
        phi = force_constants(eps, spring)
        known = exact_moments(phi, 0.75, flips, 0.5, 0.25)
        current, temperature = state(phi, spring, 0.75, flips, 0.5, 0.25)
        exact = Fraction(0.75) * (Fraction(0.5) - known[5, 5])
        assert exact == Fraction(0.75) * (known[9, 9] - Fraction(0.25))
        assert 0 < exact < largest
        assert abs(Fraction(current) / exact - 1) < 1e-9
        assert close(temperature, np.diag(known)[5:].astype(float), 1e-9)

    def test_moments_in_time(self, disordered):
        phi, spring = disordered(3)
        rates = moment_rates(phi, 1.0, 0.2)
        run = integrate.solve_ivp(lambda t, s: rates(s.reshape(6, 6)).ravel(), (0, 400), np.zeros(36), rtol=1e-9, atol=1e-11)
        currents, squares = currents_and_temperatures(run.y[:, -1].reshape(6, 6), spring)
        current, temperature = state(phi, spring, 1.0, 0.2)
        assert close(currents, current, 1e-6)
        assert close(temperature, squares, 1e-7)

    def test_unpinned_chain(self):
        current, temperature = state(force_constants(np.full(9, 1e-13), 0.7), 0.7, 0.8)
        currents, squares = ballistic.stationary(9, 0.7, 1 / HOT, 1 / COLD, 0.8)
        assert close(current, currents, 1e-10)
        assert close(temperature, squares, 1e-10)

    def test_transmission(self, disordered):
        """J = (T_L - T_R) / (2 pi) * 2 friction^2 * integral of w^2 |G_1L(w)|^2 over all w."""
        phi, spring = disordered(4)
        damping = np.diag([0.9, 0, 0, 0.9])

        def spectrum(w):
            return w**2 * np.abs(np.linalg.inv(phi - w**2 * np.eye(4) + 1j * w * damping)[0, -1]) ** 2

        integral = 2 * integrate.quad(spectrum, 0, 6, points=modes(phi)[0], limit=500, epsabs=1e-12)[0]
        assert close(state(phi, spring, 0.9)[0], (HOT - COLD) / (2 * np.pi) * 2 * 0.9**2 * integral, 1e-8)

    @pytest.mark.parametrize("flips", [0.0, 1e-6, 0.1])
    def test_equal_temperatures(self, disordered, flips):
        current, temperature = state(*disordered(40), 1.0, flips, hot=0.7, cold=0.7)
        assert current == 0
        assert close(temperature, 0.7, 1e-13)

    @pytest.mark.parametrize("flips", [0.0, 1e-6, 0.1])
    def test_baths_give_and_take_the_current(self, disordered, flips):
        phi, spring = disordered(24)
        current, temperature = state(phi, spring, 0.8, flips)
        assert close(0.8 * (HOT - temperature[0]), current, 1e-8)
        assert close(0.8 * (temperature[-1] - COLD), current, 1e-8)
        assert ((temperature > COLD) & (temperature < HOT)).all()

    def test_linear_and_the_same_backwards(self, disordered):
        phi, spring = disordered(12)
        current, temperature = state(phi, spring, 0.8, 0.05)
        swapped, cooler = state(phi, spring, 0.8, 0.05, hot=COLD, cold=HOT)
        assert close(swapped, -current, 1e-12)
        assert close(temperature + cooler, HOT + COLD, 1e-12)
        turned, mirrored = state(phi[::-1, ::-1], spring[::-1], 0.8, 0.05, hot=COLD, cold=HOT)
        assert close(turned, -current, 1e-10)
        assert close(mirrored[::-1], temperature, 1e-10)

    def test_no_flips_is_a_limit(self, disordered):
        phi, spring = disordered(16)
        without, few = state(phi, spring, 1.0), state(phi, spring, 1.0, 1e-12)
        assert close(few[0], without[0], 1e-6)
        assert np.allclose(few[1], without[1], atol=1e-6)

    @pytest.mark.parametrize("spring", [1.0, 1e-2, 1e-6, 1e-20])
    def test_two_sites(self, spring):
        phi = force_constants(np.array([0.7, 1.3]), spring)
        assert close(state(phi, spring, 0.9)[0], two_sites(phi, 0.9), 1e-12)

    def test_critical_damping(self):
        """s^2 + s + 1/4 has one root: the only even motion of two sites decays as t exp(-t / 2)."""
        phi = force_constants(np.full(2, 0.25), 0.25)
        assert close(state(phi, 0.25, 1.0)[0], two_sites(phi, 1.0), 1e-8)

    @pytest.mark.parametrize("friction", [0.05, 30.0])
    def test_mirror_symmetry(self, friction):
        """Overdamped ends that hardly know of each other have twin motions."""
        phi = force_constants(np.array([1.0, 0.5, 1.5, 1.5, 0.5, 1.0]), 0.02)
        current, temperature = state(phi, 0.02, friction, 0.01)
        currents, squares = currents_and_temperatures(moments(phi, friction, 0.01), 0.02)
        assert close(currents, current, 1e-8)
        assert close(temperature, squares, 1e-10)

    @pytest.mark.parametrize("spring", [1e-3, 1e-5, 1e-12])
    def test_exponentially_small_current(self, spring):
        """To leading order the middle site alone carries the heat: a weak friction of each bath acts on it through the others.

        The friction felt at the frequency w^2 = Phi_44 is friction * product of k^2 / |Phi_xx - w^2 - i w friction_x|^2.
        """
        eps, friction = np.array([0.8, 1.4, 0.6, 1.0, 1.3, 0.7, 1.2]), 0.9
        phi = force_constants(eps, spring)
        gap = np.diag(phi) - phi[3, 3] + 0j
        gap[[0, -1]] -= 1j * friction * np.sqrt(phi[3, 3])
        left, right = (friction * np.prod(spring**2 / np.abs(gap[part]) ** 2) for part in (slice(0, 3), slice(4, 7)))
        current, temperature = state(phi, spring, friction)
        assert close(current, left * right / (left + right) * (HOT - COLD), 100 * spring + 1e-10)
        assert close(temperature[3], (left * HOT + right * COLD) / (left + right), 100 * spring + 1e-10)

    def test_current_falls_off_with_the_localization_length(self, rng):
        """log J falls by 1/xi per site, where xi is the longest of the localization lengths."""
        eps, lengths = rng.uniform(0.5, 1.5, (20, 96)), (48, 96)
        logs = [np.mean([np.log(state(force_constants(e[:n], 0.15), 0.15, 1.0)[0]) for e in eps]) for n in lengths]
        xi, _ = localization_length(rng.uniform(0.5, 1.5, 50_000), 0.15, np.linspace(0.7, 1.4, 29))
        assert close((logs[0] - logs[1]) / 48, (1 / xi).min(), 0.15)

    @pytest.mark.parametrize("flips", [0.05, 0.5, 3.0])
    def test_fourier_law_of_the_ordered_chain(self, flips):
        """Resistance per site, beyond that of the contacts, is 1 / kappa; flips * kappa does not depend on flips."""
        resistance = [(HOT - COLD) / state(force_constants(np.full(n, 0.5), 0.25), 0.25, 1.0, flips)[0] for n in (32, 64, 96)]
        kappa = bulk_conductivity(0.5, 0.25) / flips
        assert close(32 / (resistance[1] - resistance[0]), kappa, 1e-2)
        assert close(32 / (resistance[2] - resistance[1]), kappa, 1e-4)

    def test_bulk_conductivity_is_the_integral_over_the_band(self):
        velocity = lambda q: 0.25 * np.sin(q) / np.sqrt(0.5 + 0.5 * (1 - np.cos(q)))
        integral = integrate.quad(lambda q: velocity(q) ** 2, -np.pi, np.pi)[0]
        assert np.isclose(integral / (2 * np.pi) / 2, bulk_conductivity(0.5, 0.25))

    def test_disordered_chain_conducts_in_proportion_to_few_flips(self, rng):
        """Resistance of the inner half of chains without conduction of their own, where flips are rare but not too rare."""
        eps = rng.uniform(0.5, 1.5, (6, 64))
        assert all(state(force_constants(e, 0.04), 0.04, 1.0)[0] < 1e-30 for e in eps)
        conductivity = []
        for flips in (1e-6, 1e-5, 1e-4):
            long = [1 / state(force_constants(e, 0.04), 0.04, 1.0, flips)[0] for e in eps]
            short = [1 / state(force_constants(e[16:48], 0.04), 0.04, 1.0, flips)[0] for e in eps]
            conductivity.append(32 / (np.mean(long) - np.mean(short)) / (HOT - COLD))
        assert close(conductivity / np.array([1e-6, 1e-5, 1e-4]), conductivity[0] / 1e-6, 0.05)

    @pytest.mark.parametrize("flips", [1e-4, 1e-2, 1.0])
    def test_hopping_between_nearly_isolated_sites(self, rng, flips):
        """Resistances in series. Of two sites with frictions G, G', by moments: ((b - a)^2 / (G + G') + a G' + b G) / k^2."""
        spring, friction = 1e-5, 0.9
        phi = force_constants(rng.uniform(0.5, 1.5, 12), spring)
        a, g = np.diag(phi), 2 * flips + friction * np.isin(np.arange(12), (0, 11))
        bonds = ((a[1:] - a[:-1]) ** 2 / (g[1:] + g[:-1]) + a[:-1] * g[1:] + a[1:] * g[:-1]) / spring**2
        current, temperature = state(phi, spring, friction, flips)
        assert close((HOT - COLD) / current, bonds.sum(), 1e-4)
        assert close(-np.diff(temperature), current * bonds, 1e-4)

    def test_other_couplings_are_refused(self, disordered):
        phi, spring = disordered(6)
        with pytest.raises(ValueError, match="springs between neighbours"):
            stationary(phi, 2 * spring, 1.0, 2.0, 1.0)
        phi[0, 2] = phi[2, 0] = 0.1
        with pytest.raises(ValueError, match="springs between neighbours"):
            stationary(phi, spring, 1.0, 2.0, 1.0)
        with pytest.raises(ValueError, match="positive definite"):
            stationary(force_constants(np.full(4, -0.1), 1.0), 1.0, 1.0, 2.0, 1.0)


def test_energies_of_uncoupled_sites_are_exponential():
    assert close(site_fluctuations(np.linspace(0.5, 1.5, 9), 0.0), 2.0, 1e-12)


def test_energies_of_coupled_sites_fluctuate_less(rng):
    """Against Gaussian samples of the same chain, whose site energies are written down from the Hamiltonian."""
    eps, k, count = 0.5 + rng.random(6), 0.7, 200_000
    q = rng.multivariate_normal(np.zeros(6), np.linalg.inv(force_constants(eps, k)), count)
    bonds = np.pad(0.5 * k * np.diff(q, axis=1) ** 2, ((0, 0), (1, 1)))
    energies = 0.5 * rng.normal(size=q.shape) ** 2 + 0.5 * eps * q**2 + 0.5 * (bonds[:, 1:] + bonds[:, :-1])
    found = site_fluctuations(eps, k)
    assert close(found, (energies**2).mean() / energies.mean() ** 2, 0.01)
    assert 1.5 < found < 1.95
