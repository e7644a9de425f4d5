"""What leaves the team as a figure. Pure.

Inside the team figures are exact. Outside it (funders), by the rule for small areas: 0 is shown,
1 to 7 is a star, everything else, totals too, is rounded to the nearest 5; rates come from the
rounded figures and need 20 people; means need 8.

This is the first line only. It hides small counts within one table; it does not yet stop
someone from working a count out by comparing several reports.
"""

from dataclasses import dataclass

STAR = "*"
SMALLEST_MEAN = 8
SMALLEST_RATE = 20


@dataclass(frozen=True, slots=True)
class Disclosure:
    """How figures are shown to one reader."""

    is_guarded: bool

    def count(self, n: int) -> int | None:
        """A count as this reader may see it; None for one that is hidden."""
        if not self.is_guarded or n == 0:
            return n
        return None if n < SMALLEST_MEAN else 5 * round(n / 5)

    def words(self, n: int) -> str:
        shown = self.count(n)
        return STAR if shown is None else f"{shown:,}"

    def shows_mean_of(self, n: int) -> bool:
        return n == 0 or n >= SMALLEST_MEAN or not self.is_guarded

    def share(self, x: int, n: int) -> tuple[int, int] | None:
        """Part and whole a rate may be made from; None if there is none to show."""
        part, whole = self.count(x), self.count(n)
        if not whole or part is None or (self.is_guarded and whole < SMALLEST_RATE):
            return None
        return min(part, whole), whole


EXACT = Disclosure(is_guarded=False)
GUARDED = Disclosure(is_guarded=True)
