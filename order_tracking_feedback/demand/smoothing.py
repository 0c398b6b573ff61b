"""Exponential smoothing by ``statsmodels`` (https://www.statsmodels.org), where it is installed."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from importlib.util import find_spec

_LEAST = 6  # values for any of them
_SHAPES = (
    {},
    {"trend": "add", "damped_trend": True},
    {"seasonal": "add"},
    {"trend": "add", "damped_trend": True, "seasonal": "add"},
)
_NAMES = ("ETS(A,N,N)", "ETS(A,Ad,N)", "ETS(A,N,A)", "ETS(A,Ad,A)")


def has_smoothing() -> bool:
    """Whether ``statsmodels`` can be imported."""
    return find_spec("statsmodels") is not None


class Smoothing:
    """Level, damped trend, additive season of a year, or both: the shape of the least AICc.

    The shape is chosen when first asked and kept, so that a holdout judges one and the same. Names
    follow R. J. Hyndman, G. Athanasopoulos, “Forecasting: principles and practice”, chapter 8.
    """

    def __init__(self, season: int):
        self.season = season
        self.shape: int | None = None

    @property
    def name(self) -> str:
        return _NAMES[self.shape] if self.shape is not None else ""

    def __call__(self, values: Sequence[float], steps: int) -> tuple[list[float], float] | None:
        """The next ``steps`` values, none below 0, and the root mean square of the errors one step
        ahead in ``values``; None where no shape can be fitted."""
        if len(values) < _LEAST:
            return None
        shapes = range(len(_SHAPES)) if self.shape is None else (self.shape,)
        fits = {one: fit for one in shapes if (fit := self._fit(values, one)) is not None}
        if not fits:
            return None
        self.shape = min(fits, key=lambda one: fits[one].aicc)
        fit = fits[self.shape]
        ahead = [max(float(value), 0.0) for value in fit.forecast(steps)]
        return ahead, (fit.sse / len(values)) ** 0.5

    def _fit(self, values, shape):
        """None: too few values for a season, or no numbers come out."""
        from statsmodels.tsa.holtwinters import ExponentialSmoothing  # no requirement

        options = dict(_SHAPES[shape])
        if "seasonal" in options:
            if len(values) < 2 * self.season:
                return None
            options["seasonal_periods"] = self.season
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of convergence: the holdout judges what comes out
            try:
                fit = ExponentialSmoothing(
                    list(values), initialization_method="estimated", **options
                ).fit()
            except (ValueError, ArithmeticError):
                return None
        return fit if fit.aicc == fit.aicc and abs(fit.sse) < float("inf") else None


def smoothed(season: int) -> Smoothing | None:
    """A forecaster for series with so many values a year; None without ``statsmodels``."""
    return Smoothing(season) if has_smoothing() else None
