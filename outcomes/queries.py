"""What others ask about questionnaires: what is due, what is open, who looks at an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from outcomes import attention, schedule, scoring
from outcomes.attention import StaffedHours
from outcomes.definitions import Definition, GoesTo, Grade, Item, Option
from outcomes.enums import AFTER_SUPPORT, Anchor
from outcomes.instrument_documents import definition_of
from outcomes.models import (
    Answer,
    Instrument,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    RiskEvent,
    Score,
    Wave,
)
from outcomes.schedule import LONDON, WavePlan, Window
from pim import clock
from pim.enums import Role
from pim.models import Membership, Rota, Site, User
from pim.working_days import MONDAY_TO_FRIDAY
from referrals import consent
from referrals.enums import ACCEPTED, ClosedReason, ContactChannel, Purpose, Status
from referrals.models import Consent, Referral, SafeContact
from referrals.queries import safe_contact
from volunteers.enums import Attendance
from volunteers.models import Session

SOON = timedelta(days=4)
RISK_NUMBERS = {Grade.SAME_DAY: 1, Grade.AT_ONCE: 2}


# --- Instruments ----------------------------------------------------------------------------
_definitions: dict[UUID, Definition] = {}  # a version never changes, so neither does this


def definition(instrument: Instrument) -> Definition:
    """What the row's two documents say."""
    if instrument.pk not in _definitions:
        _definitions[instrument.pk] = definition_of(instrument.questionnaire, instrument.scoring)
    return _definitions[instrument.pk]


def instruments_for(wave: Wave, site: Site, on: date) -> tuple[list[Instrument], list[str]]:
    """The current versions a wave asks on screen, in order, and the keys it has to leave out.

    Left out: what is not loaded or not licensed, and, where nobody is on the rota, every
    instrument with an answer that somebody would have to look at.
    """
    current = Instrument.objects.filter(key__in=wave.instruments, is_current=True)
    by_key = {instrument.key: instrument for instrument in current}
    attended = bool(attended_weekdays(site))
    asked = [by_key[key] for key in wave.instruments if key in by_key]
    asked = [one for one in asked if _may_be_asked(definition(one), attended, on)]
    keys = [instrument.key for instrument in asked]
    return asked, [key for key in wave.instruments if key not in keys]


def _may_be_asked(found: Definition, attended: bool, on: date) -> bool:
    return found.may_be_used_on(on) and (attended or not found.risk_rules)


# --- What is due ----------------------------------------------------------------------------
ANCHORS = {
    Anchor.ASKED: TruncDate("asked_at", tzinfo=LONDON),
    Anchor.ACCEPTED: TruncDate("accepted_at", tzinfo=LONDON),
    Anchor.FIRST_SESSION: Subquery(
        Session.objects.filter(match__referral=OuterRef("pk"), attendance=Attendance.HAPPENED)
        .order_by("held_on")
        .values("held_on")[:1]
    ),
    Anchor.PLANNED_END: F("planned_end_on"),
    Anchor.DUE_DATE: F("due_on"),
    Anchor.BIRTH: F("born_on"),
}


def active_waves() -> QuerySet[Wave]:
    return Wave.objects.filter(is_active=True, programme__is_active=True).order_by("id")


def due_referrals(wave: Wave, on: date) -> QuerySet[Referral]:
    """Who is to be asked this wave on this day and has no request for it, with ``anchor_on``."""
    asked = QuestionnaireRequest.objects.filter(referral=OuterRef("pk"), wave=wave)
    first, last = (on - timedelta(days=days) for days in (wave.closes_days, wave.opens_days))
    return (
        Referral.objects.filter(_askable(wave), programme=wave.programme_id)
        .filter(parent__erased_at__isnull=True)
        .annotate(anchor_on=ANCHORS[Anchor(wave.anchor)], says_yes=_latest(Purpose.EVALUATION))
        .filter(~Exists(asked), anchor_on__range=(first, last), says_yes=True)
        .select_related("site")
        .order_by("anchor_on", "id")
    )


def _askable(wave: Wave) -> Q:
    accepted = Q(status__in=ACCEPTED)
    if wave.key in AFTER_SUPPORT:
        return accepted | Q(status=Status.CLOSED, closed_reason=ClosedReason.COMPLETED)
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
    """Whether we may still ask: support goes on or came to its end, and she still says yes."""
    askable = Referral.objects.filter(_askable(request.wave), pk=request.referral_id)
    return askable.exists() and consent.has_given(request.referral, Purpose.EVALUATION)


