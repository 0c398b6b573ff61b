"""Forecasts of a series, and whether the last months would have been foretold better than naively.

Nothing is advised that does not beat the naive forecast on months that it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

LEAST = 12  # values that a forecast is made from
HOLDOUT = 3  # last values that are foretold from those before them
Forecaster = Callable[[Sequence[float], int], tuple[list[float], float] | None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A forecast and its errors on the holdout beside the naive one's.

    ``why_not``: the reason why it is no advice: ``short`` history, ``unsold`` for a year,
    ``missing`` (no forecaster), ``failed``, ``naive`` is as good. Errors: ``mase``, mean absolute
    error in units of the naive forecast's own within the time before the holdout (R. J. Hyndman,
    A. B. Koehler, International Journal of Forecasting 22, 2006, p. 679-688); ``wape``, sum of
    absolute errors in percent of what was sold; None where that divisor is 0. ``sigma``: root mean
    square error of one period, the larger one of holdout and fit: three months may be lucky.
    """

    why_not: str = ""
    ahead: tuple[float, ...] = ()
    naive_ahead: tuple[float, ...] = ()
    mase: float | None = None
    naive_mase: float | None = None
    wape: float | None = None
    naive_wape: float | None = None
    sigma: float = 0.0


def naive(values: Sequence[float], steps: int, season: int = 12) -> list[float]:
    """The value of the same period a year before; with less than a year the last value.

    >>> naive([1, 2, 3, 4], 2, season=4), naive([1, 2, 3], 2, season=4)
    ([1.0, 2.0], [3.0, 3.0])
    """
    if len(values) < season:
        return [float(values[-1])] * steps
    return [float(values[len(values) - season + step % season]) for step in range(steps)]


def judge(
    values: Sequence[float], steps: int, forecaster: Forecaster | None, season: int = 12
) -> Judgement:
    """The next ``steps`` values by ``forecaster``, and whether to rely on it.

    Holdout: from each of the last three origins every later value is foretold: six errors.
    """
    if len(values) < LEAST:
        return Judgement("short")
    if not any(values[-season:]):
        return Judgement("unsold")
    errors = _errors(values, lambda seen, ahead: (naive(seen, ahead, season), 0.0))
    mase, wape = _measures(values, errors, season)
    ahead = tuple(naive(values, steps, season))
    plain = Judgement("missing", naive_ahead=ahead, naive_mase=mase, naive_wape=wape)
    if forecaster is None:
        return plain
    return _beside(plain, values, steps, forecaster, season, _total(errors))


def _beside(plain, values, steps, forecaster, season, naive_total):
    """The forecaster's judgement, whose naive part is known."""
    errors = _errors(values, forecaster)
    found = forecaster(values, steps) if errors is not None else None
    if found is None:
        return replace(plain, why_not="failed")
    mase, wape = _measures(values, errors, season)
    return replace(
        plain,
        why_not="" if _total(errors) < naive_total else "naive",
        ahead=tuple(max(value, 0.0) for value in found[0]),
        mase=mase,
        wape=wape,
        sigma=max(fmean(error**2 for error in errors) ** 0.5, found[1]),
    )


def _errors(values, forecaster):
    """Foretold minus true, for each origin of the holdout and each later value; None: no
    forecast."""
    errors = []
    for origin in range(len(values) - HOLDOUT, len(values)):
        true = values[origin:]
        found = forecaster(values[:origin], len(true))
        if found is None:
            return None
        errors += [guess - value for guess, value in zip(found[0], true, strict=True)]
    return errors


def _total(errors):
    return sum(map(abs, errors))


def _measures(values, errors, season):
    """(MASE, WAPE in percent)."""
    seen = values[:-HOLDOUT]
    lag = season if len(seen) > season else 1
    scale = fmean(abs(new - old) for old, new in zip(seen, seen[lag:], strict=False))
    sold = sum(sum(values[origin:]) for origin in range(len(values) - HOLDOUT, len(values)))
    mean = _total(errors) / len(errors)
    return mean / scale if scale else None, 100 * _total(errors) / sold if sold else None
