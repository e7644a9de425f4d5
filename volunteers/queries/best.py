"""The best volunteers for one mum, in one statement. The database lays bits over bits, sorts, and
looks at places and checks of the best alone: see the migration that makes ``volunteers_best``.

It says who and in which order. The reasons, and the points, come from ``volunteers.matching``.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from pim.access import roles
from pim.models import User
from referrals.enums import Background, Wish
from referrals.models import Referral
from volunteers import check_rules
from volunteers.enums import Stage
from volunteers.matching import Candidate, Weights, candidate, stage_of
from volunteers.matching.common import slots
from volunteers.matching.needs import DAYS_OF_TIME, EVERY_FORMAT
from volunteers.models import Volunteer
from volunteers.queries.pairing import baby_weeks, need_of, offer_of
from volunteers.queries.rules import weights_of

HOW_MANY = 10
FORMATS = ("phone", "video", "text", "home", "out")  # the last two are face to face
SCORED = (  # in the order in which the database adds them up; the rest is the same for everybody
    *("experience", "continuity", "language", "background", "background_left_out", "times"),
    *("days", "formats", "same_area", "travels", "stage"),
)
CALL = f"SELECT volunteer FROM volunteers_best({', '.join(['%s'] * 16)})"


def best_ten(referral: Referral, user: User, on: date) -> list[Candidate]:
    """The same as ``rank(...)[:10]`` of all whom she may be proposed to. A constant number of
    queries, whatever the number of volunteers."""
    weights = weights_of(referral.programme)
    keys = best_keys(referral, user, weights, on=on)
    rows = Volunteer.objects.filter(pk__in=keys).with_standing()
    offers = {row.pk: offer_of(row, on=on) for row in rows}
    need = need_of(referral, on=on)
    return [candidate(need, offers[key], weights) for key in keys if key in offers]


def best_keys(referral: Referral, user: User, weights: Weights, *, on: date) -> list[UUID]:
    """One statement."""
    with connection.cursor() as cursor:
        cursor.execute(CALL, _asked(referral, user, weights, on))
        return [key for (key,) in cursor.fetchall()]


def _asked(referral: Referral, user: User, weights: Weights, on: date) -> list:
    parent = referral.parent
    return [
        *(referral.pk, referral.parent_id, referral.site_id, referral.programme_id),
        *(parent.postcode_district or "", parent.language, parent.needs_interpreter),
        _needed(referral, on),
        [weights.points(key) for key in SCORED],
        *(on, _seen_sites(user, referral), _herself(user)),
        *USUAL_CHECKS,
        HOW_MANY,
    ]


def _needed(referral: Referral, on: date) -> list[int]:
    """What she needs, as bits in the order of the columns of a volunteer."""
    stage = stage_of(baby_weeks(referral, on=on))
    return [
        _slots(referral),
        _bits(referral.formats or EVERY_FORMAT, FORMATS),
        _bits(referral.wishes, Wish.values),
        _bits(referral.background_wanted, Background.values),
        _bits(referral.background_unwanted, Background.values),
        _bits([stage] if stage else [], Stage.values),
    ]


def _bits(codes: Sequence[str], known: Sequence[str]) -> int:
    return sum(1 << place for place, code in enumerate(known) if code in codes)


def _slots(referral: Referral) -> int:
    places = {time: place for place, time in enumerate(DAYS_OF_TIME)}
    free = slots(frozenset(referral.times), frozenset(referral.days))
    return sum(1 << (7 * places[time] + day) for time, day in free)


def _seen_sites(user: User, referral: Referral) -> list[UUID] | None:
    """The sites whose volunteers she may see; None where she sees all of the programme's."""
    granted = roles.GRANTS[roles.SEE_VOLUNTEERS]
    held = [member for member in roles.memberships(user) if member.role in granted]
    if any(one.is_everywhere or one.programme_id == referral.programme_id for one in held):
        return None
    return [one.site_id for one in held if one.site_id]


def _herself(user: User) -> UUID | None:
    return user.pk if roles.can(user, roles.SUPPORT_MUMS) else None


def _usual_checks() -> tuple[list[str], list[str], list[str]]:
    """What is asked where a programme has set nothing: of whom, which kind, which level."""
    rules = check_rules.DEFAULTS
    of = [f"{nation} {role}" for nation, role in rules]
    return of, [str(rule.kind) for rule in rules.values()], [str(r.level) for r in rules.values()]


USUAL_CHECKS = _usual_checks()
