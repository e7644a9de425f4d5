"""Where everything stands at a site: what was last done for each person, and what is due next.

An app further up adds what it knows in ``AppConfig.ready()``: ``cover.add(done=..., due=...)``.
Each source is asked once for all the referrals of a page, and gives any number of answers.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from pim.models import User
from referrals.models import Referral


@dataclass(frozen=True)
class Done:
    """Something that was done for her, when, and by whom."""

    referral: UUID
    at: datetime
    what: str
    who: str


@dataclass(frozen=True)
class Due:
    """Something to do by a day; the earliest day of a referral is what the page shows."""

    referral: UUID
    on: date
    what: str


@dataclass(frozen=True)
class Standing:
    referral: Referral
    done: Done | None
    due: Due | None
    is_alarming: bool = False

    @property
    def order(self) -> tuple:
        """Who may be in danger, then what is due first; without a day, the longest wait first."""
        due_on = self.due.on if self.due else date.max
        return (not self.is_alarming, due_on, self.referral.status_since)


DoneSource = Callable[[Sequence[Referral]], Iterable[Done]]
DueSource = Callable[[Sequence[Referral], date], Iterable[Due]]

WorrySource = Callable[[User, Sequence[Referral]], Iterable[Due]]

_done: list[DoneSource] = []
_due: list[DueSource] = []
_worries: list[WorrySource] = []


def add(
    *,
    done: DoneSource | None = None,
    due: DueSource | None = None,
    worry: WorrySource | None = None,
) -> None:
    """``worry``: what puts her first, of which only some readers may know."""
    _done.extend([done] if done else [])
    _due.extend([due] if due else [])
    _worries.extend([worry] if worry else [])


def worries(user: User, referrals: Sequence[Referral]) -> list[Due]:
    return [due for source in _worries for due in source(user, referrals)]


def standings(
    referrals: Sequence[Referral],
    today: date,
    *,
    besides: Iterable[Due] = (),
    alarming: Collection[UUID] = (),
) -> list[Standing]:
    """One for each referral, in the order in which somebody has to do something.

    ``besides`` is what only this reader may know of; ``alarming`` is who comes first.
    """
    last: dict[UUID, Done] = {}
    for done in (one for source in _done for one in source(referrals)):
        known = last.get(done.referral)
        last[done.referral] = max(known, done, key=lambda one: one.at) if known else done
    first: dict[UUID, Due] = {}
    for due in (*besides, *(one for source in _due for one in source(referrals, today))):
        known = first.get(due.referral)
        first[due.referral] = min(known, due, key=lambda one: one.on) if known else due
    made = [
        Standing(one, last.get(one.pk), first.get(one.pk), one.pk in alarming) for one in referrals
    ]
    return sorted(made, key=lambda one: one.order)
