"""Packets followed to 1e7: exponents, drift, and what laws fitted to shorter runs had foreseen (claims L5a to L5e, L5k, L5l).

In chains of equal length they are the first packets of the study `packets`, with the same fields, bit for bit up to 1e6: the
sign of the momentum with which a site begins is drawn anew, but the potential is even. So what was early with them and with the
many is known, and helps.
"""

from functools import partial

import numpy as np
import pandas as pd

from glassychains.chapters.loop.analysis.prediction import Measured
from glassychains.chapters.packets.analysis.packets import HALF, LAWS, exponents
from glassychains.methods import diffusion
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers, lookup, select
from glassychains.methods.twophase import two_phase
from glassychains.runs.batches import read_point

RANGES = ((1e4, 1e6), (1e5, 1e7), (1e6, 1e7))
"""Times between which exponents are fitted."""
DRIFT = ((1e4, 1e6), (1e4, 1e7))  # where the exponent's own slope is fitted
EARLY, LATE = RANGES[0], RANGES[2]
SHARED = 384  # length of the chains of `packets`: fields are drawn by length
APART = 1.5  # decades between their middles
CELLS = 800  # of half the line on which laws are followed
FIRST = 1e4  # from when the laws were fitted


def drift(times, logs, low, high):
    """Change of the exponent per decade of each replica over [low, high]; None if the run is too short."""
    found = exponents(times, logs, low, high, 2)
    return None if found is None else 2 * np.log(10) * found[0]


def foreseen(known, energy, sites, times):
    """(labels, m2) of each law that the study of shorter packets fitted, followed over `times`."""
    for labels, law, start, _ in LAWS:
        fitted = {name: select(known, "fit", **labels, parameter=name) for name in start}
        if all(len(rows) == 1 for rows in fitted.values()):
            of = partial(diffusion.LAWS[law], **{name: float(rows.value.iloc[0]) for name, rows in fitted.items()})
            yield labels, diffusion.spread(of, energy, sites, times, CELLS)


def analyse(study, tables):
    """Curves (kind, law, t, value, stderr) and numbers.

    m2, participation   exp of the mean over realizations of the logarithm, of the longest run
    alpha               exponent of m2 over a decade around t
    alpha_joined        the same, late, with what is known of the many packets before 1e6
    law, alpha_law      m2 of each law that the study `packets` fitted before 1e6, and its exponent over such a decade; of
                        `equilibrium`, the diffusivity that the chain has there, which is fitted to nothing
    """
    numbers, curves = Numbers(), []
    point = max(study.points, key=lambda point: (point.parameters["duration"], point.replicas))
    p, data = point.parameters, read_point(point)
    times, m2, participation = data[0]["time"], gather(data, "m2"), gather(data, "participation")
    logs = np.log(m2)

    def add(kind, t, value, stderr, **labels):
        name = ",".join(f"{key}={one:g}" if key == "e0" else one for key, one in labels.items())
        curves.append(pd.DataFrame({"kind": kind, "law": name, "t": t, "value": value, "stderr": stderr}))

    for kind, values in (("m2", m2), ("participation", participation)):
        mean, error = mean_and_error(np.log(values))
        add(kind, times, np.exp(mean), np.exp(mean) * error)
    local = [(t, exponents(times, logs, t / 10**HALF, t * 10**HALF)) for t in times if t >= 10**HALF]
    add("alpha", *np.array([(t, *mean_and_error(found[0])) for t, found in local if found is not None]).T)
    numbers.add("realizations", len(m2))
    numbers.add("duration", times[-1])
    numbers.add("m2_end", *mean_and_error(m2[:, -1]))
    numbers.add("compactness_end", *mean_and_error((participation**2 / m2)[:, -1]))
    numbers.add("x_end", 64 * p["packet_density"] * p["packet_sites"] / np.exp(np.log(participation[:, -1]).mean()))
    numbers.add("edge", gather(data, "edge").max())
    energy = gather(data, "energy")
    numbers.add("energy_error", np.abs(energy - energy[:, :1]).max() / np.sqrt((energy[:, 0] ** 2).mean()))
    for low, high in RANGES:
        for name, values in (("alpha", logs), ("alpha_participation", np.log(participation))):
            found = exponents(times, values, low, high)
            if found is not None:
                numbers.add(name, *mean_and_error(found[0]), begin=low, end=high)
    for low, high in DRIFT:
        found = drift(times, logs, low, high)
        if found is not None:
            numbers.add("drift", *mean_and_error(found), begin=low, end=high)
    known, late = tables["packets.numbers"], numbers.get("alpha", begin=LATE[0], end=LATE[1])
    if late:  # the many short packets early, the few long ones late
        early = lookup(known, f"alpha(energy=0.4,sites=1,begin={EARLY[0]:g},end={EARLY[1]:g})")
        numbers.add("change", (late[0] - early[0]) / APART, np.hypot(late[1], early[1]) / APART)
    if late and p["length"] == SHARED:
        controls = np.stack([exponents(times, logs, *EARLY)[0], drift(times, logs, *EARLY)], 1)
        of_many = [f"{name}(energy=0.4,sites=1,begin={EARLY[0]:g},end={EARLY[1]:g})" for name in ("alpha", "drift")]
        means, count = [lookup(known, key)[0] for key in of_many], lookup(known, "realizations(energy=0.4,sites=1)")[0]
        for name, values, (low, high) in (
            ("alpha_joined", exponents(times, logs, *RANGES[1])[0], RANGES[1]),
            ("drift_joined", drift(times, logs, *DRIFT[1]), DRIFT[1]),
        ):
            numbers.add(name, *two_phase(values, controls, means, count), begin=low, end=high)
        around = times[(times >= EARLY[1] / 10**HALF) & (times <= 1.01 * times[-1] / 10**HALF)]
        local = [(t, exponents(times, logs, t / 10**HALF, t * 10**HALF)) for t in around]
        local = [(t, *two_phase(found[0], controls, means, count)) for t, found in local if found is not None]
        add("alpha_joined", *np.array(local).T)
    grid = 10.0 ** np.arange(np.log10(FIRST), max(np.log10(times[-1]), 6) + 0.01, 0.1)
    equilibrium = Measured(tables["chain15.numbers"], 0.5 * p["coupling"][1]).law
    block = p["packet_density"] * p["packet_sites"], p["packet_sites"], grid
    followed = ({"law": "equilibrium"}, diffusion.spread(equilibrium, *block, CELLS))
    for labels, law in (*foreseen(known, *block), followed):
        log = np.log(law)[None]
        add("law", grid, law, 0.0, **labels)
        local = [(t, exponents(grid, log, t / 10**HALF, t * 10**HALF)) for t in grid if t >= FIRST * 10**HALF]
        add("alpha_law", *np.array([(t, found[0, 0], 0.0) for t, found in local if found is not None]).T, **labels)
        for low, high in RANGES:
            found = exponents(grid, log, low, high)
            if found is not None:
                numbers.add("alpha_of_law", found[0, 0], **labels, begin=low, end=high)
        for low, high in DRIFT:
            found = drift(grid, log, low, high)
            if found is not None:
                numbers.add("drift_of_law", found[0], **labels, begin=low, end=high)
        ends = [numbers.get("alpha_of_law", **labels, begin=low, end=high) for low, high in (EARLY, LATE)]
        if all(ends):
            numbers.add("change_of_law", (ends[1][0] - ends[0][0]) / APART, **labels)
    return pd.concat(curves), numbers.table()
