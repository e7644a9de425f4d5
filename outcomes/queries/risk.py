"""Answers somebody must look at, and what a page may truly say about it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import (
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    prefetch_related_objects,
)

from outcomes import attention, scoring
from outcomes.definitions import Definition, GoesTo, Grade, Option
from outcomes.models import Answer, RiskEvent, RiskStep
from outcomes.queries.asked import Question
from outcomes.queries.duty import Desk, desk_of, look_by, who_looks
from outcomes.queries.instruments import definition
from outcomes.risk_rules import Done, done
from pim import rota
from pim.enums import MessageState
from pim.errors import DomainError
from pim.escalation import Ladder, Rung
from pim.models import Message, Site, User
from referrals import consent
from referrals.enums import ContactChannel, Purpose
from referrals.models import Referral
from referrals.queries import desk as reach_us
from referrals.queries import safe_contacts

RISK_NUMBERS = {Grade.SAME_DAY: 1, Grade.AT_ONCE: 2}


@dataclass(frozen=True)
class Looking:
    """What a page may truly say about who will look, and when."""

    name: str
    by: datetime
    can_ring: bool
    """Whether she has told us a safe number."""
    can_write: bool
    """Whether a text or an e-mail is safe for her."""
    by_hand: bool
    """Whether she gets no messages from us, so that only a person writes."""
    phone: str
    """Where she reaches us herself."""


def looking_before(
    referral: Referral, questions: Iterable[Question], now: datetime
) -> Looking | None:
    """Before she answers any of these; None where none of them may worry us."""
    found = [definition(one.instrument).risk_rule(one.item.number) for one in questions]
    rules = [rule for rule in found if rule]
    if not rules:
        return None
    desk = desk_of(place_of(referral))
    by = max(look_by(desk, step.grade, now) for rule in rules for step in rule.steps)
    people = {who_looks(desk, by, rule.goes_to) for rule in rules}
    return _looking(referral, _first_name(*people), by) if any(people) else None


def looking_at(event: RiskEvent, now: datetime) -> Looking | None:
    """For an answer given; None once the time has come, somebody is looking already, or there
    is nobody left who could."""
    if event.acknowledged_at is not None or event.look_by <= now:
        return None
    desk = desk_of(place_of(event.referral))
    told = told_at(event, Rung.ON_DUTY, desk, now)
    if not desk.may_look(told):
        return None
    return _looking(event.referral, _first_name(told), event.look_by)


def _first_name(user: User | None, *others: User | None) -> str:
    return user.name.split()[0] if user and not others else "One of us"


def _looking(referral: Referral, name: str, by: datetime) -> Looking:
    ways = {way.channel for way in safe_contacts(referral) if way.address}
    ours = reach_us(referral)
    return Looking(
        name,
        by,
        can_ring=ContactChannel.PHONE in ways,
        can_write=bool({ContactChannel.TEXT, ContactChannel.EMAIL} & ways),
        by_hand=not consent.has_given(referral, Purpose.MESSAGES),
        phone=ours.phone if ours else "",
    )


def place_of(referral: Referral) -> Site:
    """The site whose people look after her."""
    site = referral.site or reach_us(referral)
    if site is None:
        raise DomainError("Choose a site for her first, so that somebody there can look.")
    return site


def risk_events() -> QuerySet[RiskEvent]:
    """With all that a page or a message about one needs."""
    return RiskEvent.objects.select_related(
        "owner",
        "acknowledged_by",
        "response__entered_by",
        "response__instrument",
        "response__request__wave",
        "response__request__referral__site",
        "response__request__referral__programme",
        "response__request__referral__parent",
    )


def open_risk_events(user: User) -> list[RiskEvent]:
    """Nobody looking first, then what waits for a lead to decide, then the rest, each by the
    soonest promise; with what was done about each."""
    return sorted(_in_order(risk_events().visible_to(user).open()), key=_how_soon)


def _how_soon(event: RiskEvent) -> int:
    if event.acknowledged_at is None:
        return 0
    return 1 if done_about(event).lead_decides else 2


def open_answers_of(user: User, parents: Collection[UUID]) -> list[RiskEvent]:
    """Theirs, said in whichever referral, as far as this person may see them."""
    theirs = risk_events().visible_to(user).open()
    return list(_in_order(theirs.filter(response__request__referral__parent__in=parents)))


def with_an_open_answer(user: User, referrals: Collection[UUID]) -> set[UUID]:
    """Which of them are hers of whom an answer is open that this person may see."""
    seen = RiskEvent.objects.visible_to(user).open()
    of_hers = "parent__referral__questionnairerequest__response__riskevent__in"
    theirs = Referral.objects.filter(pk__in=referrals, **{of_hers: seen})
    return set(theirs.values_list("pk", flat=True))


def waiting_unseen(user: User) -> QuerySet[RiskEvent]:
    """What a manager hears of, though she sees none of it: nobody has looked, and all were told;
    or there is nobody who could."""
    unseen = risk_events().managed_by(user).unacknowledged()
    owner_gone = Q(owner__isnull=True) | Q(owner__is_active=False)
    return unseen.filter(owner_gone | Q(escalated__gte=Rung.MANAGER)).order_by("look_by", "id")


def _in_order(events: QuerySet[RiskEvent]) -> QuerySet[RiskEvent]:
    came_back = Message.objects.filter(object_id=OuterRef("pk"), state=MessageState.DEAD)
    rows = events.annotate(alert_came_back=Exists(came_back)).prefetch_related(WITH_STEPS)
    return rows.order_by(F("acknowledged_at").asc(nulls_first=True), "look_by", "id")


WITH_STEPS = Prefetch(
    "riskstep_set", RiskStep.objects.select_related("actor").order_by("at", "id"), to_attr="steps"
)


def steps_of(event: RiskEvent) -> list[RiskStep]:
    """What was done, in order."""
    if not hasattr(event, "steps"):
        prefetch_related_objects([event], WITH_STEPS)
    return event.steps


def done_about(event: RiskEvent) -> Done:
    return done(steps_of(event))


def alert_came_back(event: RiskEvent) -> bool:
    """Whether an alert about it did not arrive."""
    if not hasattr(event, "alert_came_back"):
        ours = Message.objects.filter(object_id=event.pk, state=MessageState.DEAD)
        event.alert_came_back = ours.exists()
    return event.alert_came_back


# --- the ladder -----------------------------------------------------------------------------
def to_pass_up(now: datetime) -> QuerySet[RiskEvent]:
    """Nobody has seen it, and the promise is broken or an alert came back."""
    came_back = Message.objects.filter(object_id=OuterRef("pk"), state=MessageState.DEAD)
    unseen = risk_events().unacknowledged()
    return unseen.filter(Q(look_by__lte=now) | Exists(came_back)).order_by("look_by", "id")


def ladder_of(event: RiskEvent, desk: Desk) -> Ladder:
    at_once = event.grade > RISK_NUMBERS[Grade.SAME_DAY]
    return attention.ladder(event.raised_at, event.look_by, desk.hours, at_once=at_once)


def told_at(event: RiskEvent, rung: Rung, desk: Desk, now: datetime) -> User | None:
    """Whom the alert of a rung goes to. The owner; if she has left since, whoever is next."""
    at = max(event.look_by, now) if rung == Rung.ON_DUTY else now
    who = {"owner": event.owner, "goes_to": goes_to_of(event)}
    return desk.told(rung, at, past=_came_back(event, rung), **who)


def _came_back(event: RiskEvent, rung: Rung) -> int:
    """How many alerts to the manager, or to the next after her, were sent in vain."""
    if rung != Rung.MANAGER:
        return 0
    key = f"risk:{event.pk}:{rung + 1}"
    ours = Message.objects.filter(object_id=event.pk, dedupe_key__startswith=key)
    return ours.filter(state=MessageState.DEAD).count()


def who_is_told(event: RiskEvent, now: datetime, rung: Rung = Rung.ON_DUTY) -> User | None:
    return told_at(event, rung, desk_of(place_of(event.referral)), now)


def lead_of(event: RiskEvent) -> User | None:
    """Who decides, once nobody can reach her."""
    return desk_of(place_of(event.referral)).lead(event.owner)


def goes_to_of(event: RiskEvent) -> GoesTo:
    found = definition(event.response.instrument)
    return scoring.risk_goes_to(found, event.item) or GoesTo.DUTY_ROTA


def who_may_take_over(event: RiskEvent) -> QuerySet[User]:
    """The others who may see such answers there."""
    others = rota.who_may(place_of(event.referral)).exclude(pk=event.owner_id)
    return others.order_by("name", "pk")


# --- the answer -----------------------------------------------------------------------------
def risk_of(answer: Answer | None) -> RiskEvent | None:
    """The gravest event raised by this question that is open, whatever her answer is by now;
    else the last one closed, while her answer is still one to look at."""
    if answer is None:
        return None
    events = risk_events().filter(response=answer.response_id, item=answer.item)
    event = events.order_by(F("closed_at").desc(nulls_first=True), "-grade").first()
    return event if event and (event.closed_at is None or still_worries(event)) else None


def still_worries(event: RiskEvent) -> bool:
    """Whether her answer, as it is now, is one to look at."""
    row = _kept(event)
    if row is None or row.option is None:
        return False
    found = definition(event.response.instrument)
    return scoring.risk_of(found, event.item, row.option.code) is not None


def answer_now(event: RiskEvent) -> str:
    """As printed; it may have changed since the event was raised, or never have been kept."""
    row = _kept(event)
    if row is None:
        return "Not kept: the form was refused"
    if row.option is None:
        return "Left out since"
    option = definition(event.response.instrument).item(event.item).option(row.option.code)
    return option.label or f"An answer scored {option.score}"


def _kept(event: RiskEvent) -> Answer | None:
    answers = Answer.objects.filter(response=event.response_id, item=event.item)
    return answers.select_related("option").first()


def answer_then(event: RiskEvent) -> str:
    """What raised it, as long as it stands. Once it has changed only the grade is kept: where
    several answers share one, their scores."""
    row = _kept(event)
    if row and row.option and row.answered_at <= event.raised_at:
        return answer_now(event)
    found = definition(event.response.instrument)
    options = found.item(event.item).options
    raising = [one for one in options if _number_of(found, event.item, one) == event.grade]
    if len(raising) == 1 and raising[0].label:
        return raising[0].label
    scores = " or ".join(str(one.score) for one in sorted(raising, key=lambda one: one.score or 0))
    return f"An answer scored {scores} then"


def _number_of(found: Definition, item: int, option: Option) -> int | None:
    grade = scoring.risk_of(found, item, option.code)
    return None if grade is None else RISK_NUMBERS[grade]
