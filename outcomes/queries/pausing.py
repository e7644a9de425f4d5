"""Whether this is a moment to ask her: not while her support rests, and once a day at most."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from outcomes.models import QuestionnaireRequest
from outcomes.schedule import start_of
from pim import clock
from pim.enums import GONE_OUT, MessageState
from pim.models import Message
from referrals.models import Referral
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


def invitation_waits(request: QuestionnaireRequest) -> bool:
    """Whether the first message about it is still to go."""
    waiting = (MessageState.QUEUED, MessageState.CLAIMED)
    of_it = Message.objects.filter(object_id=request.pk, notice=ASKING[0])
    return of_it.filter(state__in=waiting).exists()


def was_asked_today(referral: Referral, now: datetime) -> bool:
    """Whether a message that asks her something has gone on this local day, or is on its way."""
    hers = Message.objects.filter(about_id=referral.pk, notice__in=ASKING)
    if hers.filter(sent_at__gte=start_of(clock.day_of(now))).exists():
        return True
    return hers.filter(state=MessageState.SENDING).exists()
