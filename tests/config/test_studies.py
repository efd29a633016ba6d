"""Studies: from YAML to points, and from what is wrong to one line that names the key and says what is allowed."""

import copy

import pytest
import yaml
from conftest import ROOT, TINY

from glassychains.config import ledgers, reading, studies
from glassychains.config.declarations import things
from glassychains.config.reading import ConfigError
from glassychains.dynamics.composition import WEIGHTS
from glassychains.dynamics.splitting import SCHEMES
from glassychains.runs.points import point_of
from glassychains.runs.study import study_of


@pytest.fixture
def root(tmp_path):
    """A project folder with a room for a study `tiny`, a study `ring` that it may use, and one configuration with a layer."""
    (tmp_path / "config/my").mkdir(parents=True)
    (tmp_path / "config/my/ring.yaml").write_text(yaml.safe_dump(TINY))
    (tmp_path / "config/larger.yaml").write_text("tier: larger\nlayers: [larger]\n")
    return tmp_path


def load(root, study, overlay=None, **config):
    (root / "config/my/tiny.yaml").write_text(yaml.safe_dump(study))
    return studies.load({"tier": "quick", "studies": {"tiny": overlay} if overlay else {}} | config, root)["tiny"]


def with_(**parameters):
    study = copy.deepcopy(TINY)
    study["parameters"] |= parameters
    return study


def driven(**parameters):
    """A study of the ness stage; a parameter that is None is left out."""
    baths = {"beta_left": 0.8, "beta_right": 1.2, "bath_friction": 1.0, "bath_sites": 1, "block": 50.0, "boundary": "free"}
    study = with_(**baths)
    del study["parameters"]["record"]
    chosen = {key: value for key, value in (study["parameters"] | parameters).items() if value is not None}
    return study | {"stage": "ness", "analysis": "fourier", "uses": ["ring"], "parameters": chosen}


PACKET = {
    "about": "A packet",
    "stage": "spread",
    "model": "oscillators",
    "analysis": "packets",
    "parameters": {
        "pinning": [0.0, 1.0, 0.0, 1.0],
        "coupling": [0.0, 0.25],
        "boundary": "free",
        "disorder": 0.5,
        "length": 64,
        "scheme": "aba864",
        "dt": 0.5,
        "duration": 10.0,
        "per_decade": 5,
        "packet_sites": 1,
        "batch": 16,
    },
    "sweep": [{"packet_density": [0.1, 0.4]}],
}
SPINS = {
    "about": "Spins",
    "stage": "produce",
    "model": "spins",
    "analysis": "spins",
    "parameters": {"length": 8, "dt": 0.2, "duration": 40.0, "sample": 10, "record": "current", "block": 4.0, "batch": 16},
    "sweep": [{"J": [0.2, 0.4]}],
}
QUANTUM = {
    "about": "Levels of spins 1/2",
    "stage": "diagonalize",
    "model": "heisenberg",
    "analysis": "heisenberg",
    "parameters": {"length": 6, "boundary": "periodic", "measure": "levels", "middle": 0.5, "cut": 3, "batch": 5},
    "sweep": [{"W": [1.0, 2.0]}],
}


def other(study, stage=None, model=None, **parameters):
    """A study with other parameters; one that is None is left out."""
    chosen = {key: value for key, value in (study["parameters"] | parameters).items() if value is not None}
    return study | {"parameters": chosen, "stage": stage or study["stage"], "model": model or study["model"]}


