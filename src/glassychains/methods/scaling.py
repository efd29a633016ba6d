"""How a relaxation time grows as the coupling falls: local exponents and rival laws for log t against log g.

The laws, with x = log g (beta = 1):

power          log t = a - n x
log2           log t = a - x/2 + c x^2                  eq. (6) of the review, the scale of g being 1/beta
log2_free      log t = a - x/2 + c (x - log g*)^2       eq. (6) with a free scale
stretched      log t = a - x/2 + b g^-s                 Nekhoroshev-like
quadratic      log t = a - n x + k x^2                  the power law with a curvature: k = 0 is a power law
saturating     log t = a - x/2 + (n/2 - 1/4) log(1 + exp(2 (s - x)))
               a crossover at log g = s from g^(-1/2) to g^(-n), where the exponent stays: the rival of all that curve for ever
q_gaussian     log t = a + log(1 + exp(2 (s - x))) / (q - 1)
               the inverse of a q-Gaussian of 1/g, of which the tail is the power 2 / (q - 1) (used for conductivities)
q_fixed        the same with q = 1.55, as the literature has it for rotors (arXiv:1703.07813, recalled)
"""

import lmfit
import numpy as np

from glassychains.methods.tables import Numbers

LAWS = {
    "power": (lambda x, a, n: a - n * x, {"a": 0.0, "n": 5.0}),
    "log2": (lambda x, a, c: a - x / 2 + c * x**2, {"a": 3.0, "c": 1.0}),
    "log2_free": (lambda x, a, c, log_scale: a - x / 2 + c * (x - log_scale) ** 2, {"a": 0.0, "c": 0.5, "log_scale": 2.0}),
    "stretched": (lambda x, a, b, s: a - x / 2 + b * np.exp(-s * x), {"a": 0.0, "b": 4.0, "s": 0.5}),
    "quadratic": (lambda x, a, n, k: a - n * x + k * x**2, {"a": 3.0, "n": 4.0, "k": 0.3}),
    "saturating": (
        lambda x, a, n, s: a - x / 2 + (n / 2 - 0.25) * np.logaddexp(0.0, 2 * (s - x)),
        {"a": 3.0, "n": 5.0, "s": 0.0},
    ),
    "q_gaussian": (lambda x, a, q, s: a + np.logaddexp(0.0, 2 * (s - x)) / (q - 1), {"a": 0.0, "q": 1.5, "s": 0.0}),
    "q_fixed": (lambda x, a, s: a + np.logaddexp(0.0, 2 * (s - x)) / 0.55, {"a": 0.0, "s": 0.0}),
}
OF_TIMES = ("power", "log2", "log2_free", "stretched", "quadratic", "saturating")
"""Laws of relaxation times."""
OF_CONDUCTIVITIES = ("power", "quadratic", "q_gaussian", "q_fixed")
"""Laws of minus the logarithm of a conductivity."""


def weighted_line(x, y, stderr, scatter=False):
    """Slope and its standard error of a weighted line; with `scatter`, no smaller than the scatter of the points says."""
    fit = lmfit.models.LinearModel().fit(y, x=x, slope=0.0, intercept=y.mean(), weights=1 / stderr, scale_covar=False)
    inflation = max(1.0, fit.redchi) ** 0.5 if scatter and fit.nfree > 0 else 1.0
    return fit.params["slope"].value, fit.params["slope"].stderr * inflation


def local_exponents(g, log_t, stderr):
    """d log t / d log g between neighbouring couplings: rows (geometric mean of the two g, exponent, standard error)."""
    rows = []
    for i in range(len(g) - 1):
        step = np.log(g[i + 1] / g[i])
        rows.append(
            (np.sqrt(g[i] * g[i + 1]), (log_t[i + 1] - log_t[i]) / step, np.hypot(stderr[i], stderr[i + 1]) / abs(step))
        )
    return rows


def exponent_growth(g, log_t, stderr):
    """By how much the exponent n of t ~ g^-n, from one coupling to the next, grows between the two smallest intervals.

    Parameters
    ----------
    g, log_t, stderr : array, ascending in g
        Of which the first three are used.

    Returns
    -------
    tuple of float
        The growth and its standard error; the middle coupling enters both exponents.
    """
    low, high = np.diff(np.log(g[:3]))
    weights = np.array([1 / low, -1 / low - 1 / high, 1 / high])
    return weights @ log_t[:3], np.sqrt(weights**2 @ np.square(stderr[:3]))


def fit_law(name, g, log_t, stderr):
    """Weighted least-squares fit of one law by lmfit; errors are those of the data, not rescaled by chi^2."""
    function, start = LAWS[name]
    model = lmfit.Model(function, independent_vars=["x"])
    return model.fit(log_t, model.make_params(**start), x=np.log(g), weights=1 / stderr, scale_covar=False, max_nfev=20000)


def compare_models(g, log_t, stderr, laws=OF_TIMES):
    """Parameters, chi^2 and Akaike criterion of each of `laws` that has fewer parameters than there are data.

    The criterion is AIC = chi^2 + 2 k (known errors, k parameters).

    Returns
    -------
    methods.tables.Numbers
        `fit` (law, parameter), `slope` of the power law, `chi2`, `dof`, `aic` and `aic_over_power` (law).
    """
    numbers, criterion = Numbers(), {}
    for law in laws:
        if len(g) <= len(LAWS[law][1]):
            continue
        fit = fit_law(law, g, log_t, stderr)
        for parameter in fit.params.values():
            numbers.add("fit", parameter.value, parameter.stderr, law=law, parameter=parameter.name)
        if law == "power":
            numbers.add("slope", -fit.params["n"].value, fit.params["n"].stderr)
        numbers.add("chi2", fit.chisqr, law=law)
        numbers.add("dof", fit.nfree, law=law)
        criterion[law] = fit.chisqr + 2 * fit.nvarys
        numbers.add("aic", criterion[law], law=law)
        # a difference of two chi^2 of correlated fits scatters by about twice its square root
        difference = criterion[law] - criterion["power"]
        numbers.add("aic_over_power", difference, 2 * abs(difference) ** 0.5, law=law)
    return numbers


def add_rivals(compared):
    """Add to what `compare_models` found how the two laws that curve compare, and the power in which the q-Gaussian ends.

    Names `q_gaussian_over_quadratic`, the difference of Akaike's criterion, and `tail`, 2 / (q - 1).
    """
    criterion = {row["law"]: row["value"] for row in compared.all("aic")}
    if {"q_gaussian", "quadratic"} <= criterion.keys():
        difference = criterion["q_gaussian"] - criterion["quadratic"]
        compared.add("q_gaussian_over_quadratic", difference, 2 * abs(difference) ** 0.5)  # as in `compare_models`
        q, stderr = compared.get("fit", law="q_gaussian", parameter="q")
        compared.add("tail", 2 / (q - 1), 2 * stderr / (q - 1) ** 2)
