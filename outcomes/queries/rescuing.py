"""Whose time to answer is running out, and why nothing came: a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from outcomes.models import Answer, QuestionnaireRequest, RequestInstrument
from outcomes.queries.asked import DOCUMENTS, closing_soon
from outcomes.queries.instruments import definition
from outcomes.queries.pausing import pauses_of
from pim.models import Message, User
from referrals import consent
from referrals.enums import ContactChannel
from referrals.models import MessageWishes, SafeContact
from volunteers.models import Pause


@dataclass(frozen=True)
class Rescue:
    """``ways``: those she says are safe, the one to use first first."""

    request: QuestionnaireRequest
    answered: int
    questions: int
    messages: Sequence[Message]
    ways: Sequence[SafeContact]
    may_write: bool
    wishes: MessageWishes | None
    pause: Pause | None

    @property
    def number(self) -> SafeContact | None:
        return next((way for way in self.ways if way.channel == ContactChannel.PHONE), None)

    @property
    def can_be_written_to(self) -> bool:
        written = (ContactChannel.EMAIL, ContactChannel.TEXT)
        return any(way.channel in written and way.address for way in self.ways)


def rescues(user: User, now: datetime) -> list[Rescue]:
    """What closes first comes first."""
    open_still = list(closing_soon(user, now))
    pks = [request.pk for request in open_still]
    parents = [request.referral.parent_id for request in open_still]
    asked, answered = _asked(pks), _answered(pks)
    messages, ways = _messages(pks), _ways(parents)
    referrals = [request.referral_id for request in open_still]
    agreed, pauses = consent.given_for_messages(referrals), pauses_of(referrals)
    wishes = MessageWishes.objects.in_bulk(parents)
    return [
        Rescue(
            request=request,
            answered=answered[request.pk],
            questions=asked[request.pk],
            messages=messages[request.pk],
            ways=ways[request.referral.parent_id],
            may_write=request.referral_id in agreed,
            wishes=wishes.get(request.referral.parent_id),
            pause=pauses.get(request.referral_id),
        )
        for request in open_still
    ]


def _asked(requests: Sequence[UUID]) -> Counter:
    rows = RequestInstrument.objects.filter(request__in=requests).select_related("instrument")
    found: Counter = Counter()
    for row in rows.defer(*DOCUMENTS):
        found[row.request_id] += len(definition(row.instrument).items)
    return found


def _answered(requests: Sequence[UUID]) -> Counter:
    rows = Answer.objects.filter(response__request__in=requests).values("response__request")
    counted = rows.annotate(n=Count("pk")).values_list("response__request", "n")
    return Counter(dict(counted.order_by()))


def _messages(requests: Sequence[UUID]) -> Mapping[UUID, list[Message]]:
    found = defaultdict(list)
    for message in Message.objects.filter(object_id__in=requests).order_by("due_at", "pk"):
        found[message.object_id].append(message)
    return found


def _ways(parents: Sequence[UUID]) -> Mapping[UUID, list[SafeContact]]:
    found = defaultdict(list)
    live = SafeContact.objects.live().filter(parent__in=parents)
    for way in live.order_by("-is_primary", "created_at", "pk"):
        found[way.parent_id].append(way)
    return found
