"""About how long questions take, wherever she is told so. Pure.

From measured times of answering: Pew Research Center gives an online survey of 15 minutes a
budget of 85 points, of which an ordinary question that stands alone takes one, some ten seconds
("How we keep our online surveys from running too long", pewresearch.org, 8 December 2022). What
is said in one's own words can take minutes there. Here it may be left out: the minute for it is
our own guess.
"""

import math
from collections.abc import Iterable
from datetime import timedelta

from outcomes.definitions import Item, Kind

TO_CHOOSE = timedelta(minutes=15) / 85
OWN_WORDS = timedelta(minutes=1)
AT_LEAST = 2  # with the first page and the last


def minutes_for(items: Iterable[Item]) -> int:
    """Whole minutes, rounded up: nobody is promised less than it takes."""
    whole = sum((OWN_WORDS if item.kind == Kind.TEXT else TO_CHOOSE for item in items), timedelta())
    return max(AT_LEAST, math.ceil(round(whole / timedelta(minutes=1), 3)))
