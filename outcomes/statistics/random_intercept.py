"""Change between two waves from everybody who answered at least once.

A random-intercept model: ``score = mean of the wave + how this woman differs lastingly + rest``,
both normal, fitted by restricted maximum likelihood (REML) as R's ``nlme::lme(score ~ wave,
random = ~ 1 | woman)`` does. Women with one score count in full for that wave. It assumes that
whether she answered depends on nothing but the scores we have ("missing at random"): an
assumption the figures cannot test, so this stands beside the complete pairs, never instead.

The middle of a woman's two scores and the step between them are independent, so the model is a
weighted regression over four groups: middles, steps, and the single scores of either wave. Only
one thing is searched for, how far her two scores stand ``apart`` (1 less their correlation), and
by the slope of the likelihood, so that no figure carries the roughness of a lowest point.

Sources: Laird & Ware 1982 (Biometrics 38:963); Pinheiro & Bates 2000, chapter 2.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple

import scipy

from outcomes.statistics.exact import BLUR, Counts, Moments, changes, in_parts, moments
from outcomes.statistics.reasons import Interval, Reason

STARTS = tuple(10 ** (-power / 10) for power in range(130))
"""Where the search looks first: from 1 (two scores as of two women) down to nearly 0."""


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """Mean change (second wave minus first), in points, from all women with a score."""

    n_women: int
    n_scores: int
    change: float | None = None
    se: float | None = None
    df: int | None = None
    """Complete pairs less one: scores less women less one, as nlme counts inside women."""
    ci95: Interval | None = None
    """From t. With complete pairs only, all of this is the paired t test."""
    sd_between: float | None = None
    """How much women differ lastingly."""
    sd_within: float | None = None
    reason: Reason | None = None
    """Why all is null; or ``boundary``: the fit has no lasting difference between women (a
    woman's scores agree no better than two women's), and the figures are those of two groups."""


class _Group(NamedTuple):
    """Independent figures of one kind: how many, their mean, and their squares around it.

    Each measures ``middle`` times the middle of both waves plus ``change`` times the change.
    """

    n: int
    mean: float
    squares: float
    middle: float
    change: float

    def around(self, means: tuple[float, float]) -> float:
        """The squares around what the model says of the middle and the change."""
        off = self.mean - self.middle * means[0] - self.change * means[1]
        return self.squares + self.n * off * off


class _Worth(NamedTuple):
    """How much the data say, for scores of variance 1: about the middle, the change, and both."""

    middle: float
    change: float
    both: float

    @property
    def det(self) -> float:
        return self.middle * self.change - self.both**2


class _Fit(NamedTuple):
    """The best fit at one ``apart``; ``slope`` is of the likelihood (-2 log, restricted)."""

    change: float
    variance: float
    """Of one score."""
    se: float
    value: float
    slope: float


class _Model(NamedTuple):
    """The four groups of independent figures."""

    middles: _Group
    steps: _Group
    first: _Group
    second: _Group

    def fit(self, apart: float) -> _Fit:
        n_pairs, free = self.steps.n, 2 * self.steps.n + self.first.n + self.second.n - 2
        weights = (2 / (2 - apart), 0.5 / apart, 1.0, 1.0)
        turns = (2 / (2 - apart) ** 2, -0.5 / apart**2)  # how the first two weights change
        worth, means = self._solved(weights)
        squares = sum(w * group.around(means) for w, group in zip(weights, self, strict=True))
        squares_turn = sum(w * group.around(means) for w, group in zip(turns, self, strict=False))
        det_turn = n_pairs * (turns[0] * worth.change + turns[1] * worth.middle)
        among = apart * (2 - apart)
        return _Fit(
            change=means[1],
            variance=squares / free,
            se=math.sqrt(squares / free * worth.middle / worth.det),
            value=n_pairs * math.log(among) + math.log(worth.det) + free * math.log(squares),
            slope=2 * n_pairs * (1 - apart) / among
            + det_turn / worth.det
            + free * squares_turn / squares,
        )

    def _solved(self, weights: tuple[float, ...]) -> tuple[_Worth, tuple[float, float]]:
        """Weighted least squares: what the data are worth, and the middle and change they give."""
        each = [(w * group.n, group) for w, group in zip(weights, self, strict=True)]
        worth = _Worth(
            middle=sum(w * g.middle**2 for w, g in each),
            change=sum(w * g.change**2 for w, g in each),
            both=sum(w * g.middle * g.change for w, g in each),
        )
        at_middle = sum(w * g.middle * g.mean for w, g in each)
        at_change = sum(w * g.change * g.mean for w, g in each)
        middle = (worth.change * at_middle - worth.both * at_change) / worth.det
        change = (worth.middle * at_change - worth.both * at_middle) / worth.det
        return worth, (middle, change)


def random_intercept(counts: Counts) -> RandomIntercept:
    """Mean change from how many people have each (before, after); None: missing.

    Null with a reason unless two complete pairs changed differently: without them nothing tells
    how alike one woman's scores are.
    """
    model = _model(counts)
    singles, n_pairs = model.first.n + model.second.n, model.steps.n
    women, scores = n_pairs + singles, 2 * n_pairs + singles
    if reason := _reason(model):
        return RandomIntercept(women, scores, reason=reason)
    apart = _most_likely(model)
    fit = model.fit(apart)
    half = float(scipy.stats.t.ppf(0.975, n_pairs - 1)) * fit.se
    return RandomIntercept(
        n_women=women,
        n_scores=scores,
        change=fit.change,
        se=fit.se,
        df=n_pairs - 1,
        ci95=(fit.change - half, fit.change + half),
        sd_between=math.sqrt(fit.variance * (1 - apart)),
        sd_within=math.sqrt(fit.variance * apart),
        reason=Reason.BOUNDARY if apart == 1 else None,
    )


def _model(counts: Counts) -> _Model:
    whole, parts = in_parts({score for pair in counts for score in pair if score is not None})
    cells, first, second = [], [], []
    for (before, after), n in counts.items():
        if before is not None and after is not None:
            cells.append((whole[before], whole[after], n))
        elif before is not None:
            first.append((whole[before], n))
        elif after is not None:
            second.append((whole[after], n))
    return _Model(
        middles=_group(moments(((a + b, n) for a, b, n in cells), 2 * parts), 1, 0),
        steps=_group(moments(changes(cells), parts), 0, 1),
        first=_group(moments(first, parts), 1, -0.5),
        second=_group(moments(second, parts), 1, 0.5),
    )


def _group(figures: Moments, middle: float, change: float) -> _Group:
    if figures.n == 0:
        return _Group(0, 0.0, 0.0, middle, change)
    squares = figures.deviations / (figures.n * figures.parts**2)
    return _Group(figures.n, figures.mean or 0.0, squares, middle, change)


def _reason(model: _Model) -> Reason | None:
    if model.steps.n < 2:
        return Reason.ONE_PAIR if model.steps.n else Reason.NO_PAIRS
    lost = BLUR**2 * model.middles.squares  # beside how far women stand from each other
    return None if model.steps.squares > lost else Reason.NO_VARIATION


def _most_likely(model: _Model) -> float:
    """The ``apart`` at which the likelihood no longer rises; 1 where it rises up to there."""
    low = high = min(STARTS, key=lambda apart: model.fit(apart).value)
    while model.fit(low).slope > 0:
        low /= 2
    while high < 1 and model.fit(high).slope < 0:
        high = min(1.0, high * 2)
    if model.fit(high).slope <= 0:
        return high
    limits = math.log(low), math.log(high)
    return math.exp(
        scipy.optimize.brentq(lambda log: model.fit(math.exp(log)).slope, *limits, xtol=1e-15)
    )
