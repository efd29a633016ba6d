"""Spins at infinite temperature."""

from glassychains.declare import declared
from glassychains.models import spins
from glassychains.numerics.realizations import generator


@declared
class Parameters:
    """What a study says of it: nothing."""


def draw(model, length, replicas, seed, parameters):
    """`spin_xy` and `spin_z`, each replica from a generator of its own."""
    return spins.infinite_temperature(length, [generator(f"{seed} replica {replica}") for replica in range(replicas)])
