"""Something sad has happened, and a person writes next."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals import queries
from referrals.enums import LossKind, LossWish
from referrals.models import Loss

IF_SHE_DIED = "She has died: tell her volunteer in person, and end the support kindly"
IF_BY_LINK = "Said through the link, no word typed: ring her, whatever the wish says"
WISHES = {
    LossWish.RING: "She would like you to ring",
    LossWish.WRITE: "She would like you to write",
    LossWish.NOT_NOW: "Not now, she said: a short word from you is enough",
}


def register() -> None:
    today.register(
        Queue(
            "losses",
            "Write or ring: something sad has happened",
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
        detail=what_she_wished(loss),
    )


def what_she_wished(loss: Loss) -> str:
    if loss.kind == LossKind.SHE_DIED:
        return IF_SHE_DIED
    if loss.by_link_alone:
        return f"{IF_BY_LINK}. {WISHES[loss.wish]}" if loss.wish else IF_BY_LINK
    return WISHES.get(loss.wish, "She was not asked what she would like")
