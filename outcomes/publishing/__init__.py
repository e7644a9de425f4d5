"""What people outside the team may read: printed once a quarter, or exact under an agreement."""

from outcomes.publishing.agreeing import (
    end_agreement,
    may_read_exactly,
    read_exactly,
    record_agreement,
)
from outcomes.publishing.printing import publish_next
from outcomes.publishing.reading import Paper, newest_of_each, paper_of, papers_of

__all__ = [
    "Paper",
    "end_agreement",
    "may_read_exactly",
    "newest_of_each",
    "paper_of",
    "papers_of",
    "publish_next",
    "read_exactly",
    "record_agreement",
]
