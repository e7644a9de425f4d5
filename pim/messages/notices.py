"""One class per message. A notice is asked at the moment of sending, never before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string

from pim.enums import Channel, MessageClass
from pim.messages.segments import as_text
from pim.models import Message


@dataclass(frozen=True)
class Send:
    """Still wanted, consented, safe, and in hours.

    ``unconfirmed``: nobody has shown yet that the mailbox is theirs. A stranger may have typed
    it, so only a few messages a day go there.
    """

    to: str
    channel: Channel = Channel.EMAIL
    unconfirmed: bool = False


@dataclass(frozen=True)
class Postpone:
    """Wanted, but not now. ``expires_at``: until when it is worth sending then, if that moves."""

    until: datetime
    reason: str
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Cancel:
    """Not wanted any more, or there is no safe way; the reason is a code for the ledger."""

    reason: str


Verdict = Send | Postpone | Cancel


@dataclass(frozen=True)
class Rendered:
    to: str
    channel: Channel
    subject: str
    body: str


class Notice:
    """Subclasses give ``key``, ``called``, ``klass``, ``template`` and the three methods below.

    ``called`` is its name in the lists of staff, ``says`` what it says, for a person who tells it
    herself, and ``if_not_arrived`` what she is asked to do. ``template`` names a folder with
    ``subject.txt`` and ``body.txt``, and ``sms.txt`` where it can go as a text. ``by_hand_if``
    are the reasons for cancelling it after which a person must tell it in another way.
    ``for_her`` says that it goes to the mum herself, and ``is_automatic`` that she did not ask
    for it just now: such a one is taken back when something sad has happened.
    """

    key: ClassVar[str]
    called: ClassVar[str]
    klass: ClassVar[MessageClass] = MessageClass.TRANSACTIONAL
    template: ClassVar[str]
    for_her: ClassVar[bool] = False
    is_automatic: ClassVar[bool] = True
    by_hand_if: ClassVar[frozenset[str]] = frozenset()
    says: ClassVar[str] = ""
    if_not_arrived: ClassVar[str] = "Tell it in another way that is safe"

    def load(self, object_id: UUID) -> Any | None:
        """What the message is about, read now; None if it is gone."""
        raise NotImplementedError

    def decide(self, subject: Any, now: datetime) -> Verdict:
        raise NotImplementedError

    def words(self, subject: Any, message: Message) -> dict:
        """What the templates need. May make links, which must be the same on every retry."""
        raise NotImplementedError

    @property
    def can_text(self) -> bool:
        """Whether it has words for a text."""
        try:
            get_template(f"{self.template}/sms.txt")
        except TemplateDoesNotExist:
            return False
        return True

    def render(self, subject: Any, message: Message, send: Send) -> Rendered:
        words = self.words(subject, message)
        if send.channel == Channel.SMS:
            text = render_to_string(f"{self.template}/sms.txt", words)
            return Rendered(send.to, send.channel, "", as_text(text))
        line = render_to_string(f"{self.template}/subject.txt", words).strip()
        body = render_to_string(f"{self.template}/body.txt", words).strip() + "\n"
        return Rendered(send.to, send.channel, " ".join(line.split()), body)


_notices: dict[str, Notice] = {}


def register(notice: type[Notice]) -> type[Notice]:
    if notice.key in _notices:
        raise ValueError(f"Two notices are called {notice.key}")
    _notices[notice.key] = notice()
    return notice


def get(key: str) -> Notice:
    return _notices[key]


def every() -> dict[str, Notice]:
    return dict(_notices)


def to_her(*, only_automatic: bool = False) -> list[str]:
    """The keys of what goes to the mum herself; ``only_automatic``: not what she asks for."""
    ours = (notice for notice in _notices.values() if notice.for_her)
    return [one.key for one in ours if one.is_automatic or not only_automatic]


def told_by_hand() -> dict[str, frozenset[str]]:
    """By key, the reasons for not sending it that leave it to a person."""
    return {key: notice.by_hand_if for key, notice in _notices.items() if notice.by_hand_if}


def what_to_do(key: str) -> str:
    """What a person is asked to do about a message that did not arrive."""
    return _notices.get(key, Notice).if_not_arrived


def says(key: str) -> str:
    return _notices.get(key, Notice).says


def called(key: str) -> str:
    """What staff call a message; its key if there is no such notice any more."""
    return _notices[key].called if key in _notices else key
