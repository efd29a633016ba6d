"""Thermal states against the exact Gibbs state (claim R1): velocities N(0, 1/beta) independent of each other, bond energies."""

import numpy as np
import pandas as pd
from scipy import stats

from glassychains.exact.gibbs import rotor_bond_energy
from glassychains.methods.estimates import gather, mean_and_error
from glassychains.methods.tables import Numbers
from glassychains.models.rotor import bond_energy, from_parameters
from glassychains.runs.batches import read_point

EDGES = np.linspace(-4.5, 4.5, 46)


def analyse(study):
    """Histogram of the velocities; Kolmogorov-Smirnov distance, kinetic and bond energy minus their exact values."""
    curves, numbers = [], Numbers()
    for point in study.points:
        p, data = point.parameters, read_point(point)
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
        numbers.add("ks_distance", test.statistic, g=g)
        numbers.add("ks_pvalue", test.pvalue, g=g)
        numbers.add("ks_deviate", stats.norm.isf(test.pvalue / 2), 1.0, g=g)  # the Gaussian deviate of this p-value
        kinetic, error = mean_and_error(0.5 * (omega**2).mean(1))
        numbers.add("kinetic_energy_excess", kinetic * beta - 0.5, error * beta, g=g)
        bonds, error = mean_and_error(bond_energy(model, theta).mean(1))
        numbers.add("bond_energy", bonds, error, g=g)
        numbers.add("bond_energy_excess", bonds - rotor_bond_energy(model, beta), error, g=g)
        products, error = mean_and_error((reduced * np.roll(reduced, 1, 1)).mean(1))
        numbers.add("neighbour_correlation", products, error, g=g)
    return pd.concat(curves), numbers.table()
