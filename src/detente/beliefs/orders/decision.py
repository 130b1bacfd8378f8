"""Which order to name when only one can be: the one of highest expected merit under the posterior.

Naming the likeliest order, the order of the likeliest first items, or the one with the best expected gain by rank are
different things while the posterior is wide; ties are never left to the order in which items happen to be listed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from detente.beliefs.orders.order import Orders

__all__ = ["best_order", "ranked_gain"]

Floats = NDArray[np.float64]


def ranked_gain(orders: Orders, gains: Sequence[float]) -> Floats:
    """Give (named, true) the normalised discounted cumulative gain of naming an order (Järvelin & Kekäläinen 2002).

    `gains` are those of the truly first, second, … item; rescaled so that the worst order is 0 and the true one 1.
    """
    discount = 1.0 / np.log2(np.arange(len(orders.items)) + 2.0)
    gain = np.asarray(gains, dtype=np.float64)
    found = np.array([[float(gain[true[named]] @ discount) for true in orders.ranks] for named in orders.places])
    best, worst = float(gain @ discount), float(np.sort(gain) @ discount)
    return (found - worst) / (best - worst)


def best_order(orders: Orders, posterior: Floats, gains: Sequence[float]) -> int:
    """Give the order with the highest expected sum of three merits: all right, the first right, and ranked gain."""
    exact = np.eye(orders.count)
    first = orders.places[:, 0]
    merits = exact + (first[:, None] == first[None, :]) + ranked_gain(orders, gains)
    return int(np.argmax(merits @ posterior))
