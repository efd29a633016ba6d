"""Studies: from YAML to validated points.

A study names a stage, a model, fixed `parameters` and a `sweep`. Each row of the sweep overrides parameters; a value that is
a list stands for each of its members, and a row for all combinations.
"""

import itertools
import math
import re
from pathlib import Path

import jsonschema
import yaml

from glassychains.points import STARTED, Point, Study


class ConfigError(Exception):
    """Something in config/ is wrong. The message, one line, names the key and what is allowed."""


def merge(base, over):
    """`base` with `over` laid on it: mappings are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def load_yaml(path):
    """Contents of a YAML file.

    Raises
    ------
    ConfigError
        It is not YAML, or a mapping in it repeats a key.
    """
    try:
        return yaml.load(Path(path).read_text(), Loader=_StrictLoader) or {}
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {' '.join(str(error).split())}") from error


def load_config(overlays=(), root="."):
    """The default configuration with overlay files laid on top, as `snakemake --configfile` does it."""
    config = load_yaml(Path(root) / "config/config.yaml")
    for path in overlays:
        overlay = load_yaml(path)
        if not isinstance(overlay, dict):
            raise ConfigError(f"{path}: expected a mapping of tier and studies")
        config = merge(config, overlay)
    return config


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses a repeated key, where YAML would silently keep the last."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is repeated", node.start_mark)
        return super().construct_mapping(node, deep)


def load(config, root="."):
    """Studies of a merged configuration: config/studies/*.yaml with `config["studies"]` laid on top, validated.

    Returns
    -------
    dict
        Study by id.

    Raises
    ------
    ConfigError
        A key is unknown or a value is not allowed.
    """
    root = Path(root)
    validate(config, root / "workflow/schemas/config.schema.yaml", "config")
    raw = {path.stem: load_yaml(path) for path in sorted((root / "config/studies").glob("*.yaml"))}
    overlays = config.get("studies") or {}
    for id, study in raw.items():
        if not isinstance(study, dict):
            raise ConfigError(f"studies.{id}: expected object, got {study!r}")
    for unknown in overlays.keys() - raw.keys():
        raise ConfigError(f"studies.{unknown}: no file config/studies/{unknown}.yaml")
    for id, study in raw.items():
        for other in study.get("uses", ()):
            if other not in raw:
                raise ConfigError(f"studies.{id}.uses: no study {other}")
    return {id: _study(id, merge(raw[id], overlays.get(id) or {}), root) for id in raw}


def _study(id, raw, root):
    where = f"studies.{id}"
    validate(raw, root / "workflow/schemas/study.schema.yaml", where)
    if raw["model"] not in MODELS:
        raise ConfigError(f"{where}.model: must be one of {', '.join(MODELS)}, got {raw['model']!r}")
    schema = load_yaml(root / "workflow/schemas/study.schema.yaml")
    kinds = schema["$defs"]["parameters"]["properties"]
    module = ANALYSES / f"{raw['analysis']}.py"
    if not module.is_file() or "def analyse(" not in module.read_text():
        raise ConfigError(f"{where}.analysis: no module glassychains.analysis.{raw['analysis']} that analyses a study")
    if "def analyse(study, tables)" in module.read_text() and not raw.get("uses"):
        raise ConfigError(f"{where}.uses: missing, the analysis {raw['analysis']} reads the tables of another study")
    points = []
    for number, row in enumerate(raw["sweep"]):
        for key, value in row.items():
            if value == []:
                raise ConfigError(f"{where}.sweep[{number}].{key}: an empty list stands for no point at all")
        values = [value if isinstance(value, list) and key not in LISTS else [value] for key, value in row.items()]
        for combination in itertools.product(*values):
            parameters = raw.get("parameters", {}) | dict(zip(row, combination, strict=True))
            here = f"{where}.sweep[{number}]"
            validate(parameters, schema["$defs"]["parameters"], here)
            _check_numbers(parameters, kinds, here)
            parameters = {k: float(v) if kinds[k].get("type") == "number" else v for k, v in parameters.items()}
            parameters |= {k: [float(c) for c in parameters[k]] for k in ("pinning", "coupling") if k in parameters}
            _check(raw["stage"], raw["model"], parameters, here)
            replicas = parameters.pop("replicas", None) or parameters["batch"]
            point = Point(id, raw["stage"], raw["model"], parameters, replicas)
            if any(other.parameters == parameters for other in points):
                raise ConfigError(f"{here}: repeats the point {point.name.rsplit('-', 1)[0]}, each point may appear once")
            points.append(point)
    return Study(id, raw["about"], raw["stage"], raw["model"], raw["analysis"], tuple(points), tuple(raw.get("uses", ())))


ANALYSES = Path(__file__).with_name("analysis")
HEATED = ("length", "batch", "stream", "beta", "thermal_time", "thermal_dt", "friction")
NEEDS = {
    "thermalize": HEATED,
    "produce": (*HEATED, "dt", "duration", "sample", "record"),
    "ness": (*HEATED, "dt", "duration", "sample", "block", "beta_left", "beta_right", "bath_friction", "bath_sites"),
    "spread": ("length", "batch", "stream", "dt", "duration", "scheme", "packet_sites", "packet_density", "per_decade"),
    "linear": ("length", "batch", "beta_left", "beta_right", "bath_friction"),
}
"""What each stage needs to know."""
MAY = {"thermalize": (), "produce": ("still", "flips"), "ness": ("flips",), "spread": (), "linear": ("flips",)}
"""What each stage may be told beside that."""
MODELS = {
    "rotor": {"needs": ("g", "boundary"), "stages": ("thermalize", "produce", "ness")},
    "harmonic": {"needs": ("g", "boundary"), "stages": ("thermalize", "produce", "ness")},
    "oscillators": {
        "needs": ("pinning", "coupling", "boundary"),
        "may": ("disorder",),
        "stages": ("thermalize", "produce", "ness", "spread", "linear"),
        "schemes": ("verlet", "saba2", "forest-ruth", "pefrl", "aba864"),
    },
    "spins": {
        "needs": ("J",),
        "stages": ("thermalize", "produce"),
        "without": ("beta", "thermal_time", "thermal_dt", "friction", "flips"),
    },
    "dnls": {
        "needs": ("U", "g"),
        "may": ("disorder",),
        "stages": ("spread",),
        "schemes": ("strang", "yoshida4", "suzuki4", "kahan-li6"),
    },
}
"""What each model needs to know and may be told, the stages that can run it, and what they cannot tell it: spins are drawn at
infinite temperature, so nothing heats them."""
OPTIONS = {"relaxation": (), "activity": ("window", "traces", "trace_length"), "current": ("block",)}
"""What each recorder asks for beside what every run needs."""
OPTIONALLY = {"activity": ("moment",)}
"""What a recorder may be told beside that."""
LISTS = ("traces", "pinning", "coupling")
"""Parameters whose value is itself a list."""


def _check_numbers(parameters, kinds, here):
    """What JSON Schema lets pass: 8.0 where a count is meant, and numbers that are not finite."""
    for key, value in parameters.items():
        if kinds[key].get("type") == "integer" and not isinstance(value, int):
            raise ConfigError(f"{here}.{key}: expected integer, got {value!r}")
        for number in value if isinstance(value, list) else [value]:
            if isinstance(number, float) and not math.isfinite(number):
                raise ConfigError(f"{here}.{key}: must be a finite number, got {number}")


def _check(stage, model, p, here):
    """Constraints between keys, which a schema cannot state in a line."""
    known = MODELS[model]
    if stage not in known["stages"]:
        raise ConfigError(f"{here}: the stages that run the model {model} are {', '.join(known['stages'])}, got {stage}")
    without = known.get("without", ())
    needed = [key for key in (*NEEDS[stage], *OPTIONS.get(p.get("record"), ())) if key not in without]
    for key in (*known["needs"], *needed):
        if key not in p and key != "stream":
            who = f"the model {model}" if key in known["needs"] else f"the {stage} stage"
            raise ConfigError(f"{here}.{key}: missing, {who} needs it")
    allowed = {*needed, *known["needs"], *known.get("may", ()), *MAY[stage], *OPTIONALLY.get(p.get("record"), ()), "replicas"}
    for key in p:
        if key not in allowed - {*without}:
            takers = [r for r in OPTIONS if key in (*OPTIONS[r], *OPTIONALLY.get(r, ())) and stage == "produce"]
            who = f"only the recorder {takers[0]} takes it" if takers else f"the {stage} stage does not take it"
            if key in without or any(key in (*m["needs"], *m.get("may", ())) for m in MODELS.values()):
                who = f"the model {model} does not take it"
            raise ConfigError(f"{here}.{key}: {who}")
    periodic = p.get("boundary") == "periodic" or model == "spins"
    lowest = 3 if periodic else 2
    if p["length"] < lowest:
        raise ConfigError(
            f"{here}.length: {'periodic' if periodic else 'free'} chains need at least {lowest} sites, got {p['length']}"
        )
    if model == "spins" and p["length"] % 2:
        raise ConfigError(f"{here}.length: even and odd spins turn in turns, so the number of sites is even, got {p['length']}")
    if model == "oscillators":
        if not any(p["coupling"]) or p["coupling"][-1] == 0 or (p["pinning"] and p["pinning"][-1] == 0):
            raise ConfigError(f"{here}.coupling: the last coefficient of pinning and of coupling must not be 0")
        if p.get("disorder") and (len(p["pinning"]) < 2 or p["pinning"][1] == 0):
            raise ConfigError(f"{here}.disorder: it multiplies the second coefficient of pinning, which is 0")
    if "thermal_time" in p and p["thermal_time"] < p["thermal_dt"]:
        raise ConfigError(f"{here}.thermal_time: must be at least one thermal_dt = {p['thermal_dt']}, got {p['thermal_time']}")
    if stage == "spread":
        if not _divides(p["dt"], p["duration"]):
            raise ConfigError(f"{here}.duration: must be a multiple of dt = {p['dt']}, got {p['duration']}")
        if p["scheme"] not in known["schemes"]:
            raise ConfigError(
                f"{here}.scheme: of the model {model} must be one of {', '.join(known['schemes'])}, got {p['scheme']!r}"
            )
    if stage in ("spread", "linear") and p.get("boundary", "free") != "free":
        raise ConfigError(f"{here}.boundary: the {stage} stage takes chains with free ends, got {p['boundary']}")
    if stage == "linear" and (
        any(c for n, c in enumerate(p["pinning"], 1) if n != 2) or any(p["coupling"][:1] + p["coupling"][2:])
    ):
        raise ConfigError(f"{here}.pinning: only the second coefficient of a linear chain's pinning and coupling is not 0")
    if stage in STARTED:
        interval = p["sample"] * p["dt"]
        if not _divides(interval, p["duration"]):
            raise ConfigError(f"{here}.duration: must be a multiple of sample * dt = {interval}, got {p['duration']}")
    if "block" in p and not _divides(interval, p["block"]):
        raise ConfigError(f"{here}.block: must be a multiple of sample * dt = {interval}, got {p['block']}")
    if p.get("still") and p.get("flips"):
        raise ConfigError(f"{here}.still: flips do not keep the total velocity at zero")
    if stage == "ness":
        if p["boundary"] != "free":
            raise ConfigError(f"{here}.boundary: a chain between reservoirs has free ends, got {p['boundary']}")
        if 2 * p["bath_sites"] > p["length"]:
            raise ConfigError(
                f"{here}.bath_sites: reservoirs must not overlap on {p['length']} sites, got {p['bath_sites']} at each end"
            )
        if not _divides(p["block"], p["duration"]):
            raise ConfigError(f"{here}.duration: must be a multiple of block = {p['block']}, got {p['duration']}")
    if p.get("record") == "activity":
        if 2 * p["window"] > p["duration"]:
            raise ConfigError(f"{here}.window: two windows must fit into the duration {p['duration']}, got {p['window']}")
        if max(p["traces"], default=0.0) + p["trace_length"] > p["duration"]:
            raise ConfigError(f"{here}.traces: each must end before the duration {p['duration']}, got {p['traces']}")


def _divides(unit, time):
    """Is `time` a whole number of `unit`, but for rounding?"""
    return time > 0.5 * unit and abs(round(time / unit) * unit - time) < 1e-6 * time


def validate(value, schema, where):
    """Check `value` against a JSON schema (a mapping, or the path of one).

    Raises
    ------
    ConfigError
        One line: the key, what is wrong, what is allowed.
    """
    if not isinstance(schema, dict):
        schema = load_yaml(schema)
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(value))
    if errors:
        error = max(errors, key=lambda e: (e.validator == "additionalProperties", len(e.absolute_path)))
        raise ConfigError(_one_line(error, where))


def _one_line(error, where):
    key = where + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error.absolute_path)
    rule, value = error.validator_value, error.instance
    match error.validator:
        case "additionalProperties":
            known = sorted(error.schema.get("properties", {}))
            unknown = sorted(set(value) - set(known), key=str)
            return f"{key}.{unknown[0]}: unknown key, allowed are {', '.join(known)}"
        case "required":
            missing = [name for name in rule if name not in value]
            return f"{key}.{missing[0]}: missing"
        case "exclusiveMinimum":
            return f"{key}: must be > {rule}, got {value}"
        case "minimum":
            return f"{key}: must be >= {rule}, got {value}"
        case "multipleOf":
            return f"{key}: must be a multiple of {rule}, got {value}"
        case "enum":
            return f"{key}: must be one of {', '.join(map(str, rule))}, got {value!r}"
        case "type" | "anyOf":
            expected = rule if isinstance(rule, str) else error.schema.get("description", "another type")
            hint = ""
            number = re.fullmatch(r"([+-]?\d+)(\.\d*)?[eE]\+?(-?\d+)", value) if isinstance(value, str) else None
            if number:
                exponent = number[3] if number[3].startswith("-") else "+" + number[3]
                hint = f" (YAML reads {value} as a string: write {number[1]}{number[2] or '.0'}e{exponent})"
            return f"{key}: expected {expected}, got {value!r}{hint}"
        case _:
            return f"{key}: {error.message.splitlines()[0]}"
