"""What is not allowed is refused, from Python with the words that a study file gets."""

import dataclasses
import math
from typing import Annotated, Literal, NamedTuple

import numpy as np
import pytest
from annotated_types import Ge, Lt, MultipleOf
from batches import KINDS, computed, point
from chains import KLEIN_GORDON, LANGEVIN, at_rest, disordered

from glassychains.config.declarations import checked, things
from glassychains.config.reading import ConfigError
from glassychains.declare import Count, Energy, Refused, accept, bounds, declared, divides, refused
from glassychains.dynamics import kicked
from glassychains.models.dnls import Dnls
from glassychains.models.oscillators import highest_frequency
from glassychains.models.rotor import Rotor
from glassychains.models.spins import Spins
from glassychains.stages.linear import linear
from glassychains.stages.ness import ness
from glassychains.stages.produce import produce
from glassychains.stages.spread import spread
from glassychains.stages.thermalize import thermalize


def in_a_study(kind, without=(), **changed):
    """What a study file is told that says this, without where it stands; None if it is allowed."""
    one = point(kind, **changed)
    parameters = {key: value for key, value in one.parameters.items() if key not in without}
    try:
        checked(one.stage, one.model, parameters, "here")
    except ConfigError as error:
        return str(error).removeprefix("here.")
    return None


@declared
class Shelf:
    """A declaration to try."""

    width: Energy
    count: Count = 1
    side: Literal["left", "right"] = "left"
    marks: list[Annotated[float, Ge(0)]] = dataclasses.field(default_factory=list)


@declared
class Pair(NamedTuple):
    """One that a kernel could take."""

    g: Energy
    periodic: bool = True
    PARTS = 2


class TestDeclared:
    def test_values_are_kept(self):
        one = Shelf(width=2.0, marks=[0.0, 1.0])
        assert (one.width, one.count, one.side, one.marks) == (2.0, 1, "left", [0.0, 1.0])
        assert Pair(0.7) == (0.7, True)
        assert Pair(g=0.7, periodic=False) == (0.7, False)
        assert Pair.PARTS == 2

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"width": 0.0}, "width: must be > 0, got 0.0"),
            ({"width": -1}, "width: must be > 0, got -1"),
            ({"width": math.inf}, "width: must be a finite number, got inf"),
            ({"width": math.nan}, "width: must be a finite number, got nan"),
            ({"count": 0}, "count: must be >= 1, got 0"),
            ({"side": "top"}, "side: must be one of left, right, got 'top'"),
            ({"marks": [1.0, -2.0]}, "marks: must be >= 0, got -2.0"),
        ],
    )
    def test_what_breaks_a_bound_is_refused(self, wrong, words):
        with pytest.raises(Refused) as error:
            Shelf(**{"width": 1.0} | wrong)
        assert str(error.value) == words
        assert f"{error.value.key}: {error.value.words}" == words
        assert isinstance(error.value, ValueError)

    def test_a_dataclass_has_keywords_only_and_stays_as_it_is(self):
        with pytest.raises(TypeError):
            Shelf(1.0)
        with pytest.raises(TypeError, match="width"):
            Shelf()
        with pytest.raises(dataclasses.FrozenInstanceError):
            Shelf(width=1.0).width = 2.0

    def test_a_tuple_checks_all_ways_to_make_it(self):
        for make in (lambda: Pair(-1.0), lambda: Pair(g=-1.0), lambda: Pair(-1.0, False)):
            with pytest.raises(Refused, match=r"^g: must be > 0, got -1\.0$"):
                make()

    def test_bounds_in_words(self):
        hint = Annotated[float, Ge(0), Lt(math.sqrt(0.5)), MultipleOf(0.25)]
        assert [words for words, _ in bounds(hint)] == [">= 0", "< 0.707107", "a multiple of 0.25"]
        assert refused(0.5, hint) is None
        assert refused(0.3, hint) == "must be a multiple of 0.25, got 0.3"
        assert refused(0.75, hint) == "must be < 0.707107, got 0.75"
        assert list(bounds(float)) == []

    def test_divides(self):
        assert divides(0.1, 0.3)
        assert divides(0.1, 1e6)
        assert not divides(0.1, 0.35)
        assert not divides(1.0, 0.4)


@pytest.mark.parametrize(
    ("make", "kind", "changed"),
    [
        (lambda: Rotor(g=-1), "relaxation", {"g": -1}),
        (lambda: Rotor(-0.5, periodic=False), "relaxation", {"g": -0.5}),
        (lambda: Rotor(0.0), "relaxation", {"g": 0.0}),
        (lambda: Rotor(math.nan), "relaxation", {"g": math.nan}),
        (lambda: Spins(J=0.9, h=np.zeros((16, 24))), "current of spins", {"J": 0.9}),
        (lambda: Spins(J=0.0, h=np.zeros((16, 24))), "current of spins", {"J": 0.0}),
        (lambda: Dnls(U=-1.0, g=1.0, eps=np.zeros((16, 8))), "packet of the DNLS chain", {"U": -1.0}),
        (lambda: Dnls(U=1.0, g=0.0, eps=np.zeros((16, 8))), "packet of the DNLS chain", {"g": 0.0}),
    ],
)
def test_models_refuse_in_the_words_of_a_study(make, kind, changed):
    with pytest.raises(Refused) as error:
        make()
    assert str(error.value) == in_a_study(kind, **changed)


