"""Studies: from YAML to validated points.

A study names a stage, a model, fixed `parameters` and a `sweep`. Each row of the sweep overrides parameters; a value that is
a list stands for each of its members, and a row for all combinations. Under `tiers` it says what larger tiers change.
"""

import itertools
from pathlib import Path
from typing import Annotated

from pydantic import Field

from glassychains.config.declarations import able, checked, schema, things
from glassychains.config.reading import ConfigError, Strict, load_yaml, merge, validated
from glassychains.declare import hints
from glassychains.runs.points import Point
from glassychains.runs.study import Study

PACKAGE = Path(__file__).resolve().parents[1]
MINE = "my"
"""The room of a reader's own studies, which enter no book."""


class Config(Strict):
    """What one configuration says."""

    tier: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    """Name of the folder under results/ for everything derived from the batches."""
    layers: list[str] = Field([])
    """Which sections under `tiers` of the studies are laid on, one over the other."""
    studies: dict[str, dict] = Field({})
    """Changes laid over all that, by study id."""


class StudyFile(Strict):
    """What one file of studies says."""

    about: str
    """One sentence, what the study is for."""
    stage: str
    """The stage that makes its result files."""
    model: str
    """The model."""
    analysis: str
    """How it is analysed: a module of a chapter's room `analysis`."""
    uses: list[str] = Field([])
    """Other studies whose tables the analysis reads."""
    parameters: dict = Field({})
    """Parameters that all points share."""
    sweep: Annotated[list[dict], Field(min_length=1)]
    """Rows of parameters that differ; a list stands for each of its values, a row for all combinations."""
    tiers: dict[str, dict] = Field({})
    """What larger tiers change of all this, by layer: mappings are merged, lists replaced."""


def study_schema():
    """JSON schema of a file of studies: what an editor checks while one writes."""
    found = StudyFile.model_json_schema()
    found["properties"]["parameters"] = schema() | {"description": found["properties"]["parameters"]["description"]}
    return found


def chapters(root="."):
    """Rooms of config/ that hold studies of the book, by name."""
    found = {path.parent.name for path in Path(root).glob("config/*/studies") if path.is_dir()}
    return sorted(found - {MINE})


def files(root="."):
    """(chapter, path) of each study by id.

    Raises
    ------
    ConfigError
        Two files have the same name.
    """
    root, found = Path(root), {}
    for chapter in (*chapters(root), MINE):
        folder = root / "config" / chapter / ("" if chapter == MINE else "studies")
        for path in sorted(folder.glob("*.yaml")):
            if path.stem in found:
                raise ConfigError(f"{path.relative_to(root)}: there is a study {path.stem} in {found[path.stem][0]} already")
            found[path.stem] = chapter, path
    return found


def layers_known(root="."):
    """Layers that some configuration beside the default names."""
    configurations = [load_yaml(path) for path in sorted(Path(root).glob("config/*.yaml"))]
    named = [one.get("layers") for one in configurations if isinstance(one, dict)]
    return sorted({layer for layers in named if isinstance(layers, list) for layer in layers if isinstance(layer, str)})


def load(config, root="."):
    """Studies of a merged configuration, validated.

    Returns
    -------
    dict
        Study by id.

    Raises
    ------
    ConfigError
        A key is unknown or a value is not allowed.
    """
    told = validated(Config, config, "config")
    known, layers = files(root), layers_known(root)
    for layer in told.layers:
        if layer not in layers:
            raise ConfigError(f"config.layers: each must be one of {', '.join(layers)}, got {layer!r}")
    for unknown in sorted(told.studies.keys() - known.keys()):
        raise ConfigError(f"studies.{unknown}: no file {unknown}.yaml in config/*/studies or config/{MINE}")
    studies = {}
    for id, (chapter, path) in known.items():
        raw = load_yaml(path)
        if not isinstance(raw, dict):
            raise ConfigError(f"studies.{id}: expected mapping, got {raw!r}")
        tiers = raw.get("tiers")
        for layer in told.layers if isinstance(tiers, dict) else ():
            raw = merge(raw, tiers[layer]) if isinstance(tiers.get(layer), dict) else raw
        raw = merge(raw, told.studies.get(id, {}))
        studies[id] = _study(id, chapter, raw, layers)
    for id, study in studies.items():
        for other in study.uses:
            if other not in studies:
                raise ConfigError(f"studies.{id}.uses: no study {other}")
    for id in studies:
        if id in _used(studies, id):
            raise ConfigError(f"studies.{id}.uses: no study may need its own tables, directly or through others")
    return studies


