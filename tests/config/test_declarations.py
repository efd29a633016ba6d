"""What is declared: every key of every study has an owner, a description and a place in the schema."""

import itertools

import jsonschema
import pytest
from conftest import ROOT

from glassychains.config import claims, declarations, ledgers, reading, studies
from glassychains.declare import hints

TIERS = {"quick": [], "standard": ["standard"], "review": ["review"]}
FILES = studies.files(ROOT)
ROWS = declarations.keys()


def laid(tier):
    overlays = [ROOT / f"config/{name}.yaml" for name in TIERS[tier]]
    return studies.load(reading.load_config(overlays, ROOT), ROOT)


@pytest.fixture(scope="module")
def known():
    return laid("quick")


def keys_of(raw):
    """Names of parameters that a file of studies says, its tiers included."""
    for section in (raw, *raw.get("tiers", {}).values()):
        for mapping in (section.get("parameters", {}), *section.get("sweep", [])):
            yield from mapping


def test_every_key_of_every_study_is_declared():
    declared = {key for _, _, key, *_ in ROWS}
    for id, (_, path) in FILES.items():
        assert set(keys_of(reading.load_yaml(path))) <= declared, id


def test_every_schema_key_has_a_description():
    for kind, who, key, type_, *_, text in ROWS:
        assert text and type_, (kind, who, key)
    for cls in (studies.Config, studies.StudyFile, ledgers.Figure, *vars(claims).values()):
        for name, field in getattr(cls, "model_fields", {}).items():
            assert field.description, (cls, name)


def test_keys_say_type_bounds_unit_and_default():
    rows = {(who, key): tuple(rest) for _, who, key, *rest, _ in ROWS}
    assert rows["rotor", "g"] == ("number", "> 0", "energy", None)
    assert rows["every point", "batch"] == ("integer", ">= 1", "", None)
    assert rows["every point", "replicas"] == ("integer", ">= 1", "", 0)
    assert rows["rotor", "boundary"] == ("one of", "periodic, free", "", None)
    assert rows["oscillators", "pinning"][0] == "list of numbers"
    assert rows["produce", "record"] == ("one of", ", ".join(declarations.things("recorder")), "", None)
    assert rows["produce", "still"] == ("boolean", "", "", False)
    assert rows["flips", "flips"] == ("number", ">= 0", "1 / model time", 0.0)


@pytest.mark.parametrize("tier", TIERS)
def test_the_schema_accepts_every_point(tier):
    schema = declarations.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    points = [one for study in laid(tier).values() for chosen in study.points for one in chosen.lineage()]
    assert len(points) > 100
    for point in points:
        for parameters in (point.parameters, point.parameters | {"replicas": point.replicas}):
            assert not [error.message for error in validator.iter_errors(parameters)], point


@pytest.mark.parametrize(
    "wrong",
    [
        {"gee": 1.0},
        {"g": -1.0},
        {"g": "1"},
        {"batch": 0},
        {"boundary": "open"},
        {"pinning": 1.0},
        {"still": 1},
        {"length": 8.5},
    ],
    ids=str,
)
def test_the_schema_refuses(known, wrong):
    validator = jsonschema.Draft202012Validator(declarations.schema())
    point = known["relaxation"].points[0].parameters
    assert validator.is_valid(point)
    (error,) = validator.iter_errors(point | wrong)
    (key,) = wrong
    assert key in error.message if key == "gee" else list(error.absolute_path) == [key]


def test_no_two_owners_of_a_parameter_disagree_about_its_type():
    """A file of studies does not say whose parameter it means."""
    owners = {}
    for kind in declarations.ROOMS:
        for name, module in declarations.things(kind).items():
            for key, hint in hints(module.Parameters).items():
                owners.setdefault(key, []).append((name, declarations.in_words(hint)[0]))
    for key, found in owners.items():
        assert len({type_ for _, type_ in found}) == 1, (key, found)


def test_points_that_differ_in_the_size_of_numbers_share_a_branch(known):
    """And only those: what is switched on, which terms there are, which scheme."""
    points = known["packets"].points
    assert len({declarations.branch(point) for point in points}) == 1
    others = [*known["schemes"].points, *known["dnls-packets"].points, *known["relaxation"].points]
    kinds = {declarations.branch(point) for point in others}
    assert len(kinds) == len({point.parameters["scheme"] for point in known["schemes"].points}) + 2
    for one, other in itertools.combinations(known["noise"].points, 2):
        assert declarations.branch(one) == declarations.branch(other)
    assert declarations.branch(known["noise"].points[0]) != declarations.branch(known["greenkubo"].points[0])
