"""How well a score tells two kinds apart."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auc(positive: Floats, negative: Floats) -> float:
    """The chance that a positive scores higher than a negative; ties count half. 0.5 is blind."""
    wins = (positive[:, None] > negative[None, :]).mean()
    return float(wins + 0.5 * (positive[:, None] == negative[None, :]).mean())
