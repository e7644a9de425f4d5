"""What the figures would be if those who did not answer had not changed.

Two plain answers beside the random-intercept model, both against the programme. Neither is an
estimate: they show how much hangs on whoever is missing.
"""

from collections import Counter

from outcomes.statistics.exact import Counts
from outcomes.statistics.proportions import Proportion, proportion


def baseline_carried_forward(counts: Counts) -> Counts:
    """Each missing second score becomes the first one.

    Give the result to ``paired_change_of`` (the mean change of all who began) or to
    ``scale_change_of`` (they count as unchanged, and as cases where they were cases).
    """
    found: Counter[tuple[float | None, float | None]] = Counter()
    for (before, after), n in counts.items():
        found[before, before if after is None else after] += n
    return found


def silent_counted_unchanged(answered: Proportion, n_silent: int) -> Proportion:
    """x of n with ``n_silent`` more people of whom none is one of the x."""
    if n_silent < 0:
        raise ValueError(f"{n_silent} people cannot be silent")
    return proportion(answered.x, answered.n + n_silent)
