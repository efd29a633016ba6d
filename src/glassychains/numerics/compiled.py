"""The one way kernels are compiled: strict IEEE arithmetic, full vector width, a cache that cannot be stale.

Numba finds cached machine code by the file of the outermost function, so an edited helper in another file would
be run as it was before. The cache folder is therefore named after the text of every file in the rooms that hold kernels.
"""

import hashlib
import os
import uuid
from pathlib import Path

import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core.caching import FunctionCache
from platformdirs import user_cache_path

from glassychains.declare import Refused

LANES = 16
"""Replicas that a kernel advances abreast. The last axis of every state array."""

PAGE = 4096
"""Bytes of a page of memory."""

ROOMS = ("numerics", "models", "dynamics", "recorders", "stages", "exact")
"""Where kernels live."""


def kernels(package=Path(__file__).parents[1]):
    """Hash of the text of every file in these rooms: the name of the cache of compiled kernels.

    Every job asks for it, so nothing is parsed; a changed comment there compiles the kernels anew.
    """
    digest = hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (package / room).rglob("*.py")):
        text = path.read_bytes()
        digest.update(f"{path.relative_to(package)} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


_base = os.environ.get("GLASSYCHAINS_CACHE") or user_cache_path("glassychains")
numba.config.CACHE_DIR = str(Path(_base) / f"numba-{kernels()}")

if not numba.config.CPU_FEATURES and not numba.config.CPU_NAME:
    # LLVM prefers 256-bit vectors on some AVX-512 processors, where the full width is faster (same bits).
    _features = [f for f in llvm.get_host_cpu_features().flatten().split(",") if not f.endswith("prefer-256-bit")]
    numba.config.CPU_FEATURES = ",".join([*_features, "-prefer-256-bit"])


class _Cache(FunctionCache):
    """Numba's cache on disk, without setting the compiler up before a kernel is loaded: half of what starting a job costs.

    Machine code gets a file name of its own: numba counts names, and two jobs that compile at once may choose the same.
    """

    def __init__(self, function):
        super().__init__(function)
        base = self._impl.filename_base
        self._cache_file._data_name = lambda number: f"{base}.{uuid.uuid4().hex}.nbc"

    def load_overload(self, sig, target_context):
        with self._guard_against_spurious_io_errors():
            return self._load_overload(sig, target_context)


def jit(function=None, **options):
    """Compile strictly: no ``fastmath``, no contraction, no reassociation. Kernels allocate nothing: arrays are not counted."""
    if function is None:
        return lambda function: jit(function, **options)
    kernel = numba.njit(error_model="numpy", _nrt=False, **options)(function)
    kernel._cache = _Cache(function)
    return kernel


def is_a(kind, cls):
    """Is this numba type that of a `NamedTuple` class? For the bodies of seams, which are chosen by type."""
    return getattr(kind, "instance_class", None) is cls


def groups_of(replicas):
    """Number of groups of `LANES` replicas.

    Raises
    ------
    declare.Refused
        They do not fill whole groups.
    """
    if replicas < 1 or replicas % LANES:
        raise Refused("replicas", f"must be a multiple of {LANES}, got {replicas}")
    return replicas // LANES


def aligned(rows, columns, dtype=np.float64):
    """Zeros of shape (rows, columns) that begin on a 64-byte boundary, as one full vector register wants."""
    size = rows * columns * np.dtype(dtype).itemsize
    memory = np.zeros(size + 64, np.uint8)
    start = -memory.ctypes.data % 64
    return memory[start : start + size].view(dtype).reshape(rows, columns)


def apart(rows, columns, others):
    """As `aligned`, at the place within a page that is farthest from where each of `others` begins.

    Kernels go through their arrays abreast. Processors compare the last 12 bits of addresses first, so a load that is a little
    behind a store of another array, but for whole pages, waits for it in vain.
    """
    taken = [one.ctypes.data % PAGE for one in others]
    place = max(range(0, PAGE, 64), key=lambda at: min(min((at - one) % PAGE, (one - at) % PAGE) for one in taken))
    size = rows * columns * 8
    memory = np.zeros(size + PAGE, np.uint8)
    start = (place - memory.ctypes.data) % PAGE
    return memory[start : start + size].view(np.float64).reshape(rows, columns)


def to_lanes(values):
    """(replica, site) to the kernels' layout (group, site * LANES): replica r is lane r % LANES of group r // LANES."""
    replicas, sites = values.shape
    lanes = aligned(replicas // LANES, sites * LANES)
    lanes[:] = values.reshape(-1, LANES, sites).transpose(0, 2, 1).reshape(lanes.shape)
    return lanes


def from_lanes(lanes):
    """The kernels' layout (group, site * LANES) back to (replica, site)."""
    groups, size = lanes.shape
    return np.ascontiguousarray(lanes.reshape(groups, size // LANES, LANES).transpose(0, 2, 1)).reshape(groups * LANES, -1)


def of_group(model, group):
    """The model of one group of replicas: arrays (replica, row) in `model`, also within tuples, in the kernels' layout."""
    if isinstance(model, np.ndarray):
        return to_lanes(model[group * LANES : (group + 1) * LANES])[0]
    if isinstance(model, tuple):
        parts = [of_group(part, group) for part in model]
        return model._make(parts) if hasattr(model, "_fields") else tuple(parts)
    return model
