"""The forecast: a negative binomial regression of hourly counts, split by area and fault type.

Hourly totals follow clock, weekday, trend and weather in a generalised linear model with a log link;
counts vary more than Poisson's, and the moments of the residuals say how much more (Cameron and Trivedi 2013,
section 3.3). A share of a negative binomial count is again one, with the same dispersion, so that the split
by area and fault type needs no further model. statsmodels is an optional extra.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from types import ModuleType

import numpy as np

from dispatch.errors import MissingExtra
from scenarios.demand.counts import HARMONICS, Counts, Floats, Weather, features
from scenarios.history.fit import HistoryFit
from scenarios.history.past_ticket import PastTicket

COVERAGE = 0.90
"""Share of counts that are to lie inside the intervals."""
LEAST_DISPERSION = 1e-6


@dataclass(frozen=True)
class Expected:
    """Counts to expect, with the interval that `COVERAGE` of them lie in; all of one shape."""

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Forecast:
    """A fitted forecast.

    Parameters
    ----------
    coefficients
        Of the features, on the log of the hourly mean.
    hourly_dispersion, daily_dispersion
        Variance is mean + dispersion x mean², of hours and of whole days.
    fitted_on
        The first and the last day it was fitted on; the trend stands still after the last.
    """

    coefficients: Floats
    hourly_dispersion: float
    daily_dispersion: float
    fitted_on: tuple[date, date]

    def mean(self, days: Sequence[date], weather: Weather | None = None) -> Floats:
        """(days, 24) tickets to expect."""
        logs = features(days, self.fitted_on, weather) @ self.coefficients
        means: Floats = np.exp(logs).reshape(len(days), -1)
        return means

    def hourly(self, days: Sequence[date], weather: Weather | None = None, share: float = 1.0) -> Expected:
        """(days, 24) the hours of some days; of one area or fault type when its share is given."""
        return _expected(share * self.mean(days, weather), self.hourly_dispersion)

    def daily(self, days: Sequence[date], weather: Weather | None = None, share: float = 1.0) -> Expected:
        """(days,) whole days."""
        return _expected(share * self.mean(days, weather).sum(axis=1), self.daily_dispersion)


def fit_forecast(counts: Counts, weather: Weather | None = None) -> Forecast:
    """Fit the hourly totals of some days.

    Raises
    ------
    MissingExtra
        When statsmodels is not installed.
    """
    api = _statsmodels()
    known = features(counts.days, (counts.days[0], counts.days[-1]), weather)
    hours = counts.tickets.ravel()
    poisson = api.GLM(hours, known, family=api.families.Poisson()).fit()
    alpha = _dispersion(hours, np.asarray(poisson.fittedvalues), known.shape[1])
    family = api.families.NegativeBinomial(alpha=alpha)
    fitted = api.GLM(hours, known, family=family).fit(start_params=poisson.params)
    means = np.asarray(fitted.fittedvalues)
    by_day = means.reshape(counts.tickets.shape).sum(axis=1)
    return Forecast(
        coefficients=np.asarray(fitted.params),
        hourly_dispersion=_dispersion(hours, means, known.shape[1]),
        # Of the features only the waves say nothing about whole days.
        daily_dispersion=_dispersion(counts.daily, by_day, known.shape[1] - 2 * HARMONICS),
        fitted_on=(counts.days[0], counts.days[-1]),
    )


def _statsmodels() -> ModuleType:
    try:
        return import_module("statsmodels.api")
    except ImportError:
        raise MissingExtra("forecasts", "statsmodels", "forecast") from None


def _dispersion(counts: Floats, means: Floats, parameters: int) -> float:
    """Alpha of variance = mean + alpha x mean², by moments, with as many parameters spent."""
    spare = len(counts) / max(1, len(counts) - parameters)
    excess = spare * (counts - means) ** 2 - means
    return max(LEAST_DISPERSION, float(excess.sum() / (means**2).sum()))


def _expected(means: Floats, dispersion: float) -> Expected:
    from scipy.stats import nbinom

    size = 1 / dispersion
    spread = nbinom(size, size / (size + means))
    return Expected(means, spread.ppf((1 - COVERAGE) / 2), spread.ppf((1 + COVERAGE) / 2))


def shares(tickets: Sequence[PastTicket], key: Callable[[PastTicket], str]) -> Mapping[str, float]:
    """The share of each area or fault type, the largest first."""
    counted = Counter(map(key, tickets))
    return {name: count / len(tickets) for name, count in sorted(counted.items(), key=lambda one: (-one[1], one[0]))}


def expecting(fit: HistoryFit, forecast: Forecast, day: date, weather: Weather | None = None) -> HistoryFit:
    """The fit with the hours of a forecast day, area by area in the fitted shares: what that day is drawn from."""
    hours = forecast.mean([day], weather)[0]
    areas = {
        name: replace(area, hourly=tuple(float(hour * sum(area.hourly) / fit.daily) for hour in hours))
        for name, area in fit.areas.items()
    }
    return replace(fit, areas=areas)
