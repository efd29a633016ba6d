"""Thermal states against the exact Gibbs state (claim R1): velocities N(0, 1/beta) independent of each other, bond energies."""

import numpy as np
import pandas as pd
from scipy import stats

from glassychains.analysis.estimates import gather, mean_and_error
from glassychains.models.rotor import bond_energy, from_parameters, gibbs_bond_energy
from glassychains.tables import numbers_table

EDGES = np.linspace(-4.5, 4.5, 46)


def analyse(study):
    """Histogram of the velocities; Kolmogorov-Smirnov distance, kinetic and bond energy minus their exact values."""
    curves, numbers = [], []
    for point in study.points:
        p, data = point.parameters, point.read()
        g, beta = p["g"], p["beta"]
        model = from_parameters(p)
        omega, theta = gather(data, "momentum"), gather(data, "position")
        reduced = omega * np.sqrt(beta)
        # per replica, so that the error is over replicas
        density = np.stack([np.histogram(one, EDGES)[0] for one in reduced]) / (omega.shape[1] * np.diff(EDGES))
        value, stderr = mean_and_error(density)
        exact = np.diff(stats.norm.cdf(EDGES)) / np.diff(EDGES)
        centre = (EDGES[1:] + EDGES[:-1]) / 2
        curves.append(pd.DataFrame({"g": g, "omega": centre, "value": value, "stderr": stderr, "exact": exact}))
        test = stats.kstest(reduced.ravel(), "norm")
        numbers.append((f"ks_distance(g={g!r})", test.statistic, 0.0))
        numbers.append((f"ks_pvalue(g={g!r})", test.pvalue, 0.0))
        numbers.append((f"ks_deviate(g={g!r})", stats.norm.isf(test.pvalue / 2), 1.0))  # the Gaussian deviate of this p-value
        kinetic, error = mean_and_error(0.5 * (omega**2).mean(1))
        numbers.append((f"kinetic_energy_excess(g={g!r})", kinetic * beta - 0.5, error * beta))
        bonds, error = mean_and_error(bond_energy(model, theta).mean(1))
        numbers.append((f"bond_energy(g={g!r})", bonds, error))
        numbers.append((f"bond_energy_excess(g={g!r})", bonds - gibbs_bond_energy(model, beta), error))
        products, error = mean_and_error((reduced * np.roll(reduced, 1, 1)).mean(1))
        numbers.append((f"neighbour_correlation(g={g!r})", products, error))
    return pd.concat(curves), numbers_table(numbers)
