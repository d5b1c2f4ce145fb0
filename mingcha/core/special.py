"""The special functions of statistics, from scipy; loaded when one is first asked for.

Source: https://docs.scipy.org/doc/scipy/reference/special.html
"""

from __future__ import annotations

from typing import Any


def __getattr__(name: str) -> Any:
    # Every process of the city loads this package; few ever reckon. scipy.special takes longer
    # to load than all of core.
    from scipy import special

    return getattr(special, name)
