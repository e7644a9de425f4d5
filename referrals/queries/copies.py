"""Copies of all about a woman: those that are owed, and the one on her page."""

from datetime import datetime

from django.db.models import QuerySet

from referrals.copies.enums import CopyWay
from referrals.models import RecordCopy, Referral


def copy_on_her_page(referral: Referral, now: datetime) -> RecordCopy | None:
    ready = RecordCopy.objects.ready().filter(
        parent=referral.parent_id, way=CopyWay.PAGE, expires_at__gt=now, content__isnull=False
    )
    return ready.order_by("-given_at").first()


def copy_being_made(referral: Referral) -> RecordCopy | None:
    return RecordCopy.objects.not_given_yet().filter(parent=referral.parent_id).first()


def copies_owed(user) -> QuerySet[RecordCopy]:
    waiting = RecordCopy.objects.visible_to(user).not_given_yet()
    return waiting.select_related("referral").order_by("due_on", "pk")
