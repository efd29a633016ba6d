"""Points and batches: what is computed together, where it is stored, and from which random streams.

A *point* is one set of parameters of a study, a *batch* a number of its replicas that is computed and stored together.
This module is part of every result's fingerprint; how configuration becomes points is in `studies`.
"""

import hashlib
import math
from dataclasses import asdict, dataclass
from pathlib import Path

from glassychains.fingerprint import fingerprint
from glassychains.records import canonical, read

BATCHES = Path("results/batches")
SCRIPTS = Path("workflow/scripts")
LABEL = ("g", "beta", "length", "dt")
STARTED = ("produce", "ness")
"""Stages that start from a thermalized state."""
EVOLVING = (*STARTED, "spread")
"""Stages that advance in time from random streams, with checkpoints."""
ARGUMENTS = {
    "produce": ("beta", "dt", "duration", "sample", "record", "still", "flips", "moment"),
    "ness": ("dt", "duration", "sample", "beta_left", "beta_right", "bath_friction", "bath_sites", "flips"),
    "spread": ("length", "packet_sites", "packet_density", "scheme", "dt", "duration", "per_decade"),
    "linear": ("length", "beta_left", "beta_right", "bath_friction", "flips"),
}
"""Parameters that a stage takes as they are."""
OF_RUN = {"dt", "duration", "sample", "record", "window", "traces", "trace_length", "block"}.union(
    *(ARGUMENTS[stage] for stage in STARTED)
) - {"beta"}
"""Parameters that do not decide the bits of the thermalized state from which a run starts; all others do."""


@dataclass(frozen=True)
class Point:
    """One set of parameters of a study."""

    study: str
    stage: str
    model: str
    parameters: dict
    replicas: int

    @property
    def batches(self):
        """How many batches hold the replicas that are asked for."""
        return math.ceil(self.replicas / self.parameters["batch"])

    def identity(self, batch):
        """All that decides the bits of one batch."""
        head = {"study": self.study, "stage": self.stage, "model": self.model, "batch_number": int(batch)}
        return head | self.parameters

    @property
    def name(self):
        """Its main parameters to read and a hash of all parameters: the name of the point's folder."""
        label = ",".join(f"{key}={self.parameters[key]!r}" for key in LABEL if key in self.parameters)
        described = canonical({"study": self.study, "stage": self.stage, "model": self.model, **self.parameters})
        return f"{label}-{hashlib.sha256(described.encode()).hexdigest()[:8]}"

    def path(self, batch):
        """File of batch number `batch`."""
        return BATCHES / self.stage / self.study / self.name / f"{batch:04d}.nc"

    def paths(self):
        """Files of all batches."""
        return [self.path(batch) for batch in range(self.batches)]

    def seed(self, batch):
        """Name of the random streams of one batch: model, study, point and batch, or model, `stream` and batch."""
        stream = self.parameters.get("stream")
        point = stream or canonical({"study": self.study, **self.parameters})
        return f"{self.model} {point} batch {batch}"

    def realizations(self, batch):
        """Names of the disorder of one batch's replicas. Points of one model and length share their realizations."""
        first = int(batch) * self.parameters["batch"]
        head = f"{self.model} disorder, {self.parameters['length']} sites"
        return [f"{head}, realization {first + replica}" for replica in range(self.parameters["batch"])]

    def lineage(self):
        """The points to compute, in order: that of the `thermalize` stage, if this one starts from it, and this one."""
        return (self.thermal(), self) if self.stage in STARTED else (self,)

    def thermal(self):
        """The point of the `thermalize` stage from which this one starts."""
        parameters = {key: value for key, value in self.parameters.items() if key not in OF_RUN}
        return Point(self.study, "thermalize", self.model, parameters, self.replicas)

    def fingerprint(self):
        """Fingerprint of the code that makes this point's batches."""
        return stage_fingerprint(self.stage, self.model, self.parameters.get("record"))

    def require(self, code):
        """Refuse to go on if the code is no longer the one that the workflow asked for.

        Raises
        ------
        RuntimeError
            Source files changed since the workflow was started.
        """
        if self.fingerprint() != code:
            raise RuntimeError(f"the code of stage {self.stage} changed while the workflow ran: run the command again")

    def arguments(self, batch):
        """Parameters that the stage takes beside the model and its start; times that it counts are converted to samples."""
        p = self.parameters
        arguments = {key: p[key] for key in ARGUMENTS[self.stage] if key in p}
        if self.stage in STARTED:
            arguments |= self._counted(p["sample"] * p["dt"])
        else:
            arguments["replicas"] = p["batch"]
        return arguments | ({"seed": self.seed(batch)} if self.stage in EVOLVING else {})

    def _counted(self, interval):
        """Times in samples."""
        p = self.parameters
        arguments = {key: round(p[key] / interval) for key in ("window", "trace_length", "block") if key in p}
        if "traces" in p:
            arguments["traces"] = [round(begin / interval) for begin in p["traces"]]
        return arguments

    def read(self):
        """Records of the batches, checked.

        Raises
        ------
        RecordError
            A file is missing, damaged or foreign.
        """
        code = self.fingerprint()
        return [read(self.path(b), self.identity(b), code) for b in range(self.batches)]


@dataclass(frozen=True)
class Study:
    """What one file of config/studies says."""

    id: str
    about: str
    stage: str
    model: str
    analysis: str
    points: tuple
    uses: tuple = ()

    def paths(self):
        """All result files that the study needs."""
        return [path for point in self.points for path in point.paths()]

    def fingerprint(self):
        """Fingerprint of the code that analyses the study."""
        modules = (f"glassychains.analysis.{self.analysis}", f"glassychains.models.{self.model}")
        return fingerprint(*modules, scripts=[SCRIPTS / "fit.py"])

    require = Point.require

    def summary(self):
        """The study as plain data: what an analysis depends on, and what `study_of` reads."""
        return asdict(self)


def stage_fingerprint(stage, model, record=None):
    """Fingerprint of the code that makes a batch: adapter, stage, model, recorder, and what made its thermal start."""
    stages = [f"glassychains.stages.{name}" for name in dict.fromkeys((stage, "thermalize" if stage in STARTED else stage))]
    modules = ["glassychains.batches", *stages, f"glassychains.models.{model}"]
    if record:
        modules.append(f"glassychains.observables.{record}")
    return fingerprint(*modules, scripts=[SCRIPTS / "batch.py"])


def point_of(identity):
    """The point to which a batch of this identity belongs (the inverse of `Point.identity`)."""
    head = ("study", "stage", "model", "batch_number")
    parameters = {key: value for key, value in identity.items() if key not in head}
    return Point(identity["study"], identity["stage"], identity["model"], parameters, parameters["batch"])


def study_of(summary):
    """The study of which this is the `summary`."""
    points = tuple(Point(**point) for point in summary["points"])
    return Study(**{**summary, "points": points, "uses": tuple(summary["uses"])})
