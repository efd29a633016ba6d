"""What a flowing chain with two conserved densities carries from bond to bond, where somebody asks for it."""

from typing import NamedTuple

import numpy as np


class Carried(NamedTuple):
    """What has gone from site x to x + 1 since the arrays were zero, row x, flat [site, lane]."""

    energy: np.ndarray
    norm: np.ndarray
