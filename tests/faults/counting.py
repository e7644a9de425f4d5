"""What a mail server's own log and the ledger say about each other."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import EmailMessage

from pim.enums import GONE_OUT, MessageState
from pim.models import Message, MessageAttempt
from pim.stack.testing.mail_server import MailServer, Received

UNDER_WAY = {MessageState.QUEUED, MessageState.CLAIMED, MessageState.SENDING}


@dataclass(frozen=True)
class Count:
    messages: int
    lost: int
    twice: int
    unknown: int
    unfinished: int
    dead: int


def count(taken: Iterable[str]) -> Count:
    """``taken``: the rows behind everything that was taken, in any order, as often as it was."""
    times = Counter(taken)
    states = {str(pk): state for pk, state in Message.objects.values_list("pk", "state")}
    assert set(times) <= set(states), "something went out that is not in the ledger"
    in_state = Counter(states.values())
    said_sent = {pk for pk, state in states.items() if state in GONE_OUT}
    return Count(
        messages=len(states),
        lost=len(said_sent - set(times)),
        twice=sum(number > 1 for number in times.values()),
        unknown=in_state[MessageState.UNKNOWN],
        unfinished=sum(in_state[state] for state in UNDER_WAY),
        dead=in_state[MessageState.DEAD],
    )


def rows_taken(server: MailServer) -> list[str]:
    return [row_of(one) for one in server.received]


def row_of(taken: Received) -> str:
    return id_in(taken.message)


def id_in(mail: EmailMessage) -> str:
    return mail["Message-ID"].strip("<>").split("@")[0]


def codes_in_the_ledger() -> Counter:
    return Counter(MessageAttempt.objects.values_list("code", flat=True))


def nothing_waits() -> bool:
    return not Message.objects.filter(state__in=UNDER_WAY).exists()
