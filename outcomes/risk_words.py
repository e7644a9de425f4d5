"""How an answer to look at is spoken of, on its page and on Today, by those who may see it."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime

from outcomes import queries, risk_in_writing
from outcomes.enums import Mode, RequestStatus
from outcomes.models import RiskEvent
from outcomes.queries.risk_handed_on import is_given_on
from outcomes.risk_rules import Done
from pim.admin.panels import Tag
from pim.escalation import Rung
from pim.models import User
from referrals import reach_words
from referrals.enums import LossKind
from referrals.queries import loss_of, safe_contacts

LEAD_DECIDES = (
    "A lead decides now: her GP, her emergency contact, or the police for a welfare check"
)
TRAIL = {
    "risk.raised": "She gave an answer that somebody must look at",
    "risk.changed_elsewhere": "Changed that answer in another browser, no word typed",
    "risk.acknowledged": "Took on an answer that worries us",
    "risk.passed_up": "Passed an answer up, as nobody had looked in time",
    "risk.no_answer": "Rang or wrote to her about an answer: no answer",
    "risk.spoke": "Spoke with her about an answer",
    "risk.lead_asked": "Asked a lead to decide about an answer",
    "risk.told": "Told somebody outside about an answer",
    "risk.handed_over": "Handed an answer to someone else",
    "risk.looking": "Took up an answer that was handed over",
    "risk.note": "Added a note about an answer",
    "risk.closed": "Closed what an answer had raised",
    "riskevent.viewed": "Opened the page of an answer that worries us",
}


def tag(event: RiskEvent, now: datetime) -> Tag:
    if event.closed_at:
        return Tag("Closed", "grey")
    if event.acknowledged_at is None:
        return Tag("Overdue", "red") if event.look_by <= now else Tag("Needs you", "orange")
    if queries.done_about(event).lead_decides:
        return Tag("A lead decides", "red")
    if is_given_on(event):
        return Tag("Handed over", "orange")
    return Tag("Being looked at", "blue")


def promised(event: RiskEvent) -> str:
    """What the page told her; where she answered by phone or on paper, what it would have said.

    Once somebody looks the owner may be another than was named then.
    """
    is_hers = event.owner and event.acknowledged_at is None
    name = event.owner.name if is_hers else "one of us"
    when = moment(event.look_by)
    if event.response.mode != Mode.ONLINE:
        return f"{name[0].upper()}{name[1:]} should look at it by {when}."
    return f"She was told that {name} will see it by {when}."


def standing(event: RiskEvent, now: datetime) -> str:
    """One line for Today."""
    if event.closed_at:
        return f"Closed {moment(event.closed_at)}: {event.get_outcome_display()}"
    if event.acknowledged_at is None:
        return " ".join([promised(event), *_while_unseen(event, now)])
    whose = _whose(event)
    so_far = queries.done_about(event)
    if so_far.lead_decides:
        return f"{whose}. {LEAD_DECIDES}"
    return f"{whose}. {_so_far(so_far)}"


def _whose(event: RiskEvent) -> str:
    if event.owner is None:
        return "Being looked at"
    if is_given_on(event):
        return f"Handed to {event.owner.name}, who has not looked yet"
    return f"{event.owner.name} has it"


def _while_unseen(event: RiskEvent, now: datetime) -> list[str]:
    known = [
        (event.look_by <= now, "Nobody has looked yet."),
        (queries.alert_came_back(event), "An alert about it did not arrive: tell each other."),
        (event.escalated, f"{passed_up(event)}."),
    ]
    return [words for is_so, words in known if is_so]


def _so_far(so_far: Done) -> str:
    if so_far.spoke:
        return "Somebody spoke with her"
    if so_far.told:
        return "Somebody outside was told"
    return "Tried once, no answer" if so_far.calls_missed else "Nobody has spoken with her yet"


def passed_up(event: RiskEvent) -> str:
    if event.escalated >= Rung.MANAGER:
        return "Passed up to a deputy or a lead, then to the manager"
    return "Passed up to a deputy or a lead" if event.escalated else ""


def what_next(event: RiskEvent, reader: User, now: datetime) -> str:
    """For whoever has the page open: the next thing to do, in a few words."""
    if event.closed_at:
        return "Nothing: this is closed. If there is more, raise a concern about her safety."
    loss = loss_of(event.referral)
    if loss and loss.kind == LossKind.SHE_DIED:
        return SHE_DIED
    if is_given_on(event) and event.owner == reader:
        return "It was handed to you. Say that you are looking at it, and read what was done."
    so_far = queries.done_about(event)
    if so_far.spoke:
        return "Note what you agreed. Then close it with how it ended."
    if so_far.told:
        return "Keep trying to reach her, or close it with how it ended once that is sure."
    if so_far.lead_decides:
        return "The lead has been told. Note here whom you tell, and why that is right."
    ways = {way.channel for way in safe_contacts(event.referral)}
    if reach_words.may_ring(ways) or _is_on_the_line(event, so_far, reader, now):
        return _ring_her(event, so_far, reader, now)
    return f"{_first(event, reader, now)}{risk_in_writing.what_next(ways, so_far)}"


def _is_on_the_line(event: RiskEvent, so_far: Done, reader: User, now: datetime) -> bool:
    is_typing = event.response.mode == Mode.PHONE and reader == event.response.entered_by
    return is_typing and not so_far.calls_missed and _still_speaks(event, now)


def _first(event: RiskEvent, reader: User, now: datetime) -> str:
    """Before she is written to."""
    typed_by = event.response.entered_by
    if event.response.mode == Mode.PAPER:
        return "She wrote this on paper. "
    if event.response.mode == Mode.PHONE and typed_by == reader:
        return f"{_typed_at(event, now)} If you have hung up: "
    if event.response.mode == Mode.PHONE and typed_by:
        return f"{typed_by.name} typed this while they spoke. Ask first how she was. "
    return "" if event.acknowledged_at else "Say that you are looking at it. "


def heard(event: RiskEvent, reader: User, now: datetime) -> str:
    """For whoever typed a form that is not kept: what became of the answer all the same."""
    told = queries.who_is_told(event, now)
    whom = "you" if told == reader else told.name if told else "nobody: tell a lead yourself"
    return (
        "The form is not kept, but an answer on it must be looked at. "
        f"The alert goes to {whom}. {promised(event)} {what_next(event, reader, now)}"
    )


def _ring_her(event: RiskEvent, so_far: Done, reader: User, now: datetime) -> str:
    typed_by = event.response.entered_by
    if so_far.calls_missed:
        return "Ring her once more, at another time of day. After that a lead decides."
    if event.response.mode == Mode.PHONE and reader == typed_by:
        return ON_THE_LINE if _still_speaks(event, now) else _rang_off(event, now)
    if event.response.mode == Mode.PHONE and typed_by:
        return f"{typed_by.name} typed this while they spoke. Ask first how she was, then ring her."
    if event.response.mode == Mode.PAPER:
        return "She wrote this on paper. Ring her now in the way she said is safe." + SAFE_NOW
    if event.acknowledged_at is None:
        return "Say that you are looking at it. Then ring her in the way she said is safe."
    return "Ring her in the way she said is safe." + SAFE_NOW


def _still_speaks(event: RiskEvent, now: datetime) -> bool:
    """As far as we can tell: the form is open still, and a call has not grown too long."""
    is_open = event.response.request.status == RequestStatus.OPEN
    return is_open and now < event.raised_at + LONGEST_CALL


def _rang_off(event: RiskEvent, now: datetime) -> str:
    return f"{_typed_at(event, now)} If you have hung up, ring her.{SAFE_NOW}"


def _typed_at(event: RiskEvent, now: datetime) -> str:
    at = localtime(event.raised_at)
    typed = date_format(at, "H:i") if at.date() == localtime(now).date() else moment(at)
    return f"You typed this at {typed}."


LONGEST_CALL = timedelta(minutes=30)
ON_THE_LINE = (
    "You are speaking with her: ask her now whether she is safe, and stay on the line. "
    "Not safe? 999, from another phone. Then note here that you spoke."
)
SHE_DIED = (
    "She has died: do not ring her number. Tell your safeguarding lead today. "
    "Then note it here, and close it with how it ended."
)
SAFE_NOW = " Ask whether she is safe now. Not safe? 999. Note each call here, answered or not."


def moment(at: datetime) -> str:
    return date_format(localtime(at), r"H:i \o\n l j F")
