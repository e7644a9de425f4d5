"""The interval of a standardised mean change, from the noncentral t distribution.

Source: Steiger & Fouladi 1997, as R's packages effectsize and MBESS have it.
"""

import math

import scipy

from outcomes.statistics.reasons import Interval

FAR_OUT = 500
"""Beyond this t scipy's noncentral t loses digits, and the integral below is exact to the last."""
TAIL = 9
"""Standard deviations beyond which a normal variable is never found (1e-19)."""


def d_z_interval(t: float, n: int) -> Interval:
    """The noncentrality parameters that put ``t`` on either 2.5 % tail, in units of d_z."""
    lower, upper = (_noncentrality(abs(t), n - 1, share) for share in (0.975, 0.025))
    if t < 0:
        lower, upper = -upper, -lower
    return lower / math.sqrt(n), upper / math.sqrt(n)


def _noncentrality(t: float, df: int, share: float) -> float:
    """The noncentrality whose distribution has ``share`` of its mass below ``t``; t >= 0."""

    def above(noncentrality: float) -> float:
        return _below(t, df, noncentrality) - share

    start = t * math.sqrt(float(scipy.stats.chi2.ppf(1 - share, df)) / df)
    low, high = start - 3, start + 3
    while above(low) < 0:
        low -= 3
    while above(high) > 0:
        high += 3
    return float(scipy.optimize.brentq(above, low, high, xtol=1e-13, rtol=1e-14))


def _below(t: float, df: int, noncentrality: float) -> float:
    """The mass of the noncentral t distribution below ``t``."""
    if t > FAR_OUT:
        return _below_far_out(t, df, noncentrality)
    return float(scipy.stats.nct.cdf(t, df, noncentrality))


def _below_far_out(t: float, df: int, noncentrality: float) -> float:
    """The chance that (normal + noncentrality) / sqrt(chi-square / df) stays below ``t``.

    Summed over the normal part in even steps, which for a smooth function is exact to the last
    digit as long as the steps are finer than what they run over.
    """
    step = min(0.5, t / math.sqrt(df) / 3)
    around = math.ceil(TAIL / step)
    normal = [step * i for i in range(-around, around + 1)]
    least = [df * (max(0.0, z + noncentrality) / t) ** 2 for z in normal]
    chances = scipy.stats.norm.pdf(normal) * scipy.stats.chi2.sf(least, df)
    return float(chances.sum()) * step
