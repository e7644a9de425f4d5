"""Records that were opened in an emergency, for those whose they are, until they have seen it."""

from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals.models import EmergencyNews


def register() -> None:
    today.register(
        Queue(
            "emergencies",
            "Records opened in an emergency",
            rows=to_see,
            permission=roles.SEE_EMERGENCIES,
            order=15,
            see_all=lambda: reverse("admin:referrals_emergencylook_changelist"),
        )
    )


def to_see(user, now: datetime) -> list[Row]:
    news = EmergencyNews.objects.visible_to(user).unseen().select_related("look__referral")
    return [
        Row(
            text=one.look.referral.reference,
            url=reverse("admin:referrals_emergencylook_change", args=[one.look_id]),
            since=one.look.opened_at,
            urgency=Urgency.AT_ONCE,
            detail=one.look.get_why_display(),
        )
        for one in news.order_by("look__opened_at", "pk")
    ]
