"""Opening what is due, closing what is over. Sweeps: harmless if they run twice, or two at once."""

from datetime import datetime, timedelta

from django.db import transaction

from outcomes import queries
from outcomes.actions.answering import finish_answered
from outcomes.actions.ending import LINK, end
from outcomes.enums import RequestStatus
from outcomes.models import Instrument, QuestionnaireRequest, RequestInstrument, Wave
from outcomes.schedule import Window
from pim import clock
from pim.access import audit
from pim.access.audit import HERSELF, SYSTEM
from pim.enums import GONE_OUT
from pim.messages import links, outbox
from pim.models import Message
from pim.quiet_hours import next_allowed
from referrals.models import Referral

INVITATION = "questionnaire.invitation"
REMINDER = "questionnaire.reminder"
NEW_LINK = "questionnaire.new_link"
REMINDER_IS_STALE_AFTER = timedelta(days=2)
ONE_NEW_LINK_IN = timedelta(minutes=10)
AT_ONCE = 500  # what is left over is taken by the next sweep


def open_due_requests(*, now: datetime) -> int:
    """Ask every wave that is due of everybody who said yes to being asked. How many opened."""
    _follow_planned_ends(now=now)
    today = clock.day_of(now)
    return sum(
        _open(referral, wave, now=now)
        for wave in queries.active_waves()
        for referral in queries.due_referrals(wave, today)[:AT_ONCE]
    )


@transaction.atomic
def _open(referral: Referral, wave: Wave, *, now: datetime) -> bool:
    today = clock.day_of(now)
    window = queries.window(wave, referral.anchor_on, today)
    asked, left_out = queries.instruments_for(wave, referral.site, today, referral)
    if window is None or not asked:
        return False
    request, created = QuestionnaireRequest.objects.get_or_create(
        referral=referral,
        wave=wave,
        defaults={"opened_at": now, "closes_at": window.closes_at},
    )
    if created:
        _fix_instruments(request, asked)
        _queue_messages(request, window, now)
        codes = {"left_out": " ".join(map(str, left_out))} if left_out else {}
        audit.record(by=SYSTEM, action="questionnaire.opened", target=request, now=now, **codes)
    return created


def _fix_instruments(request: QuestionnaireRequest, asked: list[Instrument]) -> None:
    RequestInstrument.objects.bulk_create(
        RequestInstrument(request=request, instrument=instrument, place=place)
        for place, instrument in enumerate(asked, start=1)
    )


def _queue_messages(request: QuestionnaireRequest, window: Window, now: datetime) -> None:
    _queue(request, INVITATION, f"invite:{request.pk}", now, request.closes_at)
    _queue_reminders(request, window, f"remind:{request.pk}")


def _queue_reminders(request: QuestionnaireRequest, window: Window, key: str) -> None:
    """Those she has had count: moved days bring her no more than the wave has."""
    gone_out = Message.objects.filter(notice=REMINDER, object_id=request.pk, state__in=GONE_OUT)
    for number, day in enumerate(window.reminders[gone_out.count() :], start=1):
        due_at = window.opens_at + (day - window.opens_on)
        stale_at = min(due_at + REMINDER_IS_STALE_AFTER, request.closes_at)
        _queue(request, REMINDER, f"{key}:{number}", due_at, stale_at)


def _queue(
    request: QuestionnaireRequest, notice: str, key: str, due_at: datetime, expires_at: datetime
) -> None:
    outbox.queue(
        notice=notice,
        object_id=request.pk,
        about_id=request.referral_id,
        dedupe_key=key,
        due_at=next_allowed(due_at),
        expires_at=expires_at,
    )


@transaction.atomic
def _follow_planned_ends(*, now: datetime) -> None:
    """Support goes on for longer, so there is more time to answer, and the reminders come later."""
    moved = queries.moved_requests().select_for_update(of=("self",), skip_locked=True)
    for request in moved[:AT_ONCE]:
        anchor_on = request.referral.planned_end_on
        window = queries.window(request.wave, anchor_on, clock.day_of(now))
        if window is None:
            continue
        request.closes_at = window.closes_at
        request.save(update_fields=["closes_at"])
        outbox.cancel(reason="moved", notice=REMINDER, object_id=request.pk)
        _queue_reminders(request, window, f"remind:{request.pk}:{window.closes_on}")
        audit.record(by=SYSTEM, action="questionnaire.moved", target=request, now=now)


def close_expired_requests(*, now: datetime) -> int:
    """End what was not sent in in time. Instruments she answered to the end are scored."""
    return sum(_close(request, now=now) for request in queries.overdue_requests(now)[:AT_ONCE])


@transaction.atomic
def _close(request: QuestionnaireRequest, *, now: datetime) -> bool:
    overdue = queries.overdue_requests(now).filter(pk=request.pk)
    locked = overdue.select_for_update(skip_locked=True).first()
    if locked is None:
        return False
    all_answered = finish_answered(locked, now=now)
    status = RequestStatus.COMPLETED if all_answered else RequestStatus.EXPIRED
    end(locked, status, by=SYSTEM, now=now)
    return True


@transaction.atomic
def send_new_link(*, token: str, now: datetime) -> None:
    """Send a fresh link to the safe contact on file, if the old one was hers and is not done.

    Says nothing either way: whoever asks learns nothing.
    """
    link = links.issued(token, LINK)
    request = queries.open_request(link.object_id, now) if link else None
    if request is None:
        return
    slot = int(now.timestamp() // ONE_NEW_LINK_IN.total_seconds())
    outbox.queue(
        notice=NEW_LINK,
        object_id=request.pk,
        about_id=request.referral_id,
        dedupe_key=f"new_link:{request.pk}:{slot}",
        due_at=now,
        expires_at=request.closes_at,
    )
    audit.record(by=HERSELF, action="questionnaire.new_link", target=request, now=now)
