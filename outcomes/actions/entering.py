"""Answers that staff type in: given by phone, or written on paper.

Each is kept as it is typed, so that one that worries us is raised in that moment; at the end the
form is sent in for her. What she answered on screen is hers: it is neither shown nor changed.
A form for which no wave asks gets a request of its own. Where a form is refused, an answer on it
that worries us is heard all the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from outcomes import queries
from outcomes.actions.answering import is_open
from outcomes.actions.entering_late import keep_late
from outcomes.actions.hearing import hear
from outcomes.actions.setting_aside import form_of_its_own
from outcomes.actions.typing_in import How, Typed, keep_typed, send_in_for_her
from outcomes.enums import Mode, Present
from outcomes.models import Instrument, QuestionnaireRequest, Response, RiskEvent
from pim import clock
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.quiet_hours import LONDON
from referrals import consent
from referrals.enums import Purpose
from referrals.models import Referral

NOON = time(12)


@dataclass(frozen=True)
class Besides:
    """A form for which no wave asks."""

    referral: Referral
    instrument: Instrument


Form = QuestionnaireRequest | Besides


class AlreadyOnFile(DomainError):
    """Her form of that day is here already: it is put right there."""

    def __init__(self, finished: Response) -> None:
        super().__init__("Her answers of that day are on file already. Nothing is kept twice.")
        self.request = finished.request


class NotKept(DomainError):
    """The form is refused, and something on it worries us: the events that were raised."""

    def __init__(self, refused: DomainError, events: list[RiskEvent]) -> None:
        super().__init__(str(refused))
        self.refused, self.events = refused, events


def keep_answers(
    *,
    form: Form,
    answers: Typed,
    mode: Mode,
    present: Present | str = "",
    answered_on: date | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """Keep what was typed so far. Gives the events that somebody must look at because of it.

    Raises NotKept, or another DomainError where nothing on the refused form worries us.
    """
    said = _Said(mode, present, answered_on, by, now)
    return _type_in(form, answers, said, to_the_end=False)


def enter_answers(
    *,
    form: Form,
    answers: Typed,
    mode: Mode,
    present: Present | str = "",
    answered_on: date | None = None,
    by: Actor,
    now: datetime,
) -> list[RiskEvent]:
    """Keep what was typed and send the form in for her. What nobody answered says so. Gives the
    events of it that nobody has looked at yet, the gravest last. Raises as ``keep_answers``.

    A questionnaire that the wave names and did not ask on screen comes in with its first answer.
    """
    said = _Said(mode, present, answered_on, by, now)
    return _type_in(form, answers, said, to_the_end=True)


@dataclass(frozen=True)
class _Said:
    """What whoever types says about the form."""

    mode: Mode | str
    present: Present | str
    answered_on: date | None
    by: Actor
    now: datetime

    def how(self, at: datetime) -> How:
        """On paper, where it was not said: then she is rung."""
        return How(Mode(self.mode or Mode.PAPER), self.present, at, self.by, self.now)


def _type_in(form: Form, answers: Typed, said: _Said, *, to_the_end: bool) -> list[RiskEvent]:
    try:
        return _take(form, answers, said, to_the_end=to_the_end)
    except DomainError as refused:
        if events := _hear(form, answers, said):
            raise NotKept(refused, events) from refused
        raise


@transaction.atomic
def _take(form: Form, answers: Typed, said: _Said, *, to_the_end: bool) -> list[RiskEvent]:
    if said.mode not in (Mode.PHONE, Mode.PAPER) or said.by.user is None:
        raise DomainError("Say whether she answered by phone or on paper.")
    referral = form.referral
    _check_she_may_be_asked(referral)
    how = said.how(moment_of(referral, said.answered_on, said.now))
    request = _begun_besides(form, how) if isinstance(form, Besides) else form
    locked = QuestionnaireRequest.objects.select_for_update().get(pk=request.pk)
    if not is_open(locked, said.now):
        return keep_late(locked, answers, how, to_the_end=to_the_end)
    kept = keep_typed(locked, answers, how)
    if not to_the_end:
        return kept
    _check_something_is_typed(locked)
    return send_in_for_her(locked, how)


@transaction.atomic
def _hear(form: Form, answers: Typed, said: _Said) -> list[RiskEvent]:
    if said.by.user is None:
        return []
    how = said.how(_noon_of(said.answered_on, said.now))
    if isinstance(form, Besides):
        return hear(form.referral, form.instrument, answers, how)
    heard = [
        hear(form.referral, instrument, answers, how, request=form)
        for instrument in queries.instruments_to_enter(form)
    ]
    return [event for events in heard for event in events]


def _check_something_is_typed(request: QuestionnaireRequest) -> None:
    """A form sent in empty would stand in the way of the real one of that day."""
    answers = queries.answers_of(request).values()
    by_staff = any(answer.mode != Mode.ONLINE for answer in answers)
    if not by_staff and any(queries.unanswered(request)):
        raise DomainError("No question is answered yet. Type her answers, then send them in.")


def _check_she_may_be_asked(referral: Referral) -> None:
    if referral.parent.erased_at or referral.held_for:
        raise DomainError("Nothing can be entered on this referral.")
    if not consent.has_given(referral, Purpose.EVALUATION):
        raise DomainError(
            "She has not said yes to questionnaires. Ask her first, and record her consent."
        )


def moment_of(referral: Referral, answered_on: date | None, now: datetime) -> datetime:
    """When she answered: now, or noon of an earlier day."""
    if answered_on and answered_on > clock.day_of(now):
        raise DomainError("The day she answered cannot be in the future.")
    if answered_on and answered_on < clock.day_of(referral.asked_at):
        raise DomainError("The day she answered cannot be before she first came to us.")
    return _noon_of(answered_on, now)


def _noon_of(day: date | None, now: datetime) -> datetime:
    if day is None or day == clock.day_of(now):
        return now
    return datetime.combine(day, NOON, LONDON)


def _begun_besides(form: Besides, how: How) -> QuestionnaireRequest:
    """The request of its own, begun now or half typed before."""
    referral, instrument = form.referral, form.instrument
    Referral.objects.select_for_update().get(pk=referral.pk)  # two typing at once begin one
    half_typed = queries.half_typed(referral, instrument)
    if half_typed is not None:
        return half_typed
    if finished := queries.finished_form(referral, instrument, clock.day_of(how.at)):
        raise AlreadyOnFile(finished)
    return form_of_its_own(referral, instrument, opened_at=how.at, by=how.by, now=how.now)
