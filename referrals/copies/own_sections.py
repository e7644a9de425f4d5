"""What a copy holds besides the tables of the export: she has a right to it, no site needs it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.formats import date_format

from referrals import who_looked
from referrals.caseload.tables import Column, Table
from referrals.copies import gathering
from referrals.models import EqualityAnswers
from referrals.parts_of_hers import at

FOR_COUNTING = Table(
    "for_counting",
    "what you told us for counting only; nobody here reads it one by one",
    EqualityAnswers,
    lambda site: EqualityAnswers.objects.filter(referral__site=site),
    (
        Column("ethnic_group", "Ethnic group"),
        Column("disability", "Disability"),
        Column("religion", "Religion"),
        Column("sexual_orientation", "Sexual orientation"),
        Column("answered_at", "When you told us"),
    ),
    whose=at("referral__parent"),
)


def register() -> None:
    gathering.add_table(FOR_COUNTING, for_her_alone=True)
    gathering.add("who_looked", "who opened what we keep about you, in the last year", _looks)


def _looks(people: Collection[UUID], now: datetime) -> list[list[tuple[str, str]]]:
    looks = [look for one in people for look in who_looked.looks(one, now=now)]
    return [[(date_format(look.on, "j F Y"), _said(look))] for look in looks]


def _said(look: who_looked.Look) -> str:
    return f"{look.role}, {look.times} times" if look.times > 1 else look.role
