r"""How far a packet has spread, from the density z_x of what spreads (energy or norm), normalized to 1.

.. math:: \bar x = \sum_x x z_x, \quad m_2 = \sum_x (x - \bar x)^2 z_x, \quad P = 1 / \sum_x z_x^2

The compactness index P^2 / m_2 tells a spread packet (12 if it is flat, of order 3 in the literature) from one that leaves a
peak behind (much smaller). Reference: Skokos, Krimer, Komineas and Flach, Phys. Rev. E 79, 056211 (2009).
"""

import numpy as np

FEATURES = {"m2": "sites^2", "participation": "sites", "centre": "sites from the middle", "edge": "1"}
"""Features by name, with their units."""


def features(density, edge):
    """`m2`, `participation`, `centre`, and `edge`: the part that lies on `edge` sites at each end.

    Parameters
    ----------
    density : array, shape (replica, site)
    edge : int

    Returns
    -------
    dict
        Arrays of shape (replica,).
    """
    z = density / density.sum(-1, keepdims=True)
    x = np.arange(density.shape[-1]) - 0.5 * (density.shape[-1] - 1)
    centre = z @ x
    m2 = (z * (x - centre[:, None]) ** 2).sum(-1)
    ends = z[:, :edge].sum(-1) + z[:, -edge:].sum(-1)
    return {"m2": m2, "participation": 1 / (z**2).sum(-1), "centre": centre, "edge": ends}
