r"""The pinned chain of harmonic springs with a disordered pinning: an Anderson insulator, solved exactly without sampling.

.. math:: H = \sum_x \frac{p_x^2}{2} + \sum_x \frac{\epsilon_x}{2} q_x^2 + \sum_x \frac{k_x}{2} (q_{x+1} - q_x)^2
    = \sum_x \frac{p_x^2}{2} + \frac{1}{2} \sum_{xy} \Phi_{xy} q_x q_y

Unit mass, free ends. The review's g_0 (q_{x+1} - q_x)^2 has no half: k = 2 g_0. Arrays have the site as their last axis; bond
x joins sites x and x + 1. Quenched disorder in the eps_x > 0 localizes every mode, so heat crosses only with exponentially
small probability (Matsuda and Ishii, Prog. Theor. Phys. Suppl. 45, 56, 1970), unless noise breaks the coherence.
"""

import numpy as np

from glassychains.numerics.compiled import jit

STRIDE = 8
"""Sites between two normalisations of the transfer matrices' vector."""


def force_constants(eps, spring):
    """Phi, shape (L, L), of pinnings `eps`, shape (L,), and springs k_x, shape (L - 1,) or one number."""
    spring = np.broadcast_to(spring, len(eps) - 1)
    phi = np.diag(np.asarray(eps, float)) - np.diag(spring, 1) - np.diag(spring, -1)
    phi[np.diag_indices_from(phi)] += np.append(spring, 0.0) + np.insert(spring, 0, 0.0)
    return phi


def modes(phi):
    """Normal modes of a stable, symmetric Phi.

    Returns
    -------
    tuple
        Angular frequencies, ascending, shape (L,), and orthonormal modes, shape (mode, site).
    """
    squares, columns = np.linalg.eigh(phi)
    if squares[0] < -1e-12 * squares[-1]:
        raise ValueError("unstable: Phi has a negative eigenvalue")
    return np.sqrt(np.maximum(squares, 0.0)), columns.T


def participation(modes):
    """Number of sites that share each mode, 1 / sum_x v_x^4: between 1 and L."""
    return 1 / (modes**4).sum(-1)


@jit
def _grow(eps, spring, squares, vector, growth):
    """Carry (q, pull of the bond to the left) of every frequency along the chain; growth[block] gets log |vector|."""
    sites = (eps.size - 1) // growth.shape[0]
    for block in range(growth.shape[0]):
        for step in range(1, sites + 1):
            x = block * sites + step - 1
            for f in range(squares.size):
                vector[1, f] += (eps[x] - squares[f]) * vector[0, f]
                vector[0, f] += vector[1, f] / spring[x]
            if step % STRIDE == 0 or step == sites:
                for f in range(squares.size):
                    size = np.hypot(vector[0, f], vector[1, f] / spring[x])
                    vector[0, f] /= size
                    vector[1, f] /= size
                    growth[block, f] += np.log(size)


