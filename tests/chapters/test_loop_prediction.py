"""The prediction of packets on made-up packets that obey the equation, with the energies of thermal sites."""

from types import SimpleNamespace

import numpy as np
import pytest

from glassychains.chapters.loop.analysis import prediction
from glassychains.methods.diffusion import profile
from glassychains.methods.tables import Numbers, lookup
from glassychains.recorders.packet import features
from glassychains.runs.result import Result

LENGTH, FACTOR = 121, 1.86
TIMES = np.logspace(1, 5, 17)


def law(e):
    return 2e5 * e**4


def table(scale=1.0, shared=0.0):
    """D of `law`, times `scale`, as the study chain15 gives it; `shared` is the correlation of its errors."""
    numbers = Numbers()
    betas = ((2.5, 0.4), (10.0, 0.1), (50.0, 0.02), (70.0, 0.014), (100.0, 0.01))
    for beta, e in betas:
        numbers.add("energy", e, g0=0.125, beta=beta)
        numbers.add("diffusivity", scale * law(e), 0.1 * law(e), g0=0.125, beta=beta)
        numbers.add("ring_diffusivity", 1.1 * scale * law(e), 0.1 * law(e), g0=0.125, beta=beta)
        for other, _ in betas:
            numbers.add("covariance", 0.01 * ((beta == other) + shared * (beta != other)), g0=0.125, beta=beta, other=other)
    numbers.add("power_of_energy", 4.0, 0.1, g0=0.125)
    return {"chain15.numbers": numbers.table()}


