r"""The amplitude of footnote 5: how much of a velocity is left on its site at late times, against diffusion.

If angular velocity diffuses, 1 - phi(t) = C(0, t) -> (4 pi D t)^(-1/2), D being that of the study `waves`: no parameter is
left. What is judged is (1 - phi) (4 pi D t)^(1/2), which must tend to 1. Corrections are those of a diffusing density in a
landscape that fluctuates, relative t^(-1/2), and are part of the fit.

The protocol, written down before the production runs: the fit goes from 6 t0 to half the duration, but no further than 100 t0.
The lattice changes the asymptote by a relative 1 / (16 D t), half a per cent at t0, and the ring, of which D t / L^2 must stay
small, by nothing that shows. The fit from 15 t0 was added after review: what the form of the correction matters.
"""

import numpy as np
import pandas as pd

from glassychains.chapters.rotor.analysis.relaxation import controlled
from glassychains.methods.estimates import crossing_time, mean_and_error
from glassychains.methods.tables import Numbers, lookup
from glassychains.methods.waves import asymptote

BEGIN, LATE, END = 6.0, 15.0, 100.0  # of the fit and of one that begins later, in t0
TAUS = (1.0, 3.0, 10.0)  # at which the product is given


def analyse(study, tables):
    """Curves: the product (g, tau). Numbers (g): its asymptote, the same with D of the energy, its value at fixed tau."""
    waves, curves, numbers = tables[f"{study.uses[0]}.numbers"], [], Numbers()
    for point in study.points:
        p = point.parameters
        g, (lag, phi) = p["g"], controlled(point)
        crossing = crossing_time(lag, phi, 0.9)
        try:
            diffusivity, stderr = lookup(waves, f"velocity_diffusivity(g={g})")
        except KeyError:  # in larger tiers
            continue
        if crossing is None:
            continue
        t0, relative = np.exp(crossing[0]), 0.5 * stderr / diffusivity
        product = (1 - phi) * np.sqrt(4 * np.pi * diffusivity * lag)
        value, error = mean_and_error(product)
        curves.append(pd.DataFrame({"g": g, "tau": lag / t0, "value": value, "stderr": error})[lag < 0.5 * p["duration"]])
        for tau in TAUS:
            if tau * t0 < 0.5 * p["duration"]:
                at, its_error = (np.interp(np.log(tau * t0), np.log(lag), one) for one in (value, error))
                numbers.add("product", at, np.hypot(its_error, relative * at), g=g, tau=tau)
        end = min(END, 0.5 * p["duration"] / t0)
        found = asymptote(lag / t0, product, BEGIN, end)
        if found is None:
            continue
        (value, error), correction = found
        error = np.hypot(error, relative * value)
        numbers.add("amplitude", value, error, g=g)
        numbers.add("correction", correction, None, g=g)
        numbers.add("fitted_until", end, g=g)
        late = asymptote(lag / t0, product, LATE, end)
        if late is not None:
            numbers.add("amplitude_late", late[0][0], np.hypot(late[0][1], relative * late[0][0]), g=g)
        try:
            ratio, its_error = lookup(waves, f"ratio(g={g})")
        except KeyError:
            continue
        wrong = value * np.sqrt(ratio)
        numbers.add("amplitude_with_energy", wrong, np.hypot(error * np.sqrt(ratio), 0.5 * wrong * its_error / ratio), g=g)
    return pd.concat(curves), numbers.table()
