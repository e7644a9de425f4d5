"""What people outside the team may read: printed once a quarter, or exact under an agreement."""

from outcomes.publishing.agreeing import (
    agreement_for,
    end_agreement,
    read_exactly,
    record_agreement,
)
from outcomes.publishing.printing import publish_next
from outcomes.publishing.reading import Paper, newest_of_each, papers_of

__all__ = [
    "Paper",
    "agreement_for",
    "end_agreement",
    "newest_of_each",
    "papers_of",
    "publish_next",
    "read_exactly",
    "record_agreement",
]