def point(rng, factor=FACTOR, batches=8):
    """Packets of one site of 0.4 whose mean profile is that of `law`, each site's energy drawn around it."""
    x, mean = profile(law, 0.4, 1, TIMES, 61)
    shape = 1 / (factor - 1)
    records = []
    for _ in range(batches):
        density = mean * rng.gamma(shape, 1 / shape, (16, len(TIMES), len(x)))
        density *= 0.4 / density.sum(-1, keepdims=True)
        found = [features(density[:, k], 4) for k in range(len(TIMES))]
        variables = {name: (("replica", "time"), np.stack([one[name] for one in found], 1), {}) for name in found[0]}
        variables["density"] = ("time", "site"), density.mean(0), {}
        variables["time"] = "time", TIMES, {}
        records.append(Result(variables))
    p = {"packet_density": 0.4, "packet_sites": 1, "length": LENGTH, "batch": 16}
    p |= {"pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25], "disorder": 0.5}
    return SimpleNamespace(parameters=p, records=records)


@pytest.fixture(scope="module")
def analysed():
    rng = np.random.default_rng(5)
    study = SimpleNamespace(points=[point(rng)])
    patch = pytest.MonkeyPatch()
    patch.setattr(prediction, "read_point", lambda point: point.records)
    fewer = {"DRAWS": 300, "CHAIN": 200, "AT": (1e4, 1e5), "STARTS": (1e3, 1e4), "LAWS": prediction.LAWS[:2]}
    for name, value in fewer.items():
        patch.setattr(prediction, name, value)
    yield prediction.analyse(study, table())
    patch.undo()


def test_packets_that_obey_the_equation_grow_as_predicted(analysed):
    curves, numbers = analysed
    for begin in (1e3, 1e4):
        value, error = lookup(numbers, f"growth(energy=0.4,sites=1,begin={begin:g},end={10 * begin:g})")
        assert abs(value - 1) < 3 * error < 0.8
        value, error = lookup(numbers, f"core_drop(energy=0.4,sites=1,begin={begin:g},end={10 * begin:g})")
        assert abs(value - 1) < 3 * error < 1.2
    value, error = lookup(numbers, "growth_change(energy=0.4,sites=1,begin=1e4,end=1e5)")
    assert abs(value) < 3 * error < 1
    value, error = lookup(numbers, "exponent_minus_predicted(energy=0.4,sites=1,begin=1e4,end=1e5)")
    assert abs(value) < 3 * error < 0.2
    assert lookup(numbers, "exponent_predicted(energy=0.4,sites=1,begin=1e4,end=1e5)")[0] == pytest.approx(1 / 3, abs=0.01)
    assert abs(lookup(numbers, "exponent_difference")[0]) < 0.5
    assert lookup(numbers, "gls_factor")[0] == pytest.approx(1, abs=0.15)
    assert 1e-3 < lookup(numbers, "gls_p(law=equilibrium)")[0] < 1
    # packets of one width are their own mixture
    assert lookup(numbers, "mixture_growth(energy=0.4,sites=1,begin=1e4,end=1e5)")[0] == pytest.approx(1, abs=0.1)
    wrong = {
        name: lookup(numbers, f"growth_wrong(energy=0.4,sites=1,begin=1e4,end=1e5,with_D={name})")[0]
        for name in prediction.WRONG
    }
    assert wrong["constant"] < 0.3 and abs(wrong["e4"] - 1) < 0.3
    value, error = lookup(numbers, "m2_over_beginning(energy=0.4,sites=1,t=1e5)")
    assert abs(value - 1) < 3 * error
    value, error = lookup(numbers, "growth_of_participation(energy=0.4,sites=1,begin=1e4,end=1e5)")
    assert abs(value - 1) < 3 * error
    value, error = lookup(numbers, "shape(energy=0.4,sites=1,t=1e5)")
    assert abs(value - 0.733) < 3 * error + 0.01
    assert lookup(numbers, "distance_to_barenblatt(energy=0.4,sites=1,t=1e5)")[0] < 0.05
    assert lookup(numbers, "gls_fit(law=power,parameter=d)")[0] == pytest.approx(2e5, rel=0.1)
    assert 1e-3 < lookup(numbers, "gls_p(law=power)")[0] < 1
    kinds = {"m2", "beginning", "continued", "participation", "thermal", "smooth", "profile", "profile_predicted", "growth"}
    assert kinds <= set(curves.kind)


def test_fluctuations_of_made_up_packets_are_found(analysed):
    _, numbers = analysed
    exact, _ = lookup(numbers, "exact_fluctuation")
    assert exact == pytest.approx(FACTOR, abs=0.03)
    value, error = lookup(numbers, "fluctuation(energy=0.4,sites=1,t=1e5)")
    # shares of a fixed energy fluctuate a little less than the energies, by some 1/P
    assert abs(value - FACTOR) < 3 * error + 0.1
    value, error = lookup(numbers, "compactness_over_thermal(energy=0.4,sites=1,t=1e5)")
    assert abs(value - 1) < 3 * error + 0.03 < 0.25
    assert lookup(numbers, "participation_over_thermal(energy=0.4,sites=1,t=1e5)")[0] == pytest.approx(1, abs=0.1)
    assert lookup(numbers, "compactness_over_smooth_profile(energy=0.4,sites=1,t=1e5)")[0] < 0.4


def test_a_diffusivity_that_is_wrong_by_three_is_noticed(rng, monkeypatch):
    one = point(rng)
    monkeypatch.setattr(prediction, "read_point", lambda point: point.records)
    run = prediction.Packets(one)
    for scale in (1 / 3, 3.0):
        wrong = prediction.Measured(table(scale)["chain15.numbers"], 0.125)
        value, error = run.by_batches(lambda keep, law=wrong.law: prediction.growth(run, law, 1e3, 1e4, keep)[0])
        assert abs(np.log(value)) > 0.25 and abs(value - 1) > 3 * error
    few = prediction.Packets(point(rng, batches=2))
    value, error = few.by_batches(lambda keep: prediction.growth(few, law, 1e3, 1e4, keep))
    assert np.isfinite(value).all() and np.isnan(error).all()


def test_errors_of_few_batches_are_those_of_student(rng):
    """Three errors of a mean of 4 batches cover as often as three standard errors, which without the factor they would not."""
    data = rng.normal(size=(20000, 4))
    parts = (data.sum(1, keepdims=True) - data) / 3
    error = np.array([prediction.batch_error(one) for one in parts])
    outside = (np.abs(data.mean(1)) > 3 * error).mean()
    assert 0.001 < outside < 0.005
    assert np.isnan(prediction.batch_error([]))


def test_a_middle_that_does_not_empty_is_noticed(rng, monkeypatch):
    """Packets whose m2 grows as predicted by means of their wings alone."""
    one = point(rng)
    monkeypatch.setattr(prediction, "read_point", lambda point: point.records)
    run = prediction.Packets(one)
    last, first = run.index(1e5), run.index(1e4)
    run.half[:, last, :4] = run.half[:, first, :4]
    (_, drop), (_, error) = run.by_batches(lambda keep: prediction.growth(run, law, 1e4, 1e5, keep))
    assert abs(drop) < 1e-9 and 1 - drop > 3 * error


def test_errors_of_temperatures_that_share_their_disorder_add_up():
    """Alike in all, they move log D everywhere by the same; independent, they average out between two temperatures."""
    e = np.array([0.2])
    errors = {}
    for shared in (0.0, 0.99):
        measured = prediction.Measured(table(shared=shared)["chain15.numbers"], 0.125)
        errors[shared] = measured.error(lambda law: np.log(law(e)), np.log(measured.law(e)))[0]
    assert errors[0.99] == pytest.approx(0.1, rel=0.05) and errors[0.0] < 0.085


def test_the_range_of_errors_of_d_is_taken_one_by_one():
    measured = prediction.Measured(table()["chain15.numbers"], 0.125)
    e = np.array([0.1])
    assert measured.error(lambda law: law(e), measured.law(e))[0] == pytest.approx(0.105 * law(0.1), rel=0.02)
    assert list(measured.e) == [0.01, 0.014, 0.02, 0.1, 0.4]
