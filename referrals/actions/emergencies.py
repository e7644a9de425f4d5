"""Opening one record outside one's reach in an emergency: for an hour, with a reason, and told at
once to those whose record it is."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from pim.access import audit, reach, roles
from pim.access.audit import SYSTEM, Actor
from pim.enums import Role
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Membership, User
from referrals.enums import WhyOpened
from referrals.models import EmergencyLook, EmergencyNews, Referral
from referrals.references import spaced

EMERGENCY_NEWS = "referral.opened_in_emergency"
LASTS = timedelta(hours=1)
AT_MOST = 3  # within a day: a night on duty may bring that many, a curious person wants more
NEWS_FOR = timedelta(days=2)


@reach.further("a record outside her reach, by its reference, with why and with notice")
@transaction.atomic
def open_in_emergency(
    *, reference: str, why: WhyOpened, words: str, by: Actor, now: datetime
) -> EmergencyLook:
    roles.check(by.user, roles.OPEN_IN_EMERGENCY)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    _check_not_too_many(user, now)
    referral = _outside_her_reach(reference, user)
    end_run_out_emergencies(now=now)
    look = EmergencyLook.objects.create(
        referral=referral, user=user, why=why, words=words, opened_at=now, until=now + LASTS
    )
    audit.record(by=by, action=EMERGENCY_NEWS, target=referral, now=now, why=why, look=look.pk)
    _tell(look, now)
    return look


@transaction.atomic
def end_emergency(*, look: EmergencyLook, by: Actor, now: datetime) -> None:
    """By herself, or by whoever watches over the record."""
    locked = EmergencyLook.objects.select_for_update().get(pk=look.pk)
    if locked.ended_at or locked.until <= now:
        raise DomainError("It is over already.")
    locked.ended_at = now
    locked.save(update_fields=["ended_at"])
    _record_end(locked, by, now)


@transaction.atomic
def note_emergency_seen(*, look: EmergencyLook, by: Actor, now: datetime) -> None:
    if EmergencyNews.objects.unseen().filter(look=look, user=by.user).update(seen_at=now):
        target = look.referral
        audit.record(by=by, action="referral.emergency_seen", target=target, now=now, look=look.pk)


@transaction.atomic
def end_run_out_emergencies(*, now: datetime) -> int:
    """After the hour nobody sees more by it anyway; this says so in the row."""
    over = list(EmergencyLook.objects.run_out(now).select_for_update())
    for look in over:
        _record_end(look, SYSTEM, now)
    return EmergencyLook.objects.filter(pk__in=[one.pk for one in over]).update(ended_at=F("until"))


def _record_end(look: EmergencyLook, by: Actor, now: datetime) -> None:
    action, target = "referral.emergency_ended", look.referral
    audit.record(by=by, action=action, target=target, now=now, look=look.pk)


def _check_not_too_many(user: User, now: datetime) -> None:
    lately = EmergencyLook.objects.filter(user=user, opened_at__gt=now - timedelta(days=1))
    if lately.count() >= AT_MOST:
        raise DomainError(
            "You have opened three records in an emergency within a day. Please ring the "
            "safeguarding lead or the coordinator whose record it is."
        )


def _outside_her_reach(reference: str, user: User) -> Referral:
    found = Referral.objects.select_related("site", "parent").filter(reference=spaced(reference))
    referral = found.filter(parent__erased_at=None).first()
    if referral is None:
        raise DomainError("There is no record with that number. Please look at it again.")
    if Referral.objects.visible_to(user).filter(pk=referral.pk).exists():
        raise DomainError("You can open this record anyway: look for it under Referrals.")
    if referral.site is None:
        raise DomainError("This record belongs to no area yet. Please ring its programme's staff.")
    return referral


def _tell(look: EmergencyLook, now: datetime) -> None:
    """Each of those who coordinate there, and who answers for data protection."""
    for user in _watching(look):
        news = EmergencyNews.objects.create(look=look, user=user)
        outbox.queue(
            notice=EMERGENCY_NEWS,
            object_id=news.pk,
            about_id=look.referral_id,
            dedupe_key=f"emergency:{news.pk}",
            due_at=now,
            expires_at=now + NEWS_FOR,
        )


def _watching(look: EmergencyLook) -> list[User]:
    site = look.referral.site
    held = (
        Membership.objects.live()
        .select_related("user", "site")
        .filter(role__in=[Role.COORDINATOR, Role.DATA_PROTECTION], user__is_active=True)
    )
    there = {one.user for one in held if one.covers(site) and one.user_id != look.user_id}
    return sorted(there, key=lambda user: str(user.pk))