WRONG = {
    "model": (other(PACKET, model="toda"), r"studies\.tiny\.model: must be one of .*, rotor, .*, got 'toda'"),
    "stage of the model": (
        other(PACKET, stage="ness"),
        r"sweep\[0\]\.(scheme|per_decade|packet_sites|packet_density): the ness stage does not take it",
    ),
    "model without the stage": (
        other(SPINS, stage="ness"),
        r"studies\.tiny\.stage: the stages that run the model spins are produce, thermalize, got ness",
    ),
    "scheme": (other(PACKET, scheme="euler"), r"\.scheme: of the model oscillators must be one of verlet, .*, got 'euler'"),
    "duration of a packet": (other(PACKET, duration=10.25), r"\.duration: must be a multiple of dt = 0\.5 .*, got 10\.25"),
    "packet in a ring": (other(PACKET, boundary="periodic"), r"\.boundary: the spread stage takes chains with free ends"),
    "no coupling": (other(PACKET, coupling=[0.0, 0.0]), r"\.coupling: the last coefficient"),
    "disorder of nothing": (other(PACKET, pinning=[0.0, 0.0, 0.0, 1.0]), r"\.disorder: it multiplies the second coefficient"),
    "pinning of rotors": (with_(pinning=[0.0, 1.0]), r"\.pinning: the model rotor does not take it"),
    "odd ring of spins": (other(SPINS, length=7), r"\.length: even and odd spins .*, got 7"),
    "temperature of spins": (other(SPINS, beta=1.0), r"\.beta: the model spins does not take it"),
    "J": (SPINS | {"sweep": [{"J": 0.8}]}, r"\.J: must be < 0\.7\d*, got 0\.8"),
    "measure": (other(QUANTUM, measure="tea"), r"\.measure: must be one of .*levels.*, got 'tea'"),
    "odd chain of spins 1/2": (other(QUANTUM, length=7), r"\.length: must be even, .*, got 7"),
    "cut": (other(QUANTUM, cut=6), r"\.cut: must be less than length = 6, got 6"),
    "dense of levels": (other(QUANTUM, dense=[3]), r"\.dense: only the measure melting takes it"),
    "more states than memory": (
        other(QUANTUM, length=20),
        r"\.length: 20 sites would take 1\.37e\+03 GB of memory, more than the 64",
    ),
    "scheme of produce": (with_(scheme="verlet"), r"\.scheme: the produce stage does not take it"),
    "moment": (with_(moment=2), r"\.moment: only the recorder activity takes it"),
    "unknown parameter": (with_(gee=1.0), r"sweep\[0\]\.gee: unknown key, allowed are .*beta.*"),
    "g": (TINY | {"sweep": [{"g": -0.5}]}, r"studies\.tiny\.sweep\[0\]\.g: must be > 0, got -0.5"),
    "dt": (with_(dt=0.0), r"\.dt: must be > 0, got 0.0"),
    "beta": (with_(beta=0), r"\.beta: must be > 0, got 0"),
    "friction": (with_(friction=-1.0), r"\.friction: must be > 0"),
    "type": (with_(length="long"), r"\.length: expected integer, got 'long'"),
    "boolean is no number": (with_(beta=True), r"\.beta: expected number, got True"),
    "float length": (with_(length=8.5), r"\.length: expected integer, got 8.5"),
    "number in YAML": (with_(duration="1e6"), r"\.duration: expected number, got '1e6' \(YAML .* write 1\.0e\+6\)"),
    "another": (with_(duration="2.5e-3"), r"write 2\.5e-3"),
    "repeated value": (TINY | {"sweep": [{"g": [0.5, 0.5]}]}, r"sweep\[0\]: repeats the point g=0.5"),
    "repeated row": (TINY | {"sweep": [{"g": 0.5}, {"g": [1, 0.5]}]}, r"sweep\[1\]: repeats the point g=0.5"),
    "ring of two": (with_(length=2), r"\.length: periodic chains need at least 3 sites, got 2"),
    "chain of one": (with_(length=1, boundary="free"), r"\.length: free chains need at least 2 sites, got 1"),
    "boundary": (with_(boundary="open"), r"\.boundary: must be one of periodic, free, got 'open'"),
    "batch": (with_(batch=20), r"\.batch: must be a multiple of 16, got 20"),
    "samples": (with_(duration=200.5), r"\.duration: must be a multiple of sample \* dt = 1.0, got 200.5"),
    "missing": (TINY | {"parameters": {}}, r"sweep\[0\]\.\w+: missing"),
    "empty sweep": (TINY | {"sweep": []}, r"studies\.tiny\.sweep: "),
    "no model": ({k: v for k, v in TINY.items() if k != "model"}, r"studies\.tiny\.model: missing"),
    "unknown model": (TINY | {"model": "rotors"}, r"studies\.tiny\.model: must be one of .*rotor, .*, got 'rotors'"),
    "unknown analysis": (
        TINY | {"analysis": "magic"},
        r"studies\.tiny\.analysis: no chapter has a module analysis/magic\.py that analyses a study",
    ),
    "unknown key": (TINY | {"sweeep": []}, r"studies\.tiny\.sweeep: unknown key"),
    "infinite": (with_(duration=float("inf")), r"\.duration: must be a finite number, got inf"),
    "not a number": (TINY | {"sweep": [{"g": float("nan")}]}, r"\.g: must be a finite number, got nan"),
    "count as a float": (with_(sample=10.0), r"\.sample: expected integer, got 10.0"),
    "empty list": (TINY | {"sweep": [{"g": []}]}, r"sweep\[0\]\.g: an empty list stands for no point"),
    "no thermal step": (with_(thermal_time=0.01), r"\.thermal_time: must be at least one thermal_dt"),
    "recorder without its options": (with_(record="activity"), r"\.window: missing"),
    "option of another recorder": (with_(window=10.0), r"\.window: only the recorder activity takes it"),
    "option of another stage": (with_(beta_left=1.0), r"\.beta_left: the produce stage does not take it"),
    "block": (with_(record="current", block=2.5), r"\.block: must be a multiple of sample \* dt = 1.0, got 2.5"),
    "negative flips": (with_(flips=-0.1), r"\.flips: must be >= 0, got -0.1"),
    "still and flipped": (with_(flips=0.1, still=True), r"\.still: flips do not keep the total velocity at zero"),
    "still is no number": (with_(still=1), r"\.still: expected boolean, got 1"),
    "reservoir missing": (driven(beta_left=None), r"\.beta_left: missing, the ness stage needs it"),
    "reservoir's temperature": (driven(beta_right=0.0), r"\.beta_right: must be > 0, got 0.0"),
    "reservoir's friction": (driven(bath_friction=-1.0), r"\.bath_friction: must be >= 0, got -1.0"),
    "reservoirs overlap": (driven(bath_sites=5), r"\.bath_sites: reservoirs must not overlap on 8 sites, got 5 at each end"),
    "reservoirs on a ring": (
        driven(boundary="periodic"),
        r"\.boundary: a chain between reservoirs has free ends, got periodic",
    ),
    "blocks": (driven(block=30.0), r"\.duration: must be a multiple of block = 30.0, got 200.0"),
    "uses nothing": (driven() | {"uses": []}, r"\.uses: missing, the analysis fourier reads the tables of another study"),
    "uses": (TINY | {"uses": ["nope"]}, r"studies\.tiny\.uses: no study nope"),
    "trace past the end": (
        with_(record="activity", window=10.0, traces=[0.0, 190.0], trace_length=20.0),
        r"\.traces: each must end before the duration 200.0",
    ),
    "helper as analysis": (
        TINY | {"analysis": "estimates"},
        r"\.analysis: no chapter has a module .*estimates\.py that analyses",
    ),
    "mixed keys": (with_(**{"zz": 1}) | {1: 2}, r"studies\.tiny\.1: unknown key, allowed are about, .*"),
    "not a mapping": ([1], r"studies\.tiny: expected mapping, got \[1\]"),
    "packet wider than its window": (
        other(PACKET, packet_sites=33),
        r"\.packet_sites: must be at most 32 in a window of 64, got 33",
    ),
    "unstable step of a packet": (
        other(PACKET, dt=2.5),
        r"\.dt: must be at most 1\.99, beyond which the linear chain .*, got 2\.5",
    ),
    "unstable step of rings": (
        with_(dt=1.25),
        r"\.dt: must be at most 1, beyond which the linear chain is unstable, got 1\.25",
    ),
    "unstable step between reservoirs": (driven(dt=1.25, duration=250.0), r"\.dt: must be at most 1, .*, got 1\.25"),
    "unstable thermal step": (with_(thermal_dt=1.25), r"\.thermal_dt: must be at most 1, .*, got 1\.25"),
    "a batch without end": (with_(batch=16000000000), r"\.batch: must be at most 125000000, .*GB of memory.*, got 16000000000"),
    "a chain without end": (
        with_(length=16000000000),
        r"\.length: must be at most 62500000, .*GB of memory.*, got 16000000000",
    ),
    "more batches than have numbers": (with_(replicas=160001), r"\.replicas: must be at most 160000, .*batches, got 160001"),
    "unknown recorder": (with_(record="energy"), r"\.record: must be one of .*relaxation, .*got 'energy'"),
    "list as recorder": (with_(record=["relaxation"]), r"\.record: must be one of .*, got \['relaxation'\]"),
    "number as key": (with_() | {"sweep": [{1: 2}]}, r"sweep\[0\]\.1: unknown key, allowed are batch, .*"),
    "pattern as analysis": (TINY | {"analysis": "relax*"}, r"\.analysis: no chapter has a module analysis/relax\*\.py"),
    "unknown tier section": (
        TINY | {"tiers": {"huge": {}}},
        r"\.tiers\.huge: no configuration has this layer, known are larger",
    ),
    "key of a tier section": (
        TINY | {"tiers": {"larger": {"swep": []}}},
        r"studies\.tiny\.tiers\.larger\.swep: unknown key, allowed are about, .*, sweep, uses",
    ),
    "tier section": (TINY | {"tiers": {"larger": [1]}}, r"studies\.tiny\.tiers\.larger: expected mapping, got \[1\]"),
    "uses itself": (driven() | {"uses": ["tiny"]}, r"studies\.tiny\.uses: no study may need its own tables"),
}


