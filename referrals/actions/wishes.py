"""How she would like our messages, and that she wants none."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from pim import clock
from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import notices, outbox
from pim.quiet_hours import DAYTIME
from referrals import consent, queries
from referrals.actions.locking import locked_case
from referrals.enums import ContactChannel, Means, Purpose
from referrals.models import Consent, MessageWishes, Referral

SHE_SAID_STOP = "she_said_stop"


@dataclass(frozen=True)
class HerHours:
    """The part of the day she wants messages in; both empty: any of ours."""

    opens: time | None = None
    closes: time | None = None


@transaction.atomic
def change_wishes(
    *,
    referral: Referral,
    channel: ContactChannel | str | None = None,
    hours: HerHours | None = None,
    quiet_until_on: date | None = None,
    word_first: bool | None = None,
    by: Actor,
    now: datetime,
) -> MessageWishes:
    """Change what is given and leave the rest; a day that is over takes a quiet time back."""
    hers = locked_case(referral)
    wishes = queries.wishes_of(hers[0].parent)
    before = _values(wishes)
    if channel is not None:
        wishes.channel = channel
    if hours is not None:
        _check_hours(hours)
        wishes.hours_from, wishes.hours_until = hours.opens, hours.closes
    if quiet_until_on is not None:
        is_to_come = quiet_until_on > clock.day_of(now)
        wishes.quiet_until_on = quiet_until_on if is_to_come else None
    if word_first is not None:
        wishes.word_first = word_first
    if changed := [name for name, value in _values(wishes).items() if value != before[name]]:
        wishes.changed_at = now
        wishes.save()
        audit.record(
            by=by, action="wishes.changed", target=referral, now=now, fields=" ".join(changed)
        )
    return wishes


def _values(wishes: MessageWishes) -> dict:
    names = ("channel", "hours_from", "hours_until", "quiet_until_on", "word_first")
    return {name: getattr(wishes, name) for name in names}


def _check_hours(hours: HerHours) -> None:
    if (hours.opens is None) != (hours.closes is None):
        raise DomainError("Give both, from when and until when, or neither.")
    if hours.opens is None:
        return
    opens, closes = max(hours.opens, DAYTIME.opens), min(hours.closes, DAYTIME.closes)
    if opens >= closes:
        raise DomainError("We send messages from 9 in the morning to 8 in the evening only.")


@transaction.atomic
def stop_messages(
    *, referral: Referral, means: Means = Means.BY_MESSAGE, by: Actor, now: datetime
) -> int:
    """She answered STOP, or pressed it. Whoever says so twice has said it once. How many were
    taken back."""
    hers = locked_case(referral)
    for one in hers:
        if consent.has_given(one, Purpose.MESSAGES):
            consent.record(
                referral=one,
                purpose=Purpose.MESSAGES,
                given=False,
                means=means,
                by=by,
                now=now,
            )
    keys, about = notices.to_her(), [one.pk for one in hers]
    return outbox.cancel(reason=SHE_SAID_STOP, notice__in=keys, about_id__in=about)


@transaction.atomic
def start_messages(
    *, referral: Referral, means: Means = Means.BY_MESSAGE, by: Actor, now: datetime
) -> bool:
    """She answered START: where she had said yes before she stopped them, they go again. Whether
    they go now; who was never asked, or only ever said no, is asked by a person."""
    hers = locked_case(referral)
    for one in hers:
        said_yes = Consent.objects.filter(referral=one, purpose=Purpose.MESSAGES, given=True)
        if said_yes.exists() and not consent.has_given(one, Purpose.MESSAGES):
            consent.record(
                referral=one,
                purpose=Purpose.MESSAGES,
                given=True,
                means=means,
                by=by,
                now=now,
            )
    return consent.has_given(referral, Purpose.MESSAGES)
