"""Whether this is a moment to ask her: not while her support rests, and once a day at most."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from outcomes.models import QuestionnaireRequest
from outcomes.schedule import start_of
from pim import clock
from pim.enums import GONE_OUT, AttemptOutcome, Channel, MessageClass, MessageState
from pim.messages import channels
from pim.models import Message, MessageAttempt
from referrals.enums import ContactChannel, Purpose
from referrals.models import Consent, Referral
from referrals.queries import has_a_safe_way
from volunteers.enums import MatchStatus
from volunteers.models import Pause


def pause_of(referral: Referral) -> Pause | None:
    """The one that lasts."""
    running = Pause.objects.filter(match__referral=referral, match__status=MatchStatus.ACTIVE)
    return running.filter(ended_on__isnull=True).first()


def pauses_of(referrals: Sequence[UUID]) -> dict[UUID, Pause]:
    """Those that last, by referral; one query."""
    running = Pause.objects.filter(match__referral__in=referrals, match__status=MatchStatus.ACTIVE)
    lasting = running.filter(ended_on__isnull=True).select_related("match")
    return {pause.match.referral_id: pause for pause in lasting}


def rests_until(referral: Referral, on: date) -> date | None:
    """The day on which somebody looks at her pause again, if that is still to come."""
    pause = pause_of(referral)
    return pause.look_again_on if pause and pause.look_again_on > on else None


def rested_throughout(request: QuestionnaireRequest) -> bool:
    """Whether her support was paused from the first day of the window to the last."""
    pause = pause_of(request.referral)
    return pause is not None and pause.from_on <= clock.day_of(request.opened_at)


ASKING = ("questionnaire.invitation", "questionnaire.reminder")


def was_asked(request: QuestionnaireRequest) -> bool:
    """Whether a message about it may have reached her."""
    out = (*GONE_OUT, MessageState.SENDING, MessageState.UNKNOWN)
    of_it = Message.objects.filter(object_id=request.pk, notice__in=ASKING)
    return of_it.filter(state__in=out).exists()


NO_YES = ("no_consent", "consent_not_asked")
MAY_PASS = ("no_safe_way", *NO_YES)  # why a message about questions waits for her last day


def what_has_passed(now: datetime) -> QuerySet[Message]:
    """What waits for her yes to messages, or for a safe way to her, although there is one now."""
    put_off = Message.objects.filter(
        state=MessageState.QUEUED,
        klass=MessageClass.REMINDER,
        due_at__gt=now,
        notice__in=ASKING,
        reason__in=MAY_PASS,
    )
    reached = QuestionnaireRequest.objects.filter(_has_a_way(), pk=OuterRef("object_id"))
    way = Subquery(reached.values("pk")[:1])  # one by one: few wait, and many can be reached
    said_yes = Q(reason__in=NO_YES, yes=True)
    has_a_way = Q(reason="no_safe_way", way__isnull=False)
    return put_off.annotate(yes=_latest_about_messages(), way=way).filter(said_yes | has_a_way)


def _latest_about_messages() -> Subquery:
    hers = Consent.objects.filter(
        referral__questionnairerequest=OuterRef("object_id"), purpose=Purpose.MESSAGES
    )
    return Subquery(hers.order_by("-at", "-id").values("given")[:1])


def _has_a_way() -> Q:
    """By one of the channels of the wave."""
    able = {Channel.EMAIL: ContactChannel.EMAIL}
    if channels.can_text():
        able[Channel.SMS] = ContactChannel.TEXT
    found = Q()
    for channel, way in able.items():
        found |= Q(has_a_safe_way(way, "referral__parent"), wave__channels__contains=[channel])
    return found


def invitation_waits(request: QuestionnaireRequest) -> bool:
    """Whether the first message about it is still to go."""
    waiting = (MessageState.QUEUED, MessageState.CLAIMED)
    of_it = Message.objects.filter(object_id=request.pk, notice=ASKING[0])
    return of_it.filter(state__in=waiting).exists()


def was_asked_today(referral: Referral, now: datetime) -> bool:
    """Whether a message that asks her something may have reached her on this local day, or is on
    its way."""
    today = start_of(clock.day_of(now))
    hers = Message.objects.filter(about_id=referral.pk, notice__in=ASKING)
    out = Q(sent_at__gte=today) | Q(state=MessageState.SENDING) | _perhaps_since(today)
    return hers.filter(out).exists()


def _perhaps_since(moment: datetime) -> Q:
    """What nobody is sure of. Where the worker died at it nobody knows when, either: then the
    day after it was due counts too, for a day's wait does her no harm."""
    cut_off = MessageAttempt.objects.filter(message=OuterRef("pk"), outcome=AttemptOutcome.UNKNOWN)
    died_at_it = ~Exists(cut_off) & Q(due_at__gte=moment - timedelta(days=1))
    return Q(state=MessageState.UNKNOWN) & (Exists(cut_off.filter(at__gte=moment)) | died_at_it)