@pytest.mark.parametrize("study, message", WRONG.values(), ids=WRONG)
def test_wrong_studies_get_one_line_that_names_the_key(root, study, message):
    with pytest.raises(ConfigError, match=message) as caught:
        load(root, study)
    assert "\n" not in str(caught.value)


def test_a_study_that_needs_its_own_tables_through_another_is_refused(root):
    (root / "config/my/ring.yaml").write_text(yaml.safe_dump(driven() | {"uses": ["tiny"]}))
    with pytest.raises(ConfigError, match=r"studies\.(ring|tiny)\.uses: no study may need its own tables"):
        load(root, driven())


def test_a_driven_chain_is_allowed(root):
    point = load(root, driven()).points[0]
    chosen = point.parameters
    assert (chosen["block"], chosen["beta_left"], chosen["bath_sites"]) == (50, 0.8, 1)
    assert point.identity(0).items() >= chosen.items()
    assert point.start().parameters.keys() == {*load(root, TINY).points[0].start().parameters}


def test_free_chain_of_two_is_allowed(root):
    assert load(root, with_(length=2, boundary="free")).points[0].parameters["length"] == 2


@pytest.mark.parametrize(
    "study",
    [
        other(PACKET, packet_sites=32),
        other(PACKET, dt=1.9, duration=19.0),
        with_(dt=1.0),
        with_(thermal_dt=1.0),
        with_(replicas=160000),
    ],
)
def test_what_is_just_allowed(root, study):
    assert load(root, study).points


