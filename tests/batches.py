"""Points that show what stages do: small, by stage and kind.

A new stage, recorder or disturbance joins the batteries by an entry here.
"""

from chains import KLEIN_GORDON, LANGEVIN, LINEAR

from glassychains.runs.compute import compute
from glassychains.runs.points import Point, canonical

ROTORS = ("rotor", {"g": 0.7, "boundary": "periodic", "length": 16, "batch": 32, "beta": 1.0, "thermal_time": 20.0, **LANGEVIN})
OPEN = ("rotor", ROTORS[1] | {"boundary": "free"})
SPINS = ("spins", {"J": 0.4, "length": 10, "batch": 32})
DNLS = ("dnls", {"U": 1.0, "g": 0.5, "length": 12, "batch": 32})
PINNED = ("oscillators", KLEIN_GORDON | {key: value for key, value in ROTORS[1].items() if key not in ("g", "boundary")})
RUN = {"dt": 0.1, "duration": 400.0, "sample": 10}
BATHS = RUN | {"block": 20.0, "beta_left": 0.8, "beta_right": 1.2, "bath_friction": 1.0}
PACKET = {"packet_sites": 3, "packet_density": 0.4, "dt": 0.5, "duration": 50.0, "per_decade": 5, "length": 161, "batch": 32}
WATCHED = {"watched_site": 2, "watched_window": 20.0, "levels": [3.0, 1.0]}
RAISED = RUN | WATCHED | {"raised_to": 4.0, "per_decade": 10}
HEISENBERG = ("heisenberg", {"W": 3.0, "boundary": "periodic", "length": 6, "batch": 32})
BOSONS = ("bosons", {"U": 1.0, "g": 0.3, "length": 4, "particles": 6, "batch": 1})
GRAIN = ("grain", {"alpha": 0.7, "length": 3, "batch": 32})
CONTACTS = {"beta_left": 1.0, "beta_right": 2.0, "bath_friction": 1.0, "length": 5, "batch": 32}


def of(base, **parameters):
    """A model and parameters, with further ones."""
    return base[0], base[1] | parameters


EXAMPLES = {
    "thermalize": {
        "thermal rotors": ROTORS,
        "drawn spins": SPINS,
        "DNLS chains at infinite temperature": of(DNLS, density=0.8),
        "sampled DNLS chains": of(DNLS, beta=0.7, mu=1.5, sweeps=40),
        "DNLS chains at negative temperature": of(DNLS, beta=-0.05, mu=30.0, sweeps=40, largest=8.0),
    },
    "produce": {
        "relaxation": of(ROTORS, **RUN, record="relaxation"),
        "activity": of(ROTORS, **RUN, record="activity", window=20.0, traces=[30.0], trace_length=30.0),
        "current": of(ROTORS, **RUN, record="current", block=20.0, still=True),
        "ergodization": of(ROTORS, **RUN, record="ergodization", mean_energy=0.5),
        "ergodization of oscillators": of(PINNED, **RUN, record="ergodization", mean_energy=0.8),
        "modes": of(PINNED, **RUN, record="modes", window=20.0),
        "tangent": of(ROTORS, **RUN, record="tangent", vectors=2, block=20.0, traces=[10.0], trace_length=20.0),
        "profile": of(OPEN, **RUN, record="profile", block=20.0),
        "raster": of(ROTORS, **RUN, record="raster", block=20.0),
        "snapshots": of(ROTORS, **RUN, record="snapshots", times=[20.0, 400.0]),
        "waves": of(ROTORS, **RUN, record="waves"),
        "passage": of(ROTORS, **RUN, **WATCHED, record="passage"),
        "activity above an offset": of(OPEN, **RUN, record="activity", window=20.0, traces=[], trace_length=20.0, offset=3.0),
        "current with flips": of(ROTORS, **RUN, record="current", block=20.0, flips=0.1),
        "relaxation with flips": of(ROTORS, **RUN, record="relaxation", flips=0.1),
        "snapshots of the DNLS chain": of(DNLS, **RUN, density=0.8, record="snapshots", times=[20.0, 400.0]),
        "norms of chains with one total norm": of(
            DNLS, **RUN, density=0.8, fixed_norm=True, boundary="periodic", record="norms"
        ),
        "norms": of(DNLS, **RUN, density=0.8, boundary="periodic", record="norms"),
        "onsager": of(DNLS, **RUN, density=0.8, boundary="periodic", record="onsager", block=20.0),
        "current of spins": of(SPINS, **RUN, record="current", block=20.0),
    },
    "ness": {
        "ness with flips": of(OPEN, **BATHS, flips=0.1),
        "ness": of(OPEN, **BATHS),
    },
    "decay": {
        "decay into friction": of(OPEN, **RAISED, damping=0.5, damped="left"),
        "decay into reservoirs": of(PINNED, **RAISED, beta_left=0.8, beta_right=1.2, bath_friction=1.0),
        "decay into the chain": of(ROTORS, **RAISED, raised_range=2.0),
    },
    "spread": {
        "packet of oscillators": ("oscillators", KLEIN_GORDON | PACKET | {"scheme": "aba864"}),
        "packet of the DNLS chain": (
            "dnls",
            {"U": 0.36, "g": 1.0, "disorder": 4.0} | PACKET | {"scheme": "suzuki4", "length": 257},
        ),
    },
    "linear": {
        "linear": ("oscillators", LINEAR | CONTACTS),
        "linear with flips": ("oscillators", LINEAR | CONTACTS | {"flips": 0.05}),
    },
    "diagonalize": {
        "levels of the Heisenberg chain": of(HEISENBERG, measure="levels", middle=0.5, cut=3),
        "levels of bosons": of(BOSONS, measure="levels", middle=0.5, cut=2),
        "correlations": of(
            BOSONS,
            measure="correlations",
            first=0.1,
            last=100.0,
            per_decade=4,
            betas=[0.0, 0.4],
            carried=True,
            by_bond=True,
            length=3,
        ),
        "absorption by a grain": of(GRAIN, measure="absorption", middle=0.5),
        "levels of a symmetric ring": of(BOSONS, measure="levels", middle=0.5, most=3, boundary="periodic", sector="symmetric"),
        "melting beside a spot": of(BOSONS, measure="melting", dense=[3], longest=1.0e3, per_decade=4, tilt=0.02),
    },
}
KINDS = {kind: stage for stage, kinds in EXAMPLES.items() for kind in kinds}
"""Stage of each kind of example."""


def point(kind, **changed):
    """The point of an example, with some parameters changed."""
    model, parameters = EXAMPLES[KINDS[kind]][kind]
    parameters = parameters | changed
    return Point("examples", KINDS[kind], model, parameters, parameters["batch"])


def computed(kind, checkpoint=None, **changed):
    """Batch 0 of an example."""
    chosen = point(kind, **changed)
    return compute(chosen.identity(0), start(kind, **changed), checkpoint, "me")


starts = {}
"""What has been computed to start from, by identity."""


def start(kind, **changed):
    """What an example starts from, if anything."""
    chosen = point(kind, **changed)
    if len(chosen.lineage()) == 1:
        return None
    identity = chosen.start().identity(0)
    key = canonical(identity)
    if key not in starts:
        starts[key] = compute(identity)
    return starts[key]
