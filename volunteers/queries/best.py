"""The best volunteers for one mum, in one statement. The database lays bits over bits, sorts, and
looks at places and at who is not to be put together of the best alone: see the migrations that make
``volunteers_best`` and keep ``checks_hold_until``.

It says who, in which order and what each offers. Reasons and points come from
``volunteers.matching``.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from pim import clock
from pim.access import roles
from pim.models import User
from referrals.enums import Background, Wish
from referrals.models import Referral
from volunteers.enums import Stage
from volunteers.matching import Candidate, Offer, Weights, candidate, stage_of
from volunteers.matching.common import slots
from volunteers.matching.needs import DAYS_OF_TIME, EVERY_FORMAT
from volunteers.queries.answering import hear_later
from volunteers.queries.apart import Between
from volunteers.queries.pairing import baby_weeks, need_between
from volunteers.queries.rules import weights_said

HOW_MANY = 10
SCORED = (  # in the order of the parameters; the rest is the same for everybody
    *("experience", "continuity", "language", "background", "background_left_out", "times"),
    *("days", "formats", "same_area", "travels", "stage"),
)
CALL = f"SELECT * FROM volunteers_best({', '.join(['%s'] * 29)})"
WEIGHTS = "SELECT weights FROM volunteers_supportrules WHERE programme_id = %s"


class Best(NamedTuple):
    """One of them, as the database gives her."""

    volunteer: str
    site: str
    district: str | None
    travels_to: list[str]
    languages: list[str]
    formats: list[str]
    times: list[str]
    days: list[int]
    experience: int  # bits, as are the next three
    rather_not: int
    stages: int
    background: int
    free: int
    known: bool  # was there for her before, and it went well


def best_ten(referral: Referral, user: User, on: date) -> list[Candidate]:
    """The same as ``rank(...)[:10]`` of all whom she may be proposed to. Three statements."""
    weights = _weights_of(referral.programme_id)
    later = hear_later(now=clock.now()).get(str(referral.pk), frozenset())
    found = best_rows(referral, user, weights, on=on, how_many=HOW_MANY + len(later))
    rows = [row for row in found if str(row.volunteer) not in later][:HOW_MANY]
    between = Between(been_there={row.volunteer for row in rows if row.known})
    need = need_between(referral, between, on=on)
    return [candidate(need, _offer(row, need.programme), weights) for row in rows]


def best_rows(
    referral: Referral, user: User, weights: Weights, *, on: date, how_many: int = HOW_MANY
) -> list[Best]:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CALL, _asked(referral, user, weights, on, how_many))
        return [Best(*row) for row in cursor.fetchall()]


def _weights_of(programme: UUID) -> Weights:
    with connection.cursor() as cursor:
        cursor.execute(WEIGHTS, [programme])
        row = cursor.fetchone()
    return weights_said(json.loads(row[0]) if row else {})


def _offer(row: Best, programme: str) -> Offer:
    """Whoever was found may be there for one mum, is here, and her checks hold."""
    return Offer(
        volunteer=row.volunteer,
        site=row.site,
        programme=programme,
        district=row.district or "",
        travels_to=frozenset(row.travels_to),
        languages=frozenset(row.languages),
        formats=frozenset(row.formats),
        times=frozenset(row.times),
        days=frozenset(row.days),
        experience=WISHES.codes(row.experience),
        rather_not=WISHES.codes(row.rather_not),
        stages=STAGES.codes(row.stages),
        background=BACKGROUNDS.codes(row.background),
        free=row.free,
    )


# --- What the statement is asked with ------------------------------------------------------
def _asked(referral: Referral, user: User, weights: Weights, on: date, how_many: int) -> list[Any]:
    parent = referral.parent
    return [
        *(str(referral.pk), str(referral.parent_id), parent.postcode_index),
        *(str(referral.site_id), str(referral.programme_id), parent.postcode_district or ""),
        *(parent.language.lower(), parent.needs_interpreter),
        *_needed(referral, on),
        *_points(referral, weights),
        *(on, _seen_sites(user, referral), _herself(user), how_many),
    ]


class Known:
    """Codes in the order of their bits."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.bit = {code: 1 << place for place, code in enumerate(codes)}
        self.codes = cache(self._codes)

    def bits(self, codes: Iterable[str]) -> int:
        return sum(self.bit[code] for code in set(codes))

    def _codes(self, bits: int) -> frozenset[str]:
        return frozenset(code for code, bit in self.bit.items() if bits & bit)


FORMATS = Known(("phone", "video", "text", "home", "out"))  # the last two are face to face
WISHES, BACKGROUNDS, STAGES = Known(Wish.values), Known(Background.values), Known(Stage.values)
PARTS = {time: place for place, time in enumerate(DAYS_OF_TIME)}


def _needed(referral: Referral, on: date) -> list[int]:
    """What she needs, as bits in the order of the columns of a volunteer."""
    stage = stage_of(baby_weeks(referral, on=on))
    return [
        _slots(frozenset(referral.times), frozenset(referral.days)),
        FORMATS.bits(referral.formats or EVERY_FORMAT),
        WISHES.bits(referral.wishes),
        BACKGROUNDS.bits(referral.background_wanted),
        BACKGROUNDS.bits(referral.background_unwanted),
        STAGES.bits([stage] if stage else []),
    ]


@cache
def _slots(times: frozenset[str], days: frozenset[int]) -> int:
    return sum(1 << (7 * PARTS[time] + day) for time, day in slots(times, days))


def _points(referral: Referral, weights: Weights) -> list[int]:
    """What can count for nobody here is worth nothing."""
    points = {key: weights.points(key) for key in SCORED}
    if referral.parent.language.lower() == "english":
        points["language"] = 0
    if not referral.background_unwanted:
        points["background_left_out"] = 0
    if not referral.parent.postcode_district:
        points["travels"] = 0
    return list(points.values())


def _seen_sites(user: User, referral: Referral) -> list[UUID] | None:
    """The sites whose volunteers she may see; None where she sees all of the programme's."""
    granted = roles.GRANTS[roles.SEE_VOLUNTEERS]
    held = [member for member in roles.memberships(user) if member.role in granted]
    if any(one.is_everywhere or one.programme_id == referral.programme_id for one in held):
        return None
    return [one.site_id for one in held if one.site_id]


def _herself(user: User) -> UUID | None:
    return user.pk if roles.can(user, roles.SUPPORT_MUMS) else None