@pytest.mark.parametrize(
    "config, message",
    [
        ({"tier": "quick", "cores": 3}, r"config\.cores: unknown key, allowed are layers, studies, tier"),
        ({"studies": {}}, r"config\.tier: missing"),
        ({"tier": "../x"}, r"config\.tier: "),
        ({"tier": "quick", "studies": {"tiny": 3}}, r"config\.studies\.tiny: expected mapping, got 3"),
        ({"tier": "quick", "studies": {"nope": {}}}, r"studies\.nope: no file nope\.yaml in config/\*/studies or config/my"),
        ({"tier": "quick", "layers": ["huge"]}, r"config\.layers: each must be one of larger, got 'huge'"),
        ({"tier": "quick", "layers": "larger"}, r"config\.layers: expected list, got 'larger'"),
        ({"tier": "quick", 1: 2}, r"config\.1: unknown key, allowed are layers, studies, tier"),
        ({"tier": "quick", "studies": {"ring": {"uses": ["zzz"]}}}, r"studies\.ring\.uses: no study zzz"),
        ({"tier": "quick", "studies": {"ring": {"tiers": {"zz": {}}}}}, r"studies\.ring\.tiers\.zz: no configuration has"),
    ],
)
def test_wrong_configurations(root, config, message):
    with pytest.raises(ConfigError, match=message) as caught:
        studies.load(config, root)
    assert "\n" not in str(caught.value)


def test_repeated_yaml_key(root):
    (root / "config/my/tiny.yaml").write_text("about: a\nabout: b\n")
    with pytest.raises(ConfigError, match=r"tiny\.yaml: .*'about' is repeated"):
        studies.load({"tier": "quick"}, root)


