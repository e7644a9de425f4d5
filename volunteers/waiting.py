"""How long somebody has waited, in words. Pure.

Who waits again keeps the place she had, and the list stays in that order. That she waited all the
time would not be true: her volunteer was there for her in between.
"""

from dataclasses import dataclass
from datetime import date

from volunteers.wording import days

LONG = 28  # days
TODAY = "since today"


@dataclass(frozen=True)
class Wait:
    """From when her place is, and since when she waits for somebody now."""

    place_from: date
    since: date
    on: date

    @property
    def days(self) -> int:
        return (self.on - self.since).days

    @property
    def is_long(self) -> bool:
        return self.days > LONG

    @property
    def is_again(self) -> bool:
        return self.place_from < self.since

    @property
    def said(self) -> str:
        """Beside her name: ``waits 12 days``."""
        return self._back if self.is_again else f"waits {days(self.days)}" if self.days else TODAY

    @property
    def sentence(self) -> str:
        return f"{self._back}." if self.is_again else f"She has waited {days(self.days)}."

    @property
    def place_kept(self) -> str:
        """``keeps her place from 10 September``; nothing for whoever waits for the first time."""
        year = "" if self.place_from.year == self.on.year else f" {self.place_from.year}"
        return f"keeps her place from {self.place_from:%-d %B}{year}" if self.is_again else ""

    @property
    def _back(self) -> str:
        how_long = f"for {days(self.days)}" if self.days else TODAY
        return f"Back in the list {how_long}; {self.place_kept}"
