"""What chains with bonds between neighbours share, for readable (not compiled) physics.

Arrays have the site as their last axis; bond x joins sites x and x + 1. A chain whose `model.periodic` is true has as many
bonds as sites, one with free ends has one less.
"""

import numpy as np

from glassychains.declare import no_bits


@no_bits
def too_short(length, periodic):
    """(key, words) if a chain is too short: a ring needs three sites, a chain with free ends two."""
    lowest = 3 if periodic else 2
    if length < lowest:
        yield "length", f"{'periodic' if periodic else 'free'} chains need at least {lowest} sites, got {length}"


def stretches(model, q):
    """q_{x+1} - q_x, one per bond."""
    return np.roll(q, -1, axis=-1) - q if model.periodic else np.diff(q, axis=-1)


def pulled(model, pull):
    """Force on each site if bond x pulls its left site with `pull` and its right site with the opposite."""
    if model.periodic:
        return pull - np.roll(pull, 1, axis=-1)
    none = np.zeros((*pull.shape[:-1], 1))
    return np.concatenate([pull, none], -1) - np.concatenate([none, pull], -1)


def carried(model, pull, p):
    """Energy that flows from x to x + 1 per unit of time, -(pull_x / 2) (p_x + p_{x+1}), where sites share bonds."""
    following = np.roll(p, -1, axis=-1) if model.periodic else p[..., 1:]
    here = p if model.periodic else p[..., :-1]
    return -0.5 * (here + following) * pull


def shared(model, bonds):
    """Half of each adjoining bond's energy, one per site."""
    if model.periodic:
        return 0.5 * (bonds + np.roll(bonds, 1, axis=-1))
    none = np.zeros((*bonds.shape[:-1], 1))
    return 0.5 * (np.concatenate([bonds, none], -1) + np.concatenate([none, bonds], -1))