@pytest.mark.parametrize("content", [b"- a\n- b\n", b"\xff\xfe\x00", b"tier: [\n"])
def test_unreadable_overlays_are_named(tmp_path, content):
    overlay = tmp_path / "mine.yaml"
    overlay.write_bytes(content)
    with pytest.raises(ConfigError, match=r"mine\.yaml: "):
        reading.load_config([overlay], ROOT)
    with pytest.raises(ConfigError, match=r"absent\.yaml: "):
        reading.load_config([tmp_path / "absent.yaml"], ROOT)


def test_two_studies_of_one_name_in_different_rooms_are_refused(root):
    for chapter in ("rotor", "transport"):
        (root / f"config/{chapter}/studies").mkdir(parents=True)
        (root / f"config/{chapter}/studies/one.yaml").write_text(yaml.safe_dump(TINY))
    with pytest.raises(ConfigError, match=r"config/transport/studies/one\.yaml: there is a study one in rotor already"):
        studies.load({"tier": "quick"}, root)
    (root / "config/transport/studies/one.yaml").rename(root / "config/my/one.yaml")
    with pytest.raises(ConfigError, match=r"config/my/one\.yaml: there is a study one in rotor already"):
        studies.load({"tier": "quick"}, root)


def test_a_study_of_ones_own_needs_no_chapter(root):
    """It may use the analysis of any, and goes by that of the chapter in which it stands where several have one."""
    study = load(root, TINY)
    assert (study.chapter, study.analysis) == ("my", "chapters.rotor.analysis.relaxation")
    assert studies.chapters(root) == []
    (root / "config/my/studies").mkdir()
    assert studies.chapters(root) == []


def test_rows_multiply_out(root):
    points = load(root, TINY | {"sweep": [{"g": [1, 0.5], "length": [4, 8]}, {"g": 0.25}]}).points
    assert [(p.parameters["g"], p.parameters["length"]) for p in points] == [(1, 4), (1, 8), (0.5, 4), (0.5, 8), (0.25, 8)]


def test_overlays_merge_deeply_and_replace_lists(root):
    study = load(root, TINY, {"parameters": {"beta": 2.0}, "sweep": [{"g": 0.125}]})
    assert [p.parameters["g"] for p in study.points] == [0.125]
    assert study.points[0].parameters["beta"] == 2.0
    assert study.points[0].parameters["length"] == 8


def test_paths_depend_on_bits_and_on_nothing_else(root):
    base = load(root, TINY).points[0]
    assert load(root, with_(replicas=1000)).points[0].path(0) == base.path(0)
    assert load(root, with_(beta=1)).points[0].path(0) == base.path(0)  # an integer where a float is meant
    assert load(root, TINY | {"about": "Else", "sweep": [{"g": 1.0}]}).points[0].path(0) == base.path(0)
    for change in ({"dt": 0.05}, {"batch": 32}, {"friction": 2.0}, {"stream": "x"}, {"duration": 400.0}):
        assert load(root, with_(**change)).points[0].path(0) != base.path(0)
    assert base.path(0).parent.name.startswith("g=1.0_beta=1.0_length=8_dt=0.1-")


def test_seeds_depend_on_names_and_values_only(root):
    one, two = load(root, TINY).points
    assert one.start().seed(0) != two.start().seed(0)
    assert one.start().seed(0) != one.start().seed(1)
    alone = load(root, TINY | {"sweep": [{"g": 0.5}]}).points[0]
    assert alone.start().seed(0) == two.start().seed(0)
    shared = load(root, with_(stream="common")).points
    assert shared[0].start().seed(0) == shared[1].start().seed(0)


def test_replicas_are_rounded_up_to_batches(root):
    assert load(root, with_(replicas=17)).points[0].batches == 2
    assert load(root, TINY).points[0].batches == 1


def test_summaries_and_identities_round_trip(root):
    study = load(root, TINY)
    assert study_of(study.summary()) == study
    point = study.points[0]
    assert point_of(point.identity(3)).identity(3) == point.identity(3)
    assert point_of(point.identity(3)).seed(3) == point.seed(3)


