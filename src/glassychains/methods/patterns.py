r"""Patterns of activity in space and time: where they are, how long they last, when they return, and what passes through them.

A site is active in a block if its mean velocity differs by more than a g^(1/2) from that of the next block. Arrays of activity
are bool, shape (replica, block, site).
"""

import numpy as np
import pandas as pd

WIDTH = 0.5  # a, the threshold in units of g^(1/2)
NEAR = 8  # sites: a pattern that has crept no further counts as the same
FIRST = 2  # blocks: activity one block apart has a block in common


def active(velocity, g, width=WIDTH, axis=1):
    """Which sites are active in all blocks but the last; blocks are along an `axis` of the mean velocities."""
    return np.abs(np.diff(velocity, axis=axis)) > width * g**0.5


def rows(p, kind, t, value, stderr=np.nan, **more):
    """Rows of a table of curves for a point with parameters `p`."""
    return pd.DataFrame({"kind": kind, "g": p["g"], "t": t, **more, "value": value, "stderr": stderr})


def doubled(velocity):
    """Mean velocities of blocks twice as long."""
    even = velocity[:, : velocity.shape[1] // 2 * 2]
    return 0.5 * (even[:, ::2] + even[:, 1::2])


def spots(activity):
    """Number of runs of neighbouring active sites on a ring, over the number of sites, shape (replica, block)."""
    return (activity & ~np.roll(activity, 1, -1)).mean(-1)


def steps(first, last):
    """Whole numbers from first to last, about two per factor of two."""
    grid = np.round(2.0 ** (0.5 * np.arange(2 * np.log2(last) + 1))).astype(int)
    return np.unique(grid[(grid >= first) & (grid <= last)])


def pair_density(spectra, others):
    """<A_x A'_(x+d)> for distances d = 0 .. L/2, per replica, averaged over all else and over both directions.

    Parameters
    ----------
    spectra, others : array, shape (replica, block, wave number)
        `np.fft.rfft` of activity A over the L sites of a ring (L even), and of activity A' at another time.
    """
    product = np.fft.irfft((spectra.conj() * others).mean(1), axis=-1)
    sites = product.shape[-1]
    both = 0.5 * (product + np.roll(product[:, ::-1], 1, -1))
    return both[:, : sites // 2 + 1] / sites


def excess(pairs, density):
    """Relative excess of the chance to be active of sites at a distance d from one that was active, shape (..., d).

    What sites further away than `NEAR` have on average is subtracted: all sites of a replica that happens to be hot are a
    little more active.
    """
    relative = pairs / density**2 - 1
    return relative - relative[..., NEAR + 1 :].mean(-1, keepdims=True)


def near(excess_at):
    """Sum of an excess (..., d) over the sites within `NEAR`, on both sides."""
    return excess_at[..., 0] + 2 * excess_at[..., 1 : NEAR + 1].sum(-1)


def same(excess_at):
    """What of an excess (..., d) is at the site itself."""
    return excess_at[..., 0]


def remaining(pairs, density, of):
    """`of`, which is `same` or `near`, of the excess at all lags (lag, d), relative to the first."""
    known = of(excess(pairs, density))
    return known / known[0]


def log_half_life(lags, curve):
    """log of the lag at which a curve first lies below half its first value, by a line between its points; nan if never."""
    below = np.flatnonzero(curve < 0.5 * curve[0])
    if not below.size:
        return np.nan
    k = below[0]
    return np.interp(-0.5 * curve[0], -curve[k - 1 : k + 1], np.log(lags[k - 1 : k + 1]))


def waits(activity):
    """Numbers of waits of a site from one active block to its next: (ended after j blocks, still under way after j - 1).

    The wait under way at the end of the run is known to have lasted that long and no more (it is censored).

    Returns
    -------
    two arrays, shape (replica, blocks), for j = 1, 2, ...
    """
    replicas, blocks, _ = activity.shape
    ended, risk = np.zeros((2, replicas, blocks + 1))
    for replica in range(replicas):
        site, block = np.nonzero(activity[replica].T)
        same = site[1:] == site[:-1]
        gap = np.diff(block)[same]
        last = blocks - 1 - block[np.append(~same, True)] if block.size else np.zeros(0, int)
        ended[replica] = np.bincount(gap, minlength=blocks + 1)
        known = ended[replica] + np.bincount(last, minlength=blocks + 1)
        risk[replica] = known[::-1].cumsum()[::-1]  # lasted j or more, as far as is known
    return ended[:, 1:], risk[:, 1:]


def survival(ended, risk):
    """Share of waits longer than j = 1, 2, ... blocks, from numbers (..., j): the estimator of Kaplan and Meier (1958)."""
    return np.cumprod(1 - ended / np.maximum(risk, 1e-300), axis=-1)


def through(touched, carried):
    """Energy carried by all bonds and by active ones, which have a touched site, (replica, block), and which these are.

    Parameters
    ----------
    touched, carried : array, shape (replica, block, site)
        Bond x joins the sites x and x + 1 of a ring.
    """
    bonds = touched | np.roll(touched, -1, -1)
    return carried.sum(-1), np.where(bonds, carried, 0).sum(-1), bonds


def windows(series, width):
    """Sums of a series (replica, block) over consecutive windows of `width` blocks, shape (replica, window)."""
    count = series.shape[1] // width
    return series[:, : count * width].reshape(len(series), count, width).sum(-1)
