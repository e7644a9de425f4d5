"""Something sad has happened, and a person writes next."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals import loss_words, queries
from referrals.models import Loss


def register() -> None:
    today.register(
        Queue(
            "losses",
            "Something sad has happened: a person is next",
            rows=to_write,
            permission=roles.WORK_CASES,
            order=5,
            see_all=lambda: reverse("admin:referrals_loss_changelist"),
        )
    )


def to_write(user, now: datetime) -> list[Row]:
    return [row(loss) for loss in queries.to_write_about(user)]


def row(loss: Loss) -> Row:
    return Row(
        text=f"{loss.referral.parent.called or 'Erased'}, {loss.referral.reference}",
        url=reverse("admin:referrals_loss_change", args=[loss.pk]),
        since=loss.said_at,
        urgency=Urgency.AT_ONCE,
        detail=loss_words.next_step(loss, loss.ways_now),
    )