# --- One request ----------------------------------------------------------------------------
@dataclass(frozen=True)
class Question:
    """One item in its place among all the items of a request, counted from 1."""

    place: int
    instrument: Instrument
    item: Item

    @property
    def key(self) -> tuple[UUID, int]:
        return self.instrument.pk, self.item.number


def requests() -> QuerySet[QuestionnaireRequest]:
    """With all that a page or a message about one needs."""
    return QuestionnaireRequest.objects.select_related(
        "wave", "referral__site", "referral__programme", "referral__parent"
    )


def open_request(request_id: UUID, now: datetime) -> QuestionnaireRequest | None:
    """The request behind her link, if she may answer it now."""
    request = requests().filter(pk=request_id).open().filter(closes_at__gt=now).first()
    return request if request and is_wanted(request) else None


def instruments_of(request: QuestionnaireRequest) -> list[Instrument]:
    asked = RequestInstrument.objects.filter(request=request).select_related("instrument")
    return [row.instrument for row in asked.order_by("place")]


def questions_of(request: QuestionnaireRequest) -> list[Question]:
    found = ((one, item) for one in instruments_of(request) for item in definition(one).items)
    return [Question(place, one, item) for place, (one, item) in enumerate(found, start=1)]


def answers_of(request: QuestionnaireRequest) -> dict[tuple[UUID, int], Answer]:
    """Her answers by instrument and item number."""
    answers = Answer.objects.filter(response__request=request)
    rows = answers.select_related("response__instrument", "option")
    return {(row.response.instrument_id, row.item): row for row in rows}


def unanswered(request: QuestionnaireRequest) -> Iterator[Question]:
    """In the order asked."""
    known = answers_of(request)
    return (question for question in questions_of(request) if question.key not in known)


def minutes_for(questions: list[Question]) -> int:
    """About how long they take, rounded in her favour."""
    return max(2, round(len(questions) * 0.3))


def last_day(request: QuestionnaireRequest) -> date:
    """The last day on which she may answer; the window closes at the midnight after."""
    return clock.day_of(request.closes_at - timedelta(seconds=1))


def has_risk_item(request: QuestionnaireRequest) -> bool:
    return any(definition(one).risk_rules for one in instruments_of(request))


def safe_email(referral: Referral) -> SafeContact | None:
    return safe_contact(referral, ContactChannel.EMAIL)


# --- For staff ------------------------------------------------------------------------------
def requests_of(user: User, referral: Referral) -> QuerySet[QuestionnaireRequest]:
    seen = requests().visible_to(user).filter(referral=referral)
    return seen.order_by("opened_at", "id")


def scores_of(user: User, referral: Referral) -> list[Score]:
    return scores(Response.objects.visible_to(user).filter(request__referral=referral))


def scores(responses: QuerySet[Response]) -> list[Score]:
    """In the order in which she answered."""
    rows = Score.objects.filter(response__in=responses).select_related("response__instrument")
    return list(rows.order_by("response__completed_at", "response", "id"))


def left_out(request: QuestionnaireRequest) -> list[str]:
    """What the wave names and this request does not ask."""
    asked = {instrument.key for instrument in instruments_of(request)}
    return [key for key in request.wave.instruments if key not in asked]


def closing_soon(user: User, now: datetime) -> QuerySet[QuestionnaireRequest]:
    """Not sent in, and only days left."""
    seen = requests().visible_to(user).open().filter(closes_at__range=(now, now + SOON))
    return seen.order_by("closes_at", "id")


def open_risk_events(user: User) -> QuerySet[RiskEvent]:
    """Nobody looking first, then the soonest promise."""
    seen = risk_events().visible_to(user).open()
    return seen.order_by(F("acknowledged_at").asc(nulls_first=True), "look_by", "id")


def answer_now(event: RiskEvent) -> str:
    """As printed; it may have changed since the event was raised."""
    answers = Answer.objects.filter(response=event.response_id, item=event.item)
    row = answers.select_related("option").first()
    if row is None or row.option is None:
        return "Left out since"
    option = definition(event.response.instrument).item(event.item).option(row.option.code)
    return option.label or f"An answer scored {option.score}"


