"""Points and batches: what is computed together, where it is stored, and from which random streams.

A *point* is one set of parameters of a study, a *batch* a number of its replicas that is computed and stored together. What the
parameters mean, stages and models declare; how configuration becomes points is in `config.studies`.
"""

import hashlib
import importlib
import json
import math
from dataclasses import dataclass
from pathlib import Path

from glassychains.declare import Count, declared, hints, no_bits

BATCHES = Path("results/batches")
LABEL = ("g", "beta", "length", "dt")
"""Parameters that a folder's name shows."""
HEAD = ("study", "stage", "model", "batch_number")


@declared
class Parameters:
    """What every point says."""

    length: Count
    """Number of sites."""
    batch: Count
    """Replicas that are computed and stored together; where kernels carry 16 abreast, a multiple of 16."""
    stream: str = ""
    """Name of the random streams; points that share it see the same random numbers."""


def canonical(identity):
    """One spelling of a dict of parameters, to hash and to compare."""
    return json.dumps(identity, sort_keys=True)


def stage_module(name):
    """The module of a stage."""
    return importlib.import_module(f"glassychains.stages.{name}")


def model_module(name):
    """The module of a model."""
    return importlib.import_module(f"glassychains.models.{name}")


def asked(stage, model):
    """The module that declares what a stage needs to be told of a point of a model: itself, unless it names another."""
    module = stage_module(stage)
    return module.asks(model_module(model)) if hasattr(module, "asks") else module


@dataclass(frozen=True)
class Point:
    """One set of parameters of a study."""

    study: str
    stage: str
    model: str
    parameters: dict
    replicas: int

    @property
    @no_bits
    def batches(self):
        """How many batches hold the replicas that are asked for."""
        return math.ceil(self.replicas / self.parameters["batch"])

    def identity(self, batch):
        """All that decides the bits of one batch."""
        return dict(zip(HEAD, (self.study, self.stage, self.model, int(batch)), strict=True)) | self.parameters

    @property
    @no_bits
    def name(self):
        """Its main parameters to read and a hash of all parameters: the name of the point's folder."""
        label = "_".join(f"{key}={self.parameters[key]!r}" for key in LABEL if key in self.parameters)
        described = canonical({"study": self.study, "stage": self.stage, "model": self.model, **self.parameters})
        return f"{label}-{hashlib.sha256(described.encode()).hexdigest()[:8]}"

    @no_bits
    def path(self, batch):
        """File of batch number `batch`."""
        return BATCHES / self.stage / self.study / self.name / f"{batch:04d}.nc"

    @no_bits
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
        """The points to compute, in order: that of the stage from which this one starts, if it does, and this one."""
        return (self.start(), self) if stage_module(self.stage).START else (self,)

    def start(self):
        """The point from which this one starts: of its parameters, those of the points, the model and that stage."""
        stage = stage_module(self.stage).START
        declarations = (Parameters, model_module(self.model).Parameters, asked(stage, self.model).Parameters)
        known = {key for one in declarations for key in hints(one)}
        parameters = {key: value for key, value in self.parameters.items() if key in known}
        return Point(self.study, stage, self.model, parameters, self.replicas)


def point_of(identity):
    """The point to which a batch of this identity belongs (the inverse of `Point.identity`)."""
    parameters = {key: value for key, value in identity.items() if key not in HEAD}
    return Point(identity["study"], identity["stage"], identity["model"], parameters, parameters["batch"])
