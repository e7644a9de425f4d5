"""Why nothing came of a questionnaire, as far as we know. We never watch whether she opened it."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.formats import date_format

from outcomes.queries.rescuing import Rescue
from pim import clock
from pim.enums import GONE_OUT, NOT_ARRIVED, MessageState
from pim.forms.fields import national
from pim.messages import ledger, notices
from pim.models import Message
from referrals.models import SafeContact


def why_nothing_came(rescue: Rescue, now: datetime) -> list[str]:
    """Each thing that is known, the one that stands most in the way first."""
    return [*_she_said(rescue, now), *_no_way(rescue), *_went_wrong(rescue), *_so_far(rescue)]


def _she_said(rescue: Rescue, now: datetime) -> Iterator[str]:
    today = clock.day_of(now)
    later = rescue.request.snoozed_until_on
    quiet = rescue.wishes.quiet_until_on if rescue.wishes else None
    if rescue.pause:
        yield f"Her support is paused until {day(rescue.pause.look_again_on)}"
    if later and later > today:
        yield f"She said later: nothing before {day(later)}"
    if quiet and quiet > today:
        yield f"She wants no messages before {day(quiet)}"


def _no_way(rescue: Rescue) -> Iterator[str]:
    if not rescue.may_write:
        yield "She has not agreed to messages from us"
    if not rescue.can_be_written_to:
        yield "No e-mail address or text number is safe for her"


def _went_wrong(rescue: Rescue) -> Iterator[str]:
    for message in rescue.messages:
        if message.state in NOT_ARRIVED or message.state == MessageState.EXPIRED:
            yield f"{notices.called(message.notice)}: {reason(message)}"
        elif message.state == MessageState.CANCELLED and message.reason not in PASSING:
            yield f"{notices.called(message.notice)} not sent: {reason(message)}"
        elif message.state == MessageState.QUEUED and message.reason == "no_rota":
            yield f"{notices.called(message.notice)} waits: {reason(message)}"


PASSING = ("moved", "replaced", "snoozed")  # another message took its place


def _so_far(rescue: Rescue) -> Iterator[str]:
    sent = [one for one in rescue.messages if one.state in GONE_OUT]
    waiting = [one for one in rescue.messages if one.state == MessageState.QUEUED]
    if rescue.answered:
        yield f"Begun: {rescue.answered} of {rescue.questions} answered"
    elif sent:
        yield f"No answer to {_counted(sent)}"
    if waiting:
        yield f"{notices.called(waiting[0].notice)} goes on {day(clock.day_of(waiting[0].due_at))}"
    elif not sent and not rescue.answered:
        yield "Nothing has been sent to her"


def _counted(sent: list[Message]) -> str:
    last = day(clock.day_of(sent[-1].sent_at))
    return f"a message, sent {last}" if len(sent) == 1 else f"{len(sent)} messages, the last {last}"


def reason(message: Message) -> str:
    words = ledger.in_words(message.reason) if message.reason else message.get_state_display()
    return words[:1].lower() + words[1:]


def how_to_ring(way: SafeContact | None, us: str) -> list[str]:
    """The number, and what to know before it rings."""
    if way is None or not way.address:
        return ["No number is safe for her"]
    told = [national(way.address) if way.address.startswith("+") else way.address]
    told += [f"Good times: {way.best_times}"] if way.best_times else []
    told.append(f"We are {way.us or us}" + (f", she knows us by “{way.word}”" if way.word else ""))
    told.append("A voicemail is fine" if way.voicemail_ok else "Leave no voicemail")
    return told


def day(on: date) -> str:
    return date_format(on, "l j F")


def closes(rescue: Rescue, last: date, now: datetime) -> str:
    left = (last - clock.day_of(now)).days
    if left <= 0:
        return "Today"
    return f"Tomorrow, {day(last)}" if left == 1 else day(last)