def _used(studies, id):
    """All studies whose tables a study needs, directly or not."""
    found, waiting = set(), [id]
    while waiting:
        new = set(studies[waiting.pop()].uses) - found
        found |= new
        waiting += new
    return found


def _study(id, chapter, raw, layers):
    where = f"studies.{id}"
    file = validated(StudyFile, raw, where)
    for layer in file.tiers:
        if layer not in layers:
            raise ConfigError(f"{where}.tiers.{layer}: no configuration has this layer, known are {', '.join(layers)}")
        may = sorted(StudyFile.model_fields.keys() - {"tiers"})
        for key in file.tiers[layer]:
            if key not in may:
                raise ConfigError(f"{where}.tiers.{layer}.{key}: unknown key, allowed are {', '.join(may)}")
    for kind in ("stage", "model"):
        if getattr(file, kind) not in things(kind):
            raise ConfigError(f"{where}.{kind}: must be one of {', '.join(things(kind))}, got {getattr(file, kind)!r}")
    physics = things("model")[file.model]
    if not able(file.stage, physics):
        known = [stage for stage in things("stage") if able(stage, physics)]
        raise ConfigError(f"{where}.stage: the stages that run the model {file.model} are {', '.join(known)}, got {file.stage}")
    analysis = analysis_of(chapter, file, where)
    lists = {key for _, one in _lists(file) for key in one}
    points = []
    for number, row in enumerate(file.sweep):
        here = f"{where}.sweep[{number}]"
        for key, value in row.items():
            if value == [] and key not in lists:
                raise ConfigError(f"{here}.{key}: an empty list stands for no point at all")
        values = [value if isinstance(value, list) and key not in lists else [value] for key, value in row.items()]
        for combination in itertools.product(*values):
            parameters = file.parameters | dict(zip(row, combination, strict=True))
            parameters = checked(file.stage, file.model, parameters, here)
            replicas = parameters.pop("replicas", None) or parameters["batch"]
            point = Point(id, file.stage, file.model, parameters, replicas)
            if any(other.parameters == parameters for other in points):
                raise ConfigError(f"{here}: repeats the point {point.name.rsplit('-', 1)[0]}, each point may appear once")
            points.append(point)
    return Study(id, chapter, file.about, file.stage, file.model, analysis, tuple(points), tuple(file.uses))


def _lists(file):
    """Parameters whose value is itself a list, by who declares them."""
    for kind in ("model", "recorder", "measure", "stage", "disturbance"):
        for name, one in things(kind).items():
            yield name, [key for key, hint in hints(one.Parameters).items() if "list[" in str(hint)]


def analysis_of(chapter, file, where):
    """Dotted name of the module that analyses a study: of its own chapter, or of whichever chapter has one of that name.

    Raises
    ------
    ConfigError
        There is none, or it needs tables and the study uses none.
    """
    rooms = sorted((PACKAGE / "chapters").glob("*/analysis/*.py"), key=lambda p: (p.parts[-3] != chapter, p.parts[-3]))
    rooms = [path for path in rooms if path.stem == file.analysis and "def analyse(" in path.read_text()]
    if not rooms:
        raise ConfigError(f"{where}.analysis: no chapter has a module analysis/{file.analysis}.py that analyses a study")
    if "def analyse(study, tables)" in rooms[0].read_text() and not file.uses:
        raise ConfigError(f"{where}.uses: missing, the analysis {file.analysis} reads the tables of another study")
    return f"chapters.{rooms[0].parts[-3]}.analysis.{file.analysis}"
