"""The analysis of packets on data whose answer is known."""

from types import SimpleNamespace

import numpy as np

from glassychains.chapters.packets.analysis import packets
from glassychains.methods.diffusion import power, spread
from glassychains.methods.estimates import mean_and_error
from glassychains.methods.tables import lookup
from glassychains.runs.result import Result

TIMES = np.logspace(0, 6, 61)


def noisy(rng, exponent, drift=0.0, replicas=400, size=0.3):
    """log m2 of packets whose exponent at t is exponent + drift log10(t / 1000), with noise that forgets over a decade."""
    x = np.log(TIMES)
    mean = exponent * x + 0.5 * drift / np.log(10) * (x - np.log(1e3)) ** 2
    noise = np.cumsum(rng.normal(size=(replicas, len(x))), axis=1) / np.sqrt(len(x))
    return mean + size * noise


def test_exponents_are_found_with_their_errors(rng):
    pulls = []
    for _ in range(60):
        found = packets.exponents(TIMES, noisy(rng, 1 / 3, replicas=40), 1e4, 1e6)
        value, error = mean_and_error(found[0])
        pulls.append((value - 1 / 3) / error)
    assert abs(np.mean(pulls)) < 0.5
    assert 0.7 < np.std(pulls) < 1.4


def test_drift_is_the_change_of_the_exponent_per_decade(rng):
    logs = noisy(rng, 0.3, drift=-0.02)
    runs = [(TIMES, np.exp(logs), np.exp(logs / 2))]
    table = packets._numbers(runs).table()
    value, error = lookup(table, "drift(begin=1e3,end=1e6)")
    assert abs(value + 0.02) < 4 * error
    assert error < 0.01
    of_m2, of_participation = (lookup(table, f"{name}(begin=1e3,end=1e5)")[0] for name in ("alpha", "alpha_participation"))
    assert np.isclose(of_participation, of_m2 / 2)


def test_an_exponent_comes_from_the_run_with_most_realizations_that_reaches_it(rng):
    """A few packets are followed further than the rest: the short, many ones give the early exponents."""
    few, many = np.exp(noisy(rng, 0.2, replicas=16)), np.exp(noisy(rng, 0.4, replicas=64))[:, TIMES < 1.01e5]
    runs = [(TIMES, few, few**0.5), (TIMES[TIMES < 1.01e5], many, many**0.5)]
    table = packets._numbers(runs).table()
    assert np.isclose(lookup(table, "alpha(begin=1e3,end=1e5)")[0], 0.4, atol=0.1)
    assert np.isclose(lookup(table, "alpha(begin=1e4,end=1e6)")[0], 0.2, atol=0.1)
    assert lookup(table, "alpha_last") == lookup(table, "alpha(begin=1e4,end=1e6)")
    assert lookup(table, "realizations")[0] == 16


