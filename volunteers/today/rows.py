"""How a match stands in a queue, and how pressing it is."""

from datetime import datetime, timedelta

from django.urls import reverse

from pim.admin.today import Row, Urgency
from volunteers.models import Match
from volunteers.naming import couple


def about(match: Match, **columns) -> Row:
    return Row(
        text=couple(match),
        url=reverse("admin:volunteers_match_change", args=[match.pk]),
        **{"urgency": Urgency.NORMAL} | columns,
    )


def urgency(since: datetime, longest: timedelta, now: datetime) -> Urgency:
    return Urgency.OVERDUE if now - since > longest else Urgency.NORMAL
