"""Which states of dense bosons are glassy: infinite temperature, a fixed one, and one that grows like U rho^2 (X3).

A bond is in resonance where hopping overcomes the detuning of its sites, |n_x - n_{x+1}| < 2 (2 g rho / U)^(1/2). At a fixed
temperature detunings are of the order (T / U)^(1/2), and the bonds of dense chains are all in resonance: phases lock.
"""

import numpy as np
import pandas as pd

from glassychains.methods.tables import Numbers
from glassychains.runs.batches import read_point

ENSEMBLES = ("infinite", "fixed", "scaled")  # in the order of the studies' betas
DENSE = 5  # bosons per site, from which on the resonances' exponent is fitted


def analyse(study):
    """Curves (kind, ensemble, rho, t, value): correlation, and without t forever and resonant."""
    curves, numbers, known = [], Numbers(), {}
    for point in study.points:
        p, data = point.parameters, read_point(point)[0]
        rho = p["particles"] // p["length"]
        for k, ensemble in enumerate(ENSEMBLES):
            labels = {"ensemble": ensemble, "rho": rho}
            values = data["correlation"][0, k]
            curves.append(pd.DataFrame({"kind": "correlation"} | labels | {"t": data["t"][0], "value": values}))
            for name in ("forever", "resonant"):
                known[name, ensemble, rho] = data[name][0, k]
                numbers.add(name, data[name][0, k], **labels)
                curves.append(pd.DataFrame([{"kind": name} | labels | {"value": data[name][0, k]}]))
            numbers.add("spread", np.sqrt(data["variance"][0, k]), **labels)
    densities = sorted({rho for _, _, rho in known})
    low, high = densities[0], densities[-1]
    numbers.add("gap", known["forever", "infinite", high] - known["forever", "fixed", high])
    numbers.add("resonant_locked", known["resonant", "fixed", high])
    numbers.add("scaled_growth", known["forever", "scaled", high] - known["forever", "scaled", low])
    dense = [rho for rho in densities if rho >= DENSE]
    for ensemble in ("infinite", "scaled"):
        values = [known["resonant", ensemble, rho] for rho in dense]
        name = "resonant_exponent" if ensemble == "infinite" else "resonant_exponent_scaled"
        numbers.add(name, np.polyfit(np.log(dense), np.log(values), 1)[0])
    return pd.concat(curves), numbers.table()
