"""Packets in local equilibrium: a smooth profile of mean energies, and the energies of the sites of one packet around it."""

import numpy as np

from glassychains.recorders.packet import features


def thermal_packets(half, factor, count, rng):
    """`m2`, `participation` of packets whose site energies fluctuate independently around a symmetric profile.

    A harmonic site has an exponential distribution of energy, <e^2> = 2 <e>^2. In a chain <e^2> = factor <e>^2, and a gamma
    distribution of shape 1 / (factor - 1) has this, and the exponential for 2. One packet of N equal sites then has
    <1/P> = factor / N about, where its mean profile has 1/P = 1/N: for exponential sites exactly 2 / (N + 1).

    Parameters
    ----------
    half : array, shape (n,)
        Mean energies at the distances 0, 1, 2, ... from the middle.
    factor : float
        <e^2> / <e>^2.
    count : int
        Packets to be drawn.
    rng : numpy Generator

    Returns
    -------
    dict
        Arrays of shape (count,), and those of `recorders.packet`.
    """
    mean = np.maximum(np.concatenate([half[:0:-1], half]), 0.0)
    mean = mean[mean > 1e-12 * mean.sum()]
    shape = 1 / (factor - 1)
    return features(mean * rng.gamma(shape, 1 / shape, (count, len(mean))), 0 if len(mean) < 2 else 1)