WRONG = [
    ("thermal rotors", {"beta": 0.0}),
    ("thermal rotors", {"thermal_time": 0.01}),
    ("thermal rotors", {"thermal_dt": 1.2}),
    ("thermal rotors", {"friction": 0.0}),
    ("thermal rotors", {"length": 2}),
    ("thermal rotors", {"g": math.inf}),
    ("drawn spins", {"length": 9}),
    ("drawn spins", {"length": 2}),
    ("relaxation", {"dt": 0.0}),
    ("relaxation", {"dt": 1.2, "duration": 240.0}),
    ("relaxation", {"duration": 400.5}),
    ("relaxation", {"sample": 0}),
    ("relaxation", {"duration": math.nan}),
    ("relaxation with flips", {"flips": -0.1}),
    ("relaxation with flips", {"still": True}),
    ("activity", {"window": 300.0}),
    ("activity", {"traces": [-1.0]}),
    ("activity", {"traces": [390.0]}),
    ("activity", {"moment": 3}),
    ("current", {"block": 3.33}),
    ("profile", {"duration": 410.0}),
    ("tangent", {"vectors": 33}),
    ("tangent", {"vectors": 0}),
    ("tangent", {"block": 3.33}),
    ("tangent", {"traces": [390.0]}),
    ("tangent", {"flips": 0.1}),
    ("ness", {"bath_sites": 9}),
    ("ness", {"bath_sites": 0}),
    ("ness", {"bath_friction": -1.0}),
    ("ness", {"boundary": "periodic"}),
    ("ness", {"beta_right": -1.0}),
    ("packet of oscillators", {"scheme": "euler"}),
    ("packet of oscillators", {"boundary": "periodic"}),
    ("packet of oscillators", {"packet_sites": 150}),
    ("packet of oscillators", {"duration": 0.5}),
    ("packet of oscillators", {"per_decade": 0}),
    ("packet of the DNLS chain", {"scheme": "aba864"}),
    ("packet of the DNLS chain", {"packet_density": 0.0}),
    ("linear", {"beta_left": 0.0}),
    ("linear", {"flips": -1.0}),
    ("linear", {"boundary": "periodic"}),
    ("linear", {"pinning": [0.0, 1.0, 0.0, 1.0]}),
]


@pytest.mark.parametrize(("kind", "changed"), WRONG)
def test_stages_refuse_in_the_words_of_a_study(kind, changed):
    with pytest.raises(Refused) as error:
        computed(kind, **changed)
    words = in_a_study(kind, **changed)
    assert str(error.value) == words
    assert words.split(":")[0] in changed or words.startswith(("still", "duration", "pinning"))
    assert in_a_study(kind) is None


ROTOR, OPEN = Rotor(0.7), Rotor(0.7, periodic=False)
RUN = {"dt": 0.1, "duration": 400.0, "sample": 10}
CALLS = {
    "thermal rotors": (
        lambda **how: thermalize(ROTOR, length=16, replicas=16, seed="", **how),
        {"beta": 1.0, "thermal_time": 20.0} | LANGEVIN,
    ),
    "relaxation": (lambda **how: produce(ROTOR, at_rest(16), **how), RUN | {"record": "relaxation", "beta": 1.0}),
    "current": (lambda **how: produce(ROTOR, at_rest(16), **how), RUN | {"record": "current", "block": 20.0}),
    "ness": (
        lambda **how: ness(OPEN, at_rest(16), seed="", **how),
        RUN | {"block": 20.0, "beta_left": 1.0, "beta_right": 1.0, "bath_friction": 1.0},
    ),
    "packet of oscillators": (
        lambda **how: spread(disordered(KLEIN_GORDON, 161), length=161, replicas=16, seed="", **how),
        {"packet_sites": 3, "packet_density": 0.4, "dt": 0.5, "duration": 50.0, "per_decade": 5, "scheme": "aba864"},
    ),
    "linear": (
        lambda **how: linear(disordered(KLEIN_GORDON | {"pinning": [0.0, 1.0]}, 5), length=5, replicas=16, **how),
        {"beta_left": 1.0, "beta_right": 2.0, "bath_friction": 1.0},
    ),
}
"""How a stage is called, and the parameters that it needs."""


@pytest.mark.parametrize(
    ("kind", "key"), [(kind, key) for kind, (_, needed) in CALLS.items() for key in needed if key != "record"]
)
def test_a_missing_parameter_is_named_in_the_words_of_a_study(kind, key):
    """`beta` of a recorder is what the thermal start of a study needs, too, which is asked first there."""
    call, needed = CALLS[kind]
    with pytest.raises(Refused) as error:
        call(**{name: value for name, value in needed.items() if name != key})
    words = in_a_study(kind, without=[key])
    if (kind, key) == ("relaxation", "beta"):
        assert (str(error.value), words) == (
            "beta: missing, the recorder relaxation needs it",
            "beta: missing, the thermalize stage needs it",
        )
    else:
        assert str(error.value) == words