def answers_of_grade(event: RiskEvent) -> list[str]:
    """The answers that raise an event of this grade, as printed."""
    found = definition(event.response.instrument)
    options = found.item(event.item).options
    raising = [one for one in options if _number_of(found, event.item, one) == event.grade]
    return [one.label or f"an answer scored {one.score}" for one in raising]


def _number_of(found: Definition, item: int, option: Option) -> int | None:
    grade = scoring.risk_of(found, item, option.code)
    return None if grade is None else RISK_NUMBERS[grade]


# --- Who looks, and when --------------------------------------------------------------------
def attended_weekdays(site: Site) -> list[int]:
    """Staffed weekdays with somebody on the rota."""
    manned = Rota.objects.filter(site=site, user__is_active=True).values_list("weekday", flat=True)
    return sorted(set(site.staffed_weekdays).intersection(manned))


def staffed_hours(site: Site) -> StaffedHours:
    """When somebody is there to look. Never without a day: an alert needs a time."""
    days = attended_weekdays(site) or site.staffed_weekdays or MONDAY_TO_FRIDAY
    return StaffedHours(
        opens=site.staffed_from,
        closes=site.staffed_until,
        weekdays=tuple(days),
        nation=site.nation,
        closures=tuple(site.closures),
    )


def look_by(site: Site, grade: Grade, now: datetime) -> datetime:
    """When somebody will have looked at an answer given now."""
    return attention.look_by(grade, now, staffed_hours(site))


@dataclass(frozen=True)
class Looking:
    """What a page may truly say about who will look, and when."""

    name: str
    by: datetime
    can_ring: bool
    """Whether she has told us a safe number."""


def looking(referral: Referral, grade: Grade, now: datetime) -> Looking:
    """For an answer of this grade, if she gave it now."""
    by = look_by(referral.site, grade, now)
    return Looking(_first_name(who_looks(referral.site, by)), by, _can_ring(referral))


def looking_at(event: RiskEvent, now: datetime) -> Looking | None:
    """For an answer given; None once the time has come, or somebody is looking already."""
    if event.acknowledged_at is not None or event.look_by <= now:
        return None
    referral = event.response.request.referral
    return Looking(_first_name(who_is_told(event, now)), event.look_by, _can_ring(referral))


def _first_name(user: User | None) -> str:
    return user.name.split()[0] if user else "One of us"


def _can_ring(referral: Referral) -> bool:
    return safe_contact(referral, ContactChannel.PHONE) is not None


def risk_of(answer: Answer | None) -> RiskEvent | None:
    """The gravest event raised by this question, while her answer is still one to look at."""
    if answer is None or answer.option is None:
        return None
    found = definition(answer.response.instrument)
    if scoring.risk_of(found, answer.item, answer.option.code) is None:
        return None
    events = risk_events().filter(response=answer.response_id, item=answer.item)
    return events.order_by("-grade").first()


def who_looks(site: Site, at: datetime, goes_to: GoesTo = GoesTo.DUTY_ROTA) -> User | None:
    """Whoever is on duty that day; without a rota a coordinator, and failing her a lead."""
    if goes_to == GoesTo.SAFEGUARDING_LEAD and (lead := _with_role(Role.SAFEGUARDING_LEAD, site)):
        return lead
    on_duty = Rota.objects.filter(
        site=site, weekday=clock.day_of(at).weekday(), user__is_active=True
    )
    first = on_duty.select_related("user").order_by("place").first()
    if first:
        return first.user
    return _with_role(Role.COORDINATOR, site) or _with_role(Role.SAFEGUARDING_LEAD, site)


def risk_events() -> QuerySet[RiskEvent]:
    """With all that a page or a message about one needs."""
    return RiskEvent.objects.select_related(
        "owner",
        "acknowledged_by",
        "response__instrument",
        "response__request__wave",
        "response__request__referral__site",
        "response__request__referral__parent",
    )


def who_is_told(event: RiskEvent, now: datetime) -> User | None:
    """The owner; if she has left since, whoever is there next."""
    if event.owner and event.owner.is_active:
        return event.owner
    site = event.response.request.referral.site
    return who_looks(site, max(event.look_by, now))


def _with_role(role: Role, site: Site) -> User | None:
    held = Membership.objects.filter(role=role, ended_on__isnull=True, user__is_active=True)
    somewhere = Q(site=site) | Q(programme=site.programme_id) | Q(site=None, programme=None)
    member = held.filter(somewhere).select_related("user").order_by("started_on", "id").first()
    return member.user if member else None
