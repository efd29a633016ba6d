"""What a model of the flowing family states about itself: its Hamiltonian is a sum of parts with an exact flow each.

The number of parts stands as `PARTS` in the model's type; the flows have bodies by `numba.extending.overload`.
"""

from numba.extending import overload


def flow(model, part, q, p, carried, time):
    """Exact flow of part number `part` of the Hamiltonian for `time`, in place.

    Energy that moves to the right is entered in `carried`, row by row: the sum over rows of -carried / 2 grows by energy times
    sites moved. A model whose users need no such account leaves it alone.
    """
    raise TypeError(f"{type(model).__name__} states no flow")


def parts(model):
    """The number of parts, known when the caller is compiled."""
    raise TypeError(f"{type(model).__name__} states no parts")


@overload(parts)
def _parts(model):
    if hasattr(getattr(model, "instance_class", None), "PARTS"):
        count = model.instance_class.PARTS
        return lambda model: count