@pytest.mark.parametrize("kind", CALLS)
def test_a_parameter_of_another_stage_is_refused_in_the_words_of_a_study(kind):
    """And the call is told what it may say; a study has the keys of its points, model and start to choose from as well."""
    call, needed = CALLS[kind]
    stranger = "packet_sites" if KINDS[kind] != "spread" else "bath_friction"
    with pytest.raises(Refused) as error:
        call(**needed, **{stranger: 1})
    assert in_a_study(kind, **{stranger: 1}) == f"{stranger}: the {KINDS[kind]} stage does not take it"
    assert str(error.value).startswith(in_a_study(kind, **{stranger: 1}) + ", allowed are ")
    assert set(needed) <= set(str(error.value).rsplit("allowed are ", 1)[1].split(", "))


@pytest.mark.parametrize("kind", CALLS)
def test_an_unknown_parameter_is_refused(kind):
    call, needed = CALLS[kind]
    with pytest.raises(Refused, match=r"^hello: "):
        call(**needed, hello=1.0)
    assert in_a_study(kind, hello=1.0).startswith("hello: unknown key, allowed are ")


def test_a_chain_of_one_site_is_refused():
    """By a call from Python as by a study."""
    ring, chain = (
        f"length: {ends} chains need at least {sites} sites, got 1" for ends, sites in (("periodic", 3), ("free", 2))
    )
    with pytest.raises(Refused, match=f"^{ring}$"):
        thermalize(ROTOR, length=1, replicas=16, seed="", **CALLS["thermal rotors"][1])
    with pytest.raises(Refused, match=f"^{ring}$"):
        produce(ROTOR, at_rest(1), **CALLS["relaxation"][1])
    with pytest.raises(Refused, match=f"^{chain}$"):
        linear(disordered(KLEIN_GORDON, 5), length=1, replicas=16, **CALLS["linear"][1])
    for kind, words in (("thermal rotors", ring), ("relaxation", ring), ("linear", chain)):
        assert in_a_study(kind, length=1) == words


@pytest.mark.parametrize("wrong", [{"record": "nothing"}, {"dt": "a"}, {"sample": 1.5}, {"still": 1}, {"dt": float("nan")}])
def test_wrong_names_and_types_are_refused_with_the_words_of_a_study(wrong):
    key = next(iter(wrong))
    with pytest.raises(Refused) as refused:
        produce(ROTOR, at_rest(8), **CALLS["relaxation"][1] | wrong)
    assert str(refused.value) == in_a_study("relaxation", **wrong)
    assert refused.value.key == key


def test_replicas_fill_groups_of_lanes():
    with pytest.raises(Refused, match=r"^replicas: must be a multiple of 16, got 20$"):
        thermalize(ROTOR, length=8, replicas=20, seed="", **CALLS["thermal rotors"][1])


@pytest.mark.parametrize("g", [0.1, 0.7, 3.0])
@pytest.mark.parametrize(("kind", "key"), [("thermal rotors", "thermal_dt"), ("relaxation", "dt")])
def test_verlet_steps_are_refused_beyond_two_over_the_highest_frequency(kind, key, g):
    limit = 2 / (2 * math.sqrt(g))
    for factor in (0.99, 1.01):
        dt = factor * limit
        changed = {"g": g, key: dt} | ({"thermal_time": 10 * dt} if key == "thermal_dt" else {"duration": 10 * dt, "sample": 1})
        words = in_a_study(kind, **changed)
        assert (words is None) == (factor < 1)
        if words is None:
            computed(kind, **changed)
        else:
            assert words.startswith(f"{key}: must be at most {limit:.3g}, beyond which the linear chain is unstable, got ")
            with pytest.raises(Refused) as error:
                computed(kind, **changed)
            assert str(error.value) == words


@pytest.mark.parametrize("scheme", kicked.SCHEMES)
def test_splittings_are_refused_beyond_their_own_limit(scheme):
    limit = kicked.stable_phase(scheme) / highest_frequency(KLEIN_GORDON)
    for factor in (0.98, 1.01):
        dt = factor * limit
        changed = {"scheme": scheme, "dt": dt, "duration": 5 * dt, "packet_density": 1e-6}
        words = in_a_study("packet of oscillators", **changed)
        assert (words is None) == (factor < 1)
        if words is None:
            computed("packet of oscillators", **changed)
        else:
            assert words == f"dt: must be at most {limit:.3g}, beyond which the linear chain is unstable, got {dt}"
            with pytest.raises(Refused) as error:
                computed("packet of oscillators", **changed)
            assert str(error.value) == words


def test_accept_returns_what_each_module_declares():
    relaxation, flips = things("recorder")["relaxation"], things("disturbance")["flips"]
    found = accept("a test", [relaxation, flips], {"beta": 2.0, "flips": None}, physics=None)
    assert found == [relaxation.Parameters(beta=2.0), flips.Parameters(flips=0.0)]
