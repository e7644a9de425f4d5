"""What is due, what is over, and whether we may still ask."""

from datetime import date, datetime, timedelta

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, TruncDate

from outcomes import schedule
from outcomes.enums import AFTER_SUPPORT, Anchor, StopReason
from outcomes.models import (
    QuestionnaireRequest,
    Wave,
)
from outcomes.schedule import LONDON, WavePlan, Window
from referrals.enums import ACCEPTED, ClosedReason, Purpose, Status
from referrals.models import Consent, Referral
from referrals.queries import has_a_loss
from volunteers.enums import Attendance
from volunteers.models import GroupAttendance, Session

ANCHORS = {
    Anchor.ASKED: TruncDate("asked_at", tzinfo=LONDON),
    Anchor.ACCEPTED: TruncDate("accepted_at", tzinfo=LONDON),
    Anchor.FIRST_SESSION: Least(  # with a volunteer or in a group, whichever came first
        Subquery(
            Session.objects.filter(match__referral=OuterRef("pk"), attendance=Attendance.HAPPENED)
            .order_by("held_on")
            .values("held_on")[:1]
        ),
        Subquery(
            GroupAttendance.objects.filter(place__referral=OuterRef("pk"))
            .order_by("session__held_on")
            .values("session__held_on")[:1]
        ),
    ),
    Anchor.PLANNED_END: F("planned_end_on"),
    Anchor.DUE_DATE: Case(  # once the baby is here, from the birth
        When(due_on__isnull=False, then=Coalesce("born_on", "due_on"))
    ),
    Anchor.BIRTH: F("born_on"),
}


# Whose support was begun and is over: a short one counts as much as a long one.
SUPPORTED = (ClosedReason.COMPLETED, ClosedReason.ENDED_EARLY)


def active_waves() -> QuerySet[Wave]:
    """Of programmes that somebody has come to."""
    came = Referral.objects.filter(programme=OuterRef("programme"))
    waves = Wave.objects.filter(Exists(came), is_active=True, programme__is_active=True)
    return waves.order_by("id")


def due_referrals(wave: Wave, on: date) -> QuerySet[Referral]:
    """Who is to be asked this wave on this day and has no request for it, with ``anchor_on``."""
    asked = QuestionnaireRequest.objects.filter(referral=OuterRef("pk"), wave=wave)
    first, last = (on - timedelta(days=days) for days in (wave.closes_days, wave.opens_days))
    return (
        Referral.objects.filter(_askable(wave), programme=wave.programme_id)
        .filter(~has_a_loss(), parent__erased_at__isnull=True)
        .annotate(anchor_on=ANCHORS[Anchor(wave.anchor)], says_yes=_latest(Purpose.EVALUATION))
        .filter(_anchored(wave, first, last), anchor_on__range=(first, last), says_yes=True)
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


def _anchored(wave: Wave, first: date, last: date) -> Q:
    """The same range in words that an index knows."""
    match Anchor(wave.anchor):
        case Anchor.FIRST_SESSION:
            met = Session.objects.filter(attendance=Attendance.HAPPENED)
            met = met.filter(held_on__range=(first, last)).values("match__referral")
            came = GroupAttendance.objects.filter(session__held_on__range=(first, last))
            return Q(pk__in=met) | Q(pk__in=came.values("place__referral"))
        case Anchor.ASKED | Anchor.ACCEPTED as anchor:
            return Q(
                **{
                    f"{anchor}_at__gte": schedule.start_of(first),
                    f"{anchor}_at__lt": schedule.start_of(last + timedelta(days=1)),
                }
            )
    return Q()


def _askable(wave: Wave) -> Q:
    accepted = Q(status__in=ACCEPTED)
    if wave.key in AFTER_SUPPORT:
        return accepted | Q(status=Status.CLOSED, closed_reason__in=SUPPORTED)
    return accepted


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


def is_wanted(request: QuestionnaireRequest) -> bool:
    """Whether we may still ask: support goes on or came to its end, nothing sad has happened
    meanwhile, and she still says yes. A form that staff type in besides asks her nothing."""
    return request.wave is not None and why_unwanted(request) is None


def why_unwanted(request: QuestionnaireRequest) -> StopReason | None:
    """Why a wave is asked no longer, as things stand now; None if it may be."""
    goes_on = _goes_on(request.wave) if request.wave else Value(False)
    asked_of_her = (has_a_loss(), _latest(Purpose.EVALUATION), goes_on)
    hers = Referral.objects.filter(pk=request.referral_id)
    lost, says_yes, may_be_asked = hers.values_list(*asked_of_her).get()
    if lost:
        return StopReason.LOSS
    if not says_yes:
        return StopReason.NO_CONSENT
    return None if may_be_asked else StopReason.SUPPORT_ENDED


def _goes_on(wave: Wave) -> ExpressionWrapper:
    return ExpressionWrapper(_askable(wave), output_field=BooleanField())