def test_small_parameter_falls_as_the_packet_spreads(rng):
    p = {"packet_density": 0.4, "packet_sites": 1, "pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25]}
    assert np.isclose(packets.scale(p), 0.4 / 0.125**2)
    sharing = np.exp(noisy(rng, 1 / 6, replicas=16))
    table = packets._numbers([(TIMES, sharing**2, sharing)], packets.scale(p)).table()
    for end in (1e4, 1e6):
        known = packets.scale(p) / np.exp(np.log(sharing[:, np.isclose(TIMES, end)]).mean())
        begin = {1e4: 1e3, 1e6: 1e4}[end]
        assert np.isclose(lookup(table, f"x(begin={begin:g},end={end:g})")[0], known)


def test_packets_that_differ_in_more_than_their_length_are_not_merged():
    packet = {"packet_density": 0.4, "packet_sites": 1, "duration": 1e4, "dt": 0.5, "batch": 16}
    sweep = [packet, packet | {"duration": 1e6}, packet | {"dt": 0.25}, packet | {"packet_density": 1.5, "dt": 0.25}]
    points = [SimpleNamespace(parameters=p, model="oscillators") for p in sweep]
    found = packets.packets_of(points)
    assert list(found) == ["E=0.4,sites=1", "E=0.4,sites=1,dt=0.25", "E=1.5,sites=1"]
    assert found["E=0.4,sites=1"] == ({"energy": 0.4, "sites": 1}, [points[1], points[0]])
    assert found["E=0.4,sites=1,dt=0.25"] == ({"energy": 0.4, "sites": 1, "dt": 0.25}, [points[2]])


def test_labels_of_packets_hold_no_commas():
    """A coefficient that differs is a list; as a label it must leave keys readable."""
    packet = {"packet_density": 0.4, "packet_sites": 1, "duration": 1e4, "batch": 16, "coupling": [0.0, 0.25]}
    points = [SimpleNamespace(parameters=p, model="oscillators") for p in (packet, packet | {"coupling": [0.0, 0.5]})]
    (_, (labels, _)) = packets.packets_of(points).values()
    assert labels == {"energy": 0.4, "sites": 1, "coupling": "[0.0 0.5]"}


def test_errors_are_the_largest_of_all_runs_of_a_packet(rng, monkeypatch):
    """Also of the shorter run, from which the early exponents may come."""

    def run(duration, change, edge):
        times = TIMES[: round(10 * np.log10(duration)) + 1]
        m2 = np.exp(noisy(rng, 0.3, replicas=16))[:, : len(times)]
        energy = np.ones_like(m2)
        energy[3, 5] += change
        found = {"m2": m2, "participation": m2**0.5, "energy": energy, "edge": np.full(m2.shape, edge)}
        record = Result({name: (("replica", "time"), values, {}) for name, values in found.items()})
        record.variables["time"] = ("time", times, {})
        record.variables["first"] = (("time", "site"), np.zeros((len(times), 3)), {})
        p = {"U": 0.36, "packet_density": 1.0, "packet_sites": 1, "duration": duration}
        return SimpleNamespace(parameters=p, model="dnls", result=record)

    monkeypatch.setattr(packets, "read_point", lambda point: [point.result])
    _, numbers = packets.analyse(SimpleNamespace(points=[run(1e4, 1e-3, 1e-9), run(1e6, 1e-5, 1e-8)]))
    assert np.isclose(lookup(numbers, "energy_error(norm=1,sites=1)")[0], 1e-3)
    assert np.isclose(lookup(numbers, "energy_error_largest")[0], 1e-3)
    assert lookup(numbers, "edge(norm=1,sites=1)")[0] == 1e-8


def test_a_run_too_short_has_no_exponent(rng):
    assert packets.exponents(TIMES[:40], noisy(rng, 0.3)[:, :40], 1e4, 1e6) is None


def test_tension_recovers_the_power_law_that_made_the_data(rng):
    """Data made by D = d e^4: the power fits them, its exponent is theirs, and the other law is seen to fall."""
    p = {"packet_density": 0.4, "packet_sites": 1, "pinning": [0.0, 1.0, 0.0, 1.0], "coupling": [0.0, 0.25]}
    times = np.logspace(1, 6, 51)
    logs = (
        np.log(spread(lambda e: power(e, 8e4, 4.0), 0.4, 1, times))
        + 0.02 * rng.normal(size=(100, 1))
        + 0.01 * rng.normal(size=(100, 51))
    )
    _, numbers = packets.tension(p, times, logs, np.exp(logs / 2))
    table = numbers.table()

    def found(key):
        return lookup(table, key)[0]

    assert np.isclose(found("fit(law=power,parameter=d)"), 8e4, rtol=0.02)
    assert np.isclose(found("fit(law=power_free,parameter=p)"), 4, rtol=0.05)
    assert np.isclose(found("x_end"), 0.4 / np.exp(logs[:, -1].mean() / 2) * 64)
    assert np.isclose(found("alpha_of_law(law=power,begin=1e8,end=1e10)"), 1 / 3, atol=0.003)
    assert abs(found("drift_of_law(law=power,begin=1e4,end=1e6)")) < 1e-3
    small = found("drift_of_law(law=log2,e0=0.015625,begin=1e4,end=1e6)")
    assert small < found("drift_of_law(law=log2,e0=1,begin=1e4,end=1e6)") < -0.01
    late, early = (found(f"alpha_of_law(law=log2,e0=1,{span})") for span in ("begin=1e8,end=1e10", "begin=1e4,end=1e6"))
    assert late < early < 0.34
    assert 5 <= np.round(found("log10_telling_time"), 6) < 9