def localization_length(eps, spring, frequencies, blocks=100):
    r"""Localization length xi of the amplitude, q_x ~ exp(-|x| / xi), from transfer matrices along one long chain.

    At frequency w the pull u_x = k_x (q_{x+1} - q_x) obeys u_x = u_{x-1} + (eps_x - w^2) q_x, and 1/xi is the mean growth of
    log |(q, u)| per site. For weak disorder, inside the band w^2 = <eps> + 2 k (1 - cos theta) and away from its edges and
    centre, 1/xi = var(eps) / (8 k^2 sin^2 theta) (Thouless, in Ill-Condensed Matter, North-Holland, 1979).

    Parameters
    ----------
    eps
        Pinnings of a chain of some 1e5 or 1e6 sites, shape (N,).
    spring
        k_x, shape (N - 1,) or one number.
    frequencies
        Angular frequencies w, shape (F,).
    blocks
        Stretches of the chain, taken as independent, that give the error. One more, the first, turns the vector.

    Returns
    -------
    tuple
        xi and its standard error, each of shape (F,).
    """
    squares = np.atleast_1d(np.asarray(frequencies, float)) ** 2
    growth = np.zeros((blocks + 1, squares.size))
    spring = np.ascontiguousarray(np.broadcast_to(np.asarray(spring, float), len(eps) - 1))
    vector = np.ones((2, squares.size))
    _grow(np.ascontiguousarray(eps, float), spring, squares, vector, growth)
    rates = growth[1:] / ((len(eps) - 1) // (blocks + 1))
    rate, error = rates.mean(0), rates.std(0, ddof=1) / np.sqrt(blocks)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 / rate, error / rate**2


def _ringing(phi, damping):
    """Solutions x exp(s t) of the damped chain, one of each conjugate pair: s, shape (mode,), and x, shape (mode, site).

    (s^2 + s Gamma + Phi) x = 0 with the tridiagonal Phi, the diagonal Gamma of `damping`, and x^T (2 s + Gamma) x = 1.
    """
    roots = np.linalg.eigvals(np.block([[np.zeros_like(phi), np.eye(len(phi))], [-phi, -np.diag(damping)]]))
    roots = roots[roots.imag >= 0].astype(complex)

    # Twisted factorization (Parlett and Dhillon, Linear Algebra Appl. 267, 247, 1997): pivots from both ends meet where the
    # mode is large, so that even its exponentially small tails are accurate.
    length, bonds = len(phi), np.diag(phi, 1)
    entries = (roots[:, None] + damping) * roots[:, None] + np.diag(phi)
    down, up = entries.copy(), entries.copy()
    for x in range(1, length):
        down[:, x] -= bonds[x - 1] ** 2 / down[:, x - 1]
    for x in range(length - 2, -1, -1):
        up[:, x] -= bonds[x] ** 2 / up[:, x + 1]
    twist = np.abs(down + up - entries).argmin(1)
    vectors = np.ones_like(entries)
    for x in range(length - 2, -1, -1):
        left = x < twist
        vectors[left, x] = -bonds[x] * vectors[left, x + 1] / down[left, x]
    for x in range(1, length):
        right = x > twist
        vectors[right, x] = -bonds[x - 1] * vectors[right, x - 1] / up[right, x]

    # An oscillating mode decays at half the mean damping over its sites, which may be far below the rounding of eigvals.
    weights = np.abs(vectors) ** 2
    decay = -0.5 * (weights @ damping) / weights.sum(1)
    roots = np.where(roots.imag > 0, decay + 1j * roots.imag, roots)
    return roots, vectors / np.sqrt((vectors**2 * (2 * roots[:, None] + damping)).sum(1))[:, None]


def _parts(phi):
    """Orthonormal rows that span the even and the odd motions of a mirror-symmetric chain, whose solutions may be twins."""
    unit = np.eye(len(phi))
    if not np.allclose(phi, phi[::-1, ::-1], rtol=1e-14, atol=0):
        return [unit]
    parts = (unit + unit[:, ::-1])[: (len(phi) + 1) // 2], (unit - unit[:, ::-1])[: len(phi) // 2]
    return [part / np.linalg.norm(part, axis=1)[:, None] for part in parts]


def _memory(phi, damping, heated):
    """M_xy, the integral over t > 0 of (dp_x(t) / dp_y(0))^2 in the damped chain, shape (L, L); 0 if y is not in `heated`."""
    memory = np.zeros_like(phi)
    with np.errstate(all="ignore"):
        parts = _parts(phi)
        solutions = [_ringing(part @ phi @ part.T, part**2 @ damping) for part in parts]
        roots = np.concatenate([roots for roots, _ in solutions])
        vectors = np.concatenate([vectors @ part for (_, vectors), part in zip(solutions, parts, strict=True)])
        copies = np.where(roots.imag > 0, 2.0, 1.0)[:, None]  # dp_x / dp_y = Re sum over modes of copies s x_x x_y exp(s t)
        same, conjugate = -0.5 / np.add.outer(roots, roots), -0.5 / np.add.outer(roots, roots.conj())
        for y in heated:
            terms = copies * (roots * vectors[:, y])[:, None] * vectors
            memory[:, y] = ((same @ terms + conjugate @ terms.conj()) * terms).sum(0).real
    return memory


def _checked(phi, damping, heated):
    """M_xy, or its mean over two close neighbours of Phi where two solutions coincide (critical damping)."""

    def near(amount):
        shift = amount * np.diag(np.diag(phi) * np.cos(np.arange(len(phi)) - 0.5 * (len(phi) - 1)))  # keeps mirror symmetry
        return 0.5 * (_memory(phi + shift, damping, heated) + _memory(phi - shift, damping, heated))

    # Noise that balances the damping keeps every site at the temperature of the noise. Distant modes that are nearly twins,
    # 2e-6 apart in squared frequency, leave an error of 2e-9; coinciding solutions leave one of order 1.
    def balanced(memory):
        return np.abs(memory @ (2 * damping) - 1).max() < 1e-7

    memory = _memory(phi, damping, heated)
    if not balanced(memory):
        memory = near(1e-6)
        if not (balanced(memory) and np.abs((near(2e-6) - memory) * 2 * damping).max() < 1e-6):
            raise ArithmeticError("two modes too weakly damped are too close together for double precision")
    return memory


def stationary(phi, spring, beta_left, beta_right, friction, flips=0.0):
    r"""Exact state between Langevin baths on the first and last sites, dp = F dt - friction p dt + sqrt(2 friction / beta) dW.

    Velocity flips p_x -> -p_x at the rate `flips`, of every site on its own, damp <q_x p_y> and (x != y) <p_x p_y> at 2 and
    4 flips and leave <p_x^2>: in the covariance they are a friction 2 flips with noise of the site's own temperature <p_x^2>
    (Dhar, Venkateshan and Lebowitz, Phys. Rev. E 83, 021108, 2011). Every noise y, of friction G_y and temperature T_y, adds
    2 G_y M_xy T_y to <p_x^2>, where M_xy is the integral over t > 0 of (dp_x(t) / dp_y(0))^2 in the damped chain. Baths and
    flips are therefore terminals joined by conductances 2 G_x M_xy G_y, and J is what passes through this network. Sums of
    positive numbers keep J accurate however small it is (Grassmann, Taksar and Heyman, Oper. Res. 33, 1107, 1985), except in
    a mirror-symmetric chain, where M is the difference of even and odd motions and J is accurate to some 1e-16.

    Parameters
    ----------
    phi
        Force constants as of `force_constants`, positive definite, shape (L, L).
    spring
        k_x, shape (L - 1,) or one number; what is left of `phi` must be diagonal.
    beta_left, beta_right, friction
        Of the baths.
    flips
        Rate of the velocity flips of each site.

    Returns
    -------
    tuple
        Mean energy current from x to x + 1, the same on all bonds, shape (L - 1,), and <p_x^2>, shape (L,).
    """
    phi, length = np.asarray(phi, float), len(phi)
    pinning = phi - force_constants(np.zeros(length), spring)
    if np.abs(pinning - np.diag(np.diag(pinning))).max() > 1e-12 * np.abs(phi).max():
        raise ValueError("Phi must be a pinning of each site plus the springs between neighbours")
    if np.linalg.eigvalsh(phi)[0] <= 0:
        raise ValueError("Phi must be positive definite")
    damping = np.full(length, 2.0 * flips)
    damping[[0, -1]] += friction
    heated = range(length) if flips else (0, length - 1)
    memory = _checked(phi, damping, heated)

    # Terminals 0 to L - 1 are the flips of each site, the last two the baths. shares[x, y]: what y contributes to x.
    site = np.append(np.arange(length), [0, length - 1])
    shares = memory[np.ix_(site, site)] * np.append(np.full(length, 4.0 * flips), [2 * friction] * 2)
    for x in range(length):  # a terminal that keeps nothing is replaced by direct connections among those that follow
        shares[x] /= shares[x, x + 1 :].sum()
        shares[x + 1 :, x + 1 :] += np.outer(shares[x + 1 :, x], shares[x, x + 1 :])
    temperature = np.append(np.zeros(length), [1 / beta_left, 1 / beta_right])
    for x in reversed(range(length)):
        temperature[x] = shares[x, x + 1 :] @ temperature[x + 1 :]
    current = friction * shares[length, length + 1] * (1 / beta_left - 1 / beta_right)
    return np.full(length - 1, current), temperature[:length]


def site_fluctuations(eps, spring):
    """sum <e_x^2> / sum <e_x>^2 of the site energies in equilibrium, with <e_x> their mean over all sites.

    e_x = p_x^2 / 2 + eps_x q_x^2 / 2 plus half of each adjoining bond is a quadratic form of Gaussian variables. That of a form
    q^T A q with the covariance C has the mean tr(A C) and the variance 2 tr(A C A C). The temperature drops out; an oscillator
    that is coupled to nothing has 2. Free ends, which a long chain does not notice.

    Parameters
    ----------
    eps
        Pinnings, shape (L,).
    spring
        k_x, shape (L - 1,) or one number.
    """
    covariance = np.linalg.inv(force_constants(eps, spring))
    spring = np.pad(np.broadcast_to(spring, len(eps) - 1).astype(float), 1)  # that of bond x - 1 stands at x
    mean, square = np.full(len(eps), 0.5), np.full(len(eps), 0.5)  # of p^2 / 2: mean, and variance
    for x in range(len(eps)):
        near = np.arange(max(x - 1, 0), min(x + 2, len(eps)))
        form = np.zeros((len(near), len(near)))
        own = np.flatnonzero(near == x)[0]
        form[own, own] = 0.5 * eps[x]
        for other, k in zip(np.flatnonzero(abs(near - x) == 1), spring[[x, x + 1]][[x > 0, x < len(eps) - 1]], strict=True):
            form[own, own] += 0.25 * k
            form[other, other] += 0.25 * k
            form[own, other] -= 0.25 * k
            form[other, own] -= 0.25 * k
        turned = form @ covariance[np.ix_(near, near)]
        mean[x] += np.trace(turned)
        square[x] += 2 * np.trace(turned @ turned)
    return (square + mean**2).mean() / mean.mean() ** 2
