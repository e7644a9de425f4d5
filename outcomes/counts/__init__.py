"""How many women went from one score to another, kept ready for reports of any size.

The counts of a month of a site are stored. Whatever changes a score, or where a referral counts,
leaves a row in ``StaleCounts``: PostgreSQL's triggers write it, so no verb can forget to. A sweep
makes stale months anew. A reader takes what is stored and counts the stale months itself, in one
statement: what it reads always equals the long way round.
"""

from outcomes.counts.counting import BEFORE, WHO_COUNTS
from outcomes.counts.reading import Counted, Counts, Span, pair_counts, pair_counts_by_site
from outcomes.counts.renewing import renew_stale_months

__all__ = [
    "BEFORE",
    "WHO_COUNTS",
    "Counted",
    "Counts",
    "Span",
    "pair_counts",
    "pair_counts_by_site",
    "renew_stale_months",
]
