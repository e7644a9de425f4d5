"""Who may be the same person as whom, and why we think so. A person decides.

Only what the user may see is ever compared, and only within one programme: what lies elsewhere
is not even hinted at.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from referrals.enums import ClosedReason, ContactChannel
from referrals.models import Parent, Referral, SafeContact, ToldApart

# How like each other two names must be, by their groups of three letters: Aisha and Ayesha are.
# The same figure as pg_trgm's own default, which is what the index of names answers.
SIMILAR_NAME = 0.3
CLOSE_NAME = 0.5  # Sara and Sarah are
DAYS_APART = 14  # a due date moves with the first scan, and a baby comes when it comes
SAME_ADDRESS = {
    ContactChannel.PHONE: "same phone number",
    ContactChannel.TEXT: "same phone number",
    ContactChannel.EMAIL: "same e-mail address",
}


@dataclass
class Likeness:
    """Another person's referral (the open one, else the newest), and why she may be the same.

    Only what ``is_likely`` is put before somebody unasked: among a few thousand people many have
    a name like hers and a baby of the same fortnight.
    """

    other: Referral
    why: list[str] = field(default_factory=list)
    is_likely: bool = False


class Reason(NamedTuple):
    one: UUID
    other: UUID
    why: str
    is_likely: bool


def possible_duplicates(user, referral: Referral) -> list[Likeness]:
    return possible_duplicates_of(user, [referral])[referral.pk]


def possible_duplicates_of(user, referrals: Sequence[Referral]) -> dict[UUID, list[Likeness]]:
    """For each of these referrals the others who may be her. Three queries, however many."""
    mine = {referral.pk: referral for referral in referrals}
    by_address = _pairs(SAME_ADDRESS_SQL, mine)
    by_name = _pairs(SIMILAR_NAME_SQL, mine)
    others = _seen(user, {other for _, other, _ in (*by_address, *by_name)})
    reasons = _reasons(mine, others, by_address, by_name)
    found = {pk: _one_a_person(others, why) for pk, why in _by_referral(reasons).items()}
    return {pk: found.get(pk, []) for pk in mine}


# The index of names serves the operator %; the names of the fields come from the models.
_TABLES = {
    "referral": Referral._meta.db_table,
    "parent": Parent._meta.db_table,
    "contact": SafeContact._meta.db_table,
    "apart": ToldApart._meta.db_table,
}
NOT_TOLD_APART = """
      AND NOT EXISTS (
        SELECT FROM {apart}
        WHERE one_id = LEAST(mine.parent_id, other.parent_id)
          AND other_id = GREATEST(mine.parent_id, other.parent_id)
      )
"""
SAME_ADDRESS_SQL = """
    SELECT DISTINCT mine.id, other.id, own.channel
    FROM {referral} mine
    JOIN {contact} own ON own.parent_id = mine.parent_id
    JOIN {contact} hers ON hers.address_index = own.address_index
    JOIN {referral} other ON other.parent_id = hers.parent_id
    WHERE mine.id = ANY(%s) AND other.parent_id <> mine.parent_id
      AND other.programme_id = mine.programme_id
"""
SAME_ADDRESS_SQL = f"{SAME_ADDRESS_SQL}{NOT_TOLD_APART}".format(**_TABLES)
SIMILAR_NAME_SQL = """
    SELECT mine.id, other.id, similarity(her.called, she.called)
    FROM {referral} mine
    JOIN {parent} she ON she.id = mine.parent_id
    JOIN {parent} her ON her.called %% she.called AND her.id <> she.id
    JOIN {referral} other ON other.parent_id = her.id
    WHERE mine.id = ANY(%s) AND other.programme_id = mine.programme_id
      AND (
        ABS(mine.due_on - other.due_on) <= {days} OR ABS(mine.born_on - other.born_on) <= {days}
        OR ABS(mine.due_on - other.born_on) <= {days} OR ABS(mine.born_on - other.due_on) <= {days}
        OR her.postcode_district = she.postcode_district
          AND her.postcode IS NOT NULL AND she.postcode IS NOT NULL
      )
"""
SIMILAR_NAME_SQL = f"{SIMILAR_NAME_SQL}{NOT_TOLD_APART}".format(**_TABLES, days=DAYS_APART)


def _pairs(sql: str, mine) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(mine)])
        return cursor.fetchall()


def _seen(user, ids) -> dict[UUID, Referral]:
    """What was closed as not a real message is nobody's other referral."""
    rows = Referral.objects.visible_to(user).filter(pk__in=ids)
    rows = rows.exclude(closed_reason=ClosedReason.NOT_GENUINE)
    return {one.pk: one for one in rows.select_related("parent", "site")}


def _reasons(mine, others, by_address, by_name) -> list[Reason]:
    reasons = [
        Reason(one, other, SAME_ADDRESS[channel], is_likely=True)
        for one, other, channel in by_address
        if other in others and channel in SAME_ADDRESS
    ]
    for one, other, likeness in by_name:
        if other in others and likeness >= SIMILAR_NAME:
            shared = in_common(mine[one], others[other])
            called = "same name" if likeness == 1 else "similar name"
            likely = likeness >= CLOSE_NAME and not _elsewhere(mine[one], others[other])
            reasons += [Reason(one, other, f"{called}, and {what}", likely) for what in shared]
    return reasons


def _elsewhere(one: Referral, other: Referral) -> bool:
    """They gave different halves of a postcode: she may have moved, but that is rare."""
    here, there = one.parent.postcode_district, other.parent.postcode_district
    return bool(here and there) and here != there


def in_common(one: Referral, other: Referral) -> list[str]:
    """What makes two similar names telling: dates close to each other, or one full postcode."""
    dates = [day for day in (_days_apart(one, other),) if day is not None and day <= DAYS_APART]
    shared = [_how_close(days) for days in dates]
    if _full_postcode(one) and _full_postcode(one) == _full_postcode(other):
        shared.append("the same postcode")
    return shared


def _days_apart(one: Referral, other: Referral) -> int | None:
    hers, others = _dates(one), _dates(other)
    return min((abs((a - b).days) for a in hers for b in others), default=None)


def _dates(referral: Referral) -> list[date]:
    return [day for day in (referral.due_on, referral.born_on) if day]


def _how_close(days: int) -> str:
    if days == 0:
        return "due or born on the same day"
    return "due or born within a week" if days <= 7 else "due or born within two weeks"


def _full_postcode(referral: Referral) -> str:
    postcode = referral.parent.postcode or ""
    return postcode if " " in postcode else ""


def _by_referral(reasons: list[Reason]) -> dict[UUID, list[Reason]]:
    found: dict[UUID, list[Reason]] = defaultdict(list)
    for reason in reasons:
        found[reason.one].append(reason)
    return found


def _one_a_person(others: dict[UUID, Referral], reasons: list[Reason]) -> list[Likeness]:
    """Of each other person one referral: the open one, else the newest. The likeliest first."""
    people: dict[UUID, Likeness] = {}
    for reason in sorted(reasons, key=lambda reason: _freshness(others[reason.other])):
        other = others[reason.other]
        found = people.setdefault(other.parent_id, Likeness(other))
        found.other = other
        found.is_likely = found.is_likely or reason.is_likely
        found.why = list(dict.fromkeys([*found.why, reason.why]))
    return sorted(
        people.values(), key=lambda one: (not one.is_likely, -len(one.why), one.other.asked_at)
    )


def _freshness(referral: Referral) -> tuple:
    return referral.closed_at is None, referral.asked_at
