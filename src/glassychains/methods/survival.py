r"""Survival of fast rotors in a thermal state, from first passages of rotors that start faster than all levels.

The time from level w to the lowest level w_b is known for each replica r, T_r(w), and grows with w. In the Gibbs state a rotor
starts at w0 > w_b with the density exp(-w0^2 / 2T), and after t those are still fast whose T_r(w0) > t:

.. math:: S(t) = \langle Q(w_r(t)) \rangle_r / Q(w_b), \quad T_r(w_r(t)) = t, \quad Q(w) = \operatorname{erfc}(w / (2T)^{1/2}).

So rare fast starts, of which no sample has any, enter with their exact weights. Between levels T_r is linear in w^(4d).
"""

import numpy as np
from scipy import optimize, special, stats

LAWS = (0.25, 0.5, 1.0)  # exponents that are fixed and compared


def times_to_bottom(passage):
    """T_r at each level (replica, level) from first passages at descending levels; the last column is 0."""
    return passage[:, -1:] - passage


def log_survival(t, levels, bottom, temperature, power):
    """log S_r(t) per replica before the mean, (replica, time); `levels` descending, T_r linear in w^power between them."""
    scaled = levels[::-1] ** power
    reach = np.array([np.interp(t, row[::-1], scaled) for row in bottom]) ** (1 / power)
    scale = np.sqrt(2 * temperature)

    def log_tail(w):
        return np.log(special.erfcx(w / scale)) - (w / scale) ** 2

    return log_tail(reach) - log_tail(levels[-1])


def mean_log(rows):
    """log of the mean over replicas of exp(rows)."""
    return special.logsumexp(rows, axis=0) - np.log(len(rows))


def effective(rows):
    """How many replicas carry the mean over them, (sum S_r)^2 / sum S_r^2, at each time: few paths may last longest."""
    return np.exp(2 * special.logsumexp(rows, axis=0) - special.logsumexp(2 * rows, axis=0))


def shifted(t, scale, shift, exponent):
    """-log S = ((1 + t / shift)^exponent - 1) * scale: stretched at late times, what starts just above w_b at early ones."""
    return scale * np.expm1(exponent * np.log1p(t / shift))


def fits(t, rows, blocks=16):
    """Fixed and free exponents of `shifted`, fitted to -log S.

    Returns
    -------
    dict
        `free`: (exponent, error) by leaving out a block of replicas at a time; `aic`: of each of `LAWS` over that of the free
        fit, AIC = chi^2 + 2 k with the errors that blocks give, as if times were independent.
    """
    kept = [np.arange(len(rows)) % blocks != block for block in range(blocks)]
    parts = np.array([mean_log(rows[keep]) for keep in kept])
    y, error = -mean_log(rows), np.sqrt((blocks - 1) * parts.var(0))
    error = np.maximum(error, 1e-6)

    def fit(y, exponent=None):
        def off(x):
            return (shifted(t, *np.exp(np.clip(x[:2], -50, 50)), exponent or x[2]) - y) / error

        start = [np.log(y[-1] / 4), np.log(t[-1] / 10)] + ([] if exponent else [0.6])
        found = optimize.least_squares(off, start, x_scale=[1.0, 1.0] + ([] if exponent else [0.1]), max_nfev=2000)
        return found.x, 2 * found.cost + 2 * len(start)

    value, best = fit(y)
    scatter = [fit(-part)[0][2] for part in parts]
    free = value[2], np.sqrt((blocks - 1) * np.var(scatter))
    return {"free": free, "aic": {law: fit(y, law)[1] - best for law in LAWS}}


def drawn(levels, bottom, temperature, power, count, generator):
    """`count` lifetimes of rotors that start above the lowest level with their Gibbs weights, each along a replica's path."""
    scale = np.sqrt(2 * temperature)
    tail = special.erfc(levels[-1] / scale) * (1 - generator.random(count))
    fast = np.minimum(scale * special.erfcinv(tail), levels[0])
    paths = bottom[generator.integers(len(bottom), size=count)]
    scaled = levels[::-1] ** power
    return np.array([np.interp(w**power, scaled, row[::-1]) for w, row in zip(fast, paths, strict=True)])


def weibull(lifetimes, until):
    """Free Weibull shape of lifetimes that are censored at `until`, and AIC of fixed shapes over that of the free one."""
    positive = np.maximum(lifetimes, 1e-9 * until)
    sample = stats.CensoredData(uncensored=positive[positive <= until], right=np.full((positive > until).sum(), until))

    def likelihood(shape, scale):
        return stats.weibull_min.logpdf(positive[positive <= until], shape, scale=scale).sum() + (
            (positive > until).sum() * stats.weibull_min.logsf(until, shape, scale=scale)
        )

    shape, _, scale = stats.weibull_min.fit(sample, floc=0)
    best = 4 - 2 * likelihood(shape, scale)
    fixed = {}
    for law in LAWS:
        _, _, at = stats.weibull_min.fit(sample, f0=law, floc=0)
        fixed[law] = 2 - 2 * likelihood(law, at) - best
    return shape, fixed
