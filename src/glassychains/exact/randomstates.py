"""How entangled random states are."""

import numpy as np
from scipy.special import digamma

from glassychains.numerics.realizations import generator

DRAWS = 4000
"""Random states over which `real` averages."""


def entropy(sizes):
    r"""Mean entanglement entropy of a complex random state of two parts that share a conserved quantity, in nat.

    The space is a sum of products of spaces of a and b dimensions, one for each way to share. With D = sum a b,

    .. math:: S = \psi(D + 1)
        - \sum \frac{a b}{D} \Bigl[ \psi(\max(a, b) + 1) + \frac{\min(a, b) - 1}{2 \max(a, b)} \Bigr] .

    One term gives Page's formula (arXiv:gr-qc/9305007), several that of Bianchi and Dona (arXiv:1904.08370).

    Parameters
    ----------
    sizes : list of (int, int)
        (a, b) of each way.
    """
    a, b = np.array(sizes, dtype=float).T
    most, least, whole = np.maximum(a, b), np.minimum(a, b), (a * b).sum()
    return float(digamma(whole + 1) - (a * b / whole * (digamma(most + 1) + (least - 1) / (2 * most))).sum())


def real(sizes):
    """The same mean over real random states, and its standard error, from 4000 of them.

    Eigenstates of a real Hamiltonian are real. Those are a little less entangled than complex ones.

    Parameters
    ----------
    sizes : list of (int, int)
        As of `entropy`. The states depend on them and on nothing else.

    Returns
    -------
    tuple of float
        In nat.
    """
    random = generator(f"real random states {sizes}")
    weight = [np.linalg.svd(random.standard_normal((DRAWS, a, b)), compute_uv=False) ** 2 for a, b in sizes]
    weight = np.concatenate(weight, axis=1)
    weight /= weight.sum(1, keepdims=True)
    drawn = -(weight * np.log(weight)).sum(1)
    return drawn.mean(), drawn.std(ddof=1) / np.sqrt(DRAWS)