def test_layers_are_laid_on_in_their_order_below_the_changes_of_the_configuration(root):
    (root / "config/largest.yaml").write_text("layers: [larger, largest]\n")
    tiers = {
        "larger": {"parameters": {"beta": 2.0, "dt": 0.05}, "sweep": [{"g": 0.25}]},
        "largest": {"parameters": {"dt": 0.025, "sample": 8}},
    }
    study = TINY | {"tiers": tiers}

    def found(*layers, overlay=None):
        return [
            tuple(p.parameters[key] for key in ("g", "beta", "dt", "sample"))
            for p in load(root, study, overlay, layers=list(layers)).points
        ]

    assert found() == [(1.0, 1.0, 0.1, 10), (0.5, 1.0, 0.1, 10)]
    assert found("larger") == [(0.25, 2.0, 0.05, 10)]
    assert found("larger", "largest") == [(0.25, 2.0, 0.025, 8)]
    assert found("largest", "larger") == [(0.25, 2.0, 0.05, 8)]
    assert found("larger", overlay={"parameters": {"beta": 3.0}}) == [(0.25, 3.0, 0.05, 10)]


def laid(*overlays):
    """Studies with overlays, reading them as the workflow does."""
    return studies.load(reading.load_config([ROOT / f"config/{name}.yaml" for name in overlays], ROOT), ROOT)


@pytest.mark.parametrize("tier", ["quick", "standard", "review"])
def test_the_tiers_load(tier):
    overlays = [] if tier == "quick" else [ROOT / f"config/{tier}.yaml"]
    config = reading.load_config(overlays, ROOT)
    known = studies.load(config, ROOT)
    claims = ledgers.claims(known, ROOT)
    assert config["tier"] == tier
    assert ledgers.figures(known, claims, ledgers.rules(ROOT), ROOT)


def test_the_review_tier_is_the_standard_one_with_sections_of_its_own():
    """config/review.yaml alone: whatever has no section `review` stays as in the standard tier."""
    review, standard, quick = laid("review"), laid("standard"), laid()
    assert laid("standard", "review") == review
    own = {id for id, (_, path) in studies.files(ROOT).items() if "review" in reading.load_yaml(path).get("tiers", {})}
    assert own and {id for id in review if review[id] != standard[id]} == own
    for id in own:
        raw = reading.load_yaml(studies.files(ROOT)[id][1])
        merged = reading.merge(reading.merge(raw, raw["tiers"]["standard"]), raw["tiers"]["review"])
        by_hand = studies.load({"tier": "x", "studies": {id: {key: merged[key] for key in ("parameters", "sweep")}}}, ROOT)
        assert by_hand[id] == review[id]
    assert {id for id in standard if standard[id] != quick[id]} > own


def test_schemes_are_those_of_the_dynamics(root):
    """Any that the family of the model has, and no other."""
    dnls = {"pinning": None, "coupling": None, "boundary": None, "U": 0.36, "g": 1.0, "disorder": 4.0}
    assert not SCHEMES.keys() & WEIGHTS.keys()
    for study, known in ((PACKET, SCHEMES), (other(PACKET, model="dnls", **dnls), WEIGHTS)):
        for scheme in known:
            assert load(root, other(study, scheme=scheme)).points[0].parameters["scheme"] == scheme
        for scheme in {*SCHEMES, *WEIGHTS} - {*known}:
            with pytest.raises(ConfigError, match=rf"\.scheme: .* one of {', '.join(known)}, got '{scheme}'"):
                load(root, other(study, scheme=scheme))
    found = {
        path.stem for path in (ROOT / "src/glassychains/models").glob("*.py") if "\ndef from_parameters" in path.read_text()
    }
    assert found == set(things("model"))


def test_packets_and_spins_load(root):
    """Lists of coefficients are no sweeps, and a packet starts from no thermal state."""
    points = load(root, PACKET).points
    assert [point.parameters["packet_density"] for point in points] == [0.1, 0.4]
    assert points[0].parameters["pinning"] == [0.0, 1.0, 0.0, 1.0]
    assert points[0].lineage() == (points[0],)
    assert points[0].realizations(2)[0] == "oscillators disorder, 64 sites, realization 32"
    assert len({*points[0].realizations(0), *points[0].realizations(1)}) == 32
    spins = load(root, SPINS).points
    assert [point.stage for point in spins[0].lineage()] == ["thermalize", "produce"]
    assert spins[0].start().parameters == {"J": 0.2, "length": 8, "batch": 16}


def test_standard_uses_every_batch_of_quick():
    quick, standard = (
        {path for study in known.values() for point in study.points for path in point.paths()}
        for known in (laid(), laid("standard"))
    )
    assert quick < standard
