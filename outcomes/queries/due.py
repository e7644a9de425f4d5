"""What is due, what is over, and whether we may still ask."""

from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from outcomes import schedule
from outcomes.enums import AFTER_SUPPORT, Anchor, StopReason, WaveKey
from outcomes.models import (
    QuestionnaireRequest,
    Wave,
)
from outcomes.queries.anchors import ANCHORS, anchored
from outcomes.queries.before_support import (
    ends_with_first_session,
    has_met_by,
    last_day_over,
    support_has_begun,
)
from outcomes.schedule import WavePlan, Window
from referrals.enums import ACCEPTED, ClosedReason, Purpose, Status
from referrals.models import Consent, Referral
from referrals.queries import has_a_loss

# Whose support was begun and is over: a short one counts as much as a long one.
SUPPORTED = (ClosedReason.COMPLETED, ClosedReason.ENDED_EARLY)


IN_TIME = Case(*(When(key=key, then=place) for place, key in enumerate(WaveKey)))


def active_waves() -> QuerySet[Wave]:
    """Of programmes that somebody has come to, in the order of her time with us: what is asked
    first decides what is asked too soon after it."""
    came = Referral.objects.filter(programme=OuterRef("programme"))
    waves = Wave.objects.filter(Exists(came), is_active=True, programme__is_active=True)
    return waves.order_by(IN_TIME, "id")


def due_referrals(wave: Wave, on: date) -> QuerySet[Referral]:
    """Who is to be asked this wave on this day and has no request for it, with ``anchor_on``."""
    asked = QuestionnaireRequest.objects.filter(referral=OuterRef("pk"), wave=wave)
    anchor = Anchor(wave.anchor)
    first, last = (on - timedelta(days=days) for days in (wave.closes_days, wave.opens_days))
    return (
        Referral.objects.filter(_askable(wave), _in_time(wave, on), programme=wave.programme_id)
        .filter(~has_a_loss(), parent__erased_at__isnull=True)
        .annotate(anchor_on=ANCHORS[anchor], says_yes=_latest(Purpose.EVALUATION))
        .filter(anchored(anchor, first, last), anchor_on__range=(first, last), says_yes=True)
        .filter(~Exists(asked))
        .select_related("site", "parent")
        .only(*CHOSEN_BY)
        .order_by("anchor_on", "id")
    )


# Of thousands of women at once nothing more is read than what chooses their questions.
CHOSEN_BY = (
    *("site__programme", "site__staffed_weekdays"),
    *("parent__age_band", "due_on", "born_on"),
)


def _askable(wave: Wave) -> Q:
    accepted = Q(status__in=ACCEPTED)
    if wave.key in AFTER_SUPPORT:
        return accepted | Q(status=Status.CLOSED, closed_reason__in=SUPPORTED)
    return accepted


def _in_time(wave: Wave, on: date) -> Q:
    return ~has_met_by(on) if ends_with_first_session(wave) else Q()


def _latest(purpose: Purpose) -> Subquery:
    decisions = Consent.objects.filter(referral=OuterRef("pk"), purpose=purpose)
    return Subquery(decisions.order_by("-at", "-id").values("given")[:1])


def window(wave: Wave, anchor_on: date, opened_on: date) -> Window | None:
    """The window of a wave that opens on this day for somebody with this anchor date."""
    plan = WavePlan(
        wave.key, wave.anchor, wave.opens_days, wave.closes_days, tuple(wave.reminder_days)
    )
    return schedule.window(plan, {wave.anchor: anchor_on}, opened_on)


def overdue_requests(now: datetime) -> QuerySet[QuestionnaireRequest]:
    """Open ones whose time is over."""
    return QuestionnaireRequest.objects.open().filter(closes_at__lte=now).order_by("closes_at")


def is_wanted(request: QuestionnaireRequest, now: datetime) -> bool:
    """Whether we may still ask: support goes on or came to its end, or has not begun where the
    question is how she was before; nothing sad has happened meanwhile, and she still says yes.
    A form that staff type in besides asks her nothing."""
    return request.wave is not None and why_unwanted(request, now) is None


def why_unwanted(request: QuestionnaireRequest, now: datetime) -> StopReason | None:
    """Why a wave is asked no longer, as things stand now; None if it may be."""
    goes_on = _goes_on(request.wave) if request.wave else Value(False)
    asked_of_her = (has_a_loss(), _latest(Purpose.EVALUATION), goes_on)
    hers = Referral.objects.filter(pk=request.referral_id)
    lost, says_yes, may_be_asked = hers.values_list(*asked_of_her).get()
    if lost:
        return StopReason.LOSS
    if not says_yes:
        return StopReason.NO_CONSENT
    if not may_be_asked:
        return StopReason.SUPPORT_ENDED
    return StopReason.SUPPORT_BEGAN if support_has_begun(request, last_day_over(now)) else None


def _goes_on(wave: Wave) -> ExpressionWrapper:
    return ExpressionWrapper(_askable(wave), output_field=BooleanField())
