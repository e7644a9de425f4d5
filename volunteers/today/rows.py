"""How a match stands in a queue, and how pressing it is."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim.admin.today import Row, Urgency
from referrals.models import Referral
from volunteers.models import Match
from volunteers.naming import couple
from volunteers.panels.words import wait_of


def about(match: Match, **columns) -> Row:
    return Row(
        text=couple(match),
        url=reverse("admin:volunteers_match_change", args=[match.pk]),
        **{"urgency": Urgency.NORMAL} | columns,
    )


def urgency(since: datetime, longest: timedelta, now: datetime) -> Urgency:
    return Urgency.OVERDUE if now - since > longest else Urgency.NORMAL


def waited_long(referral: Referral) -> Urgency:
    return Urgency.OVERDUE if wait_of(referral).is_long else Urgency.NORMAL


def with_her_place(referral: Referral, to_do: str) -> str:
    """Why somebody who is back in the list since lately stands before others."""
    kept = wait_of(referral).place_kept
    return f"{to_do}. She {kept}" if kept else to_do
