"""Diagonalize: all levels and eigenstates of a quantum chain, realization by realization, and what a measure makes of them."""

import importlib
import sys
from typing import Annotated

import numpy as np
from scipy.linalg import eigh

from glassychains.declare import NameIn, accept, declared, no_bits
from glassychains.models.seam.physics import known_of
from glassychains.runs.result import Result

START = None
"""This stage starts from nothing."""
DISTURBED = False
ABREAST = 1
"""Realizations are diagonalized one after the other, so that a batch may hold any number."""
TOLERANCE = 1e-6
"""LAPACK decides the last digits: two machines agree to this, relative to the largest number of an array."""
ALONE = 5000
"""Dimension from which two threads of one diagonalization serve better than two diagonalizations."""
UNIT = 40
"""A diagonalization takes dimension^3 / UNIT of the units of work, a site-step of about 2e-8 s on a slow core."""
START_UP = 2e5
"""Work before a matrix of any size is solved."""


@declared
class Parameters:
    """What a study says of it."""

    measure: Annotated[str, NameIn("quantum.measures")]
    """What is made of levels and eigenstates."""


@no_bits
def able(physics):
    """Chains with a Hilbert space."""
    return physics.FAMILY == "quantum"


@no_bits
def brief(p):
    """Parameters of a run of the same kind that takes a moment."""
    return p | {"batch": 1}


@no_bits
def site_steps(p, physics):
    """Work of one batch."""
    return p["batch"] * (START_UP + physics.dimension(p) ** 3 / UNIT)


@no_bits
def memory(p, physics):
    """Bytes that one batch takes: the matrix, its eigenvectors, the workspace of LAPACK (two more), one of the measure."""
    return 5 * 8.0 * physics.dimension(p) ** 2


@no_bits
def threads(p, physics):
    """Threads that serve one job: of small matrices two jobs side by side get more from two cores."""
    return 2 if physics.dimension(p) >= ALONE else 1


def diagonalize(model, *, length, replicas, measure, **parameters):
    """Solve H of each realization and measure.

    Parameters
    ----------
    model : a model's NamedTuple
        Of the family `quantum`.
    length, replicas : int
        Sites; realizations.
    measure : str
        A module of `quantum.measures`.
    **parameters
        What that measure declares, for instance ``middle=0.5, cut=4``.

    Returns
    -------
    runs.result.Result
        The variables that the measure states, the replica first.

    Raises
    ------
    declare.Refused
        A ValueError: a parameter is unknown, missing, or not allowed.
    """
    known = known_of(model, length)
    physics = known["physics"]
    measured = importlib.import_module(f"glassychains.quantum.measures.{measure}")
    modules = [sys.modules[__name__], measured]
    _, own = accept("the diagonalize stage", modules, parameters | {"measure": measure}, **known)
    space = physics.space(model)
    seen = []
    for replica in range(replicas):
        energies, states = eigh(physics.hamiltonian(model, space, replica), overwrite_a=True, check_finite=False, driver="evd")
        seen.append(measured.measure(own, model, space, energies, states))
    return Result(
        {
            name: (("replica", *dimensions), np.array([one[name][1] for one in seen]), notes)
            for name, (dimensions, _, notes) in seen[0].items()
        }
    )
