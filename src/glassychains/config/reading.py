"""From YAML files to one configuration, and from what is wrong with it to one line."""

import re
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError


class ConfigError(Exception):
    """Something in config/ is wrong. The message, one line, names the key and what is allowed."""


class Strict(BaseModel):
    """A mapping without unknown keys; fields are described by their docstrings."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True, frozen=True)


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """A safe loader that refuses a repeated key, where YAML would silently keep the last."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is repeated", node.start_mark)
        return super().construct_mapping(node, deep)


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


def merge(base, over):
    """`base` with `over` laid on it: mappings are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def load_config(overlays=(), root="."):
    """The default configuration with overlay files laid on top, as `snakemake --configfile` does it.

    Raises
    ------
    ConfigError
        A file is not YAML, repeats a key, or is no mapping.
    """
    config = load_yaml(Path(root) / "config/config.yaml")
    for path in overlays:
        overlay = load_yaml(path)
        if not isinstance(overlay, dict):
            raise ConfigError(f"{path}: expected a mapping of tier, layers and studies")
        config = merge(config, overlay)
    return config


def validated(kind, value, where):
    """`value` as a pydantic model or any other type that pydantic knows.

    Raises
    ------
    ConfigError
        One line: the key, what is wrong, what is allowed.
    """
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError as error:
        raise ConfigError(one_line(error, where, kind)) from None


NAMES = {"float": "number", "int": "integer", "bool": "boolean", "string": "string", "list": "list", "dict": "mapping"}
UNKNOWN = ("extra_forbidden", "invalid_key")
COMPARISONS = {"greater_than": ">", "greater_than_equal": ">=", "less_than": "<", "less_than_equal": "<="}


def one_line(error, where, kind=None):
    """The most telling of the errors that pydantic found, in one line."""
    found = min(error.errors(), key=lambda e: (e["type"] not in UNKNOWN, -len(e["loc"])))
    *above, last = found["loc"] or ("",)
    key = where + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in above)
    if last != "":
        key += f"[{last}]" if isinstance(last, int) and found["type"] not in UNKNOWN else f".{last}"
    return f"{key}: {words(found, kind)}"


def words(found, kind=None):
    """What is wrong and what is allowed, for one error of pydantic."""
    value, rule = found["input"], found.get("ctx", {})
    what = found["type"]
    if what in UNKNOWN:
        known = sorted(getattr(kind, "model_fields", {}).keys() - {"chapter"})  # which the folder says
        return f"unknown key, allowed are {', '.join(known)}" if known else "unknown key"
    if what == "missing":
        return "missing"
    if what in COMPARISONS:
        return f"must be {COMPARISONS[what]} {next(iter(rule.values())):g}, got {value}"
    if what == "multiple_of":
        return f"must be a multiple of {rule['multiple_of']:g}, got {value}"
    if what == "finite_number":
        return f"must be a finite number, got {value}"
    if what in ("literal_error", "enum", "union_tag_invalid"):
        allowed = rule.get("expected") or rule.get("expected_tags", "")
        return f"must be one of {allowed.replace(chr(39), '').replace(' or ', ', ')}, got {rule.get('tag', value)!r}"
    if what == "too_short":
        return f"must have at least {rule['min_length']} {'entry' if rule['min_length'] == 1 else 'entries'}, got {value}"
    if what == "string_pattern_mismatch":
        return f"must match {rule['pattern']}, got {value!r}"
    name = NAMES.get(what.removesuffix("_type").removesuffix("_parsing"))
    if what.startswith("model_type") or name is None:
        name = "mapping" if what.startswith("model") else None
    return f"expected {name}, got {value!r}{_hint(value)}" if name else f"{found['msg']}, got {value!r}"


def _hint(value):
    """How to write a number that YAML reads as a string."""
    number = re.fullmatch(r"([+-]?\d+)(\.\d*)?[eE]\+?(-?\d+)", value) if isinstance(value, str) else None
    if not number:
        return ""
    exponent = number[3] if number[3].startswith("-") else "+" + number[3]
    return f" (YAML reads {value} as a string: write {number[1]}{number[2] or '.0'}e{exponent})"
