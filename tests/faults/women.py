"""Women with a questionnaire that is open, at a site where somebody looks at worrying answers."""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.urls import reverse

from outcomes import actions, queries
from outcomes.actions.inviting import INVITATION, REMINDER
from outcomes.enums import Mode
from outcomes.models import Answer, QuestionnaireRequest, Response
from pim import clock
from pim.enums import MessageState, Role
from pim.messages import links, outbox
from pim.messages.outbox import Queued
from pim.models import Message, Site
from referrals.enums import ContactChannel
from tests import factories as make
from tests.attacks.visitors import Visitor
from tests.outcomes.asking import NOT_AT_ALL, WORRYING, accepted, on_the_rota, plan

RISK_ITEM = 9


def staffed_site() -> Site:
    site = make.SiteFactory(programme__name="Programme", name="Site", slug="site")
    person = make.UserFactory()
    make.MembershipFactory(user=person, role=Role.COORDINATOR, site=site)
    on_the_rota(site, person)
    return site


def asked(site: Site, count: int, instruments=("phq-9",), numbers=()) -> list[QuestionnaireRequest]:
    """So many of them, all asked today; with ``numbers`` they are written to by text."""
    now = clock.now()
    plan(site.programme, instruments=instruments)
    for place in range(count):
        referral = accepted(site, accepted_at=now, asked_at=now, status_since=now)
        if numbers:
            _by_text(referral, numbers[place])
    actions.open_due_requests(now=now)
    found = list(queries.requests().order_by("referral__reference"))
    assert len(found) == count
    return found


def _by_text(referral, number: str) -> None:
    referral.parent.safecontact_set.update(channel=ContactChannel.TEXT, address=number)


def answered_until_the_risk_item(requests: Iterable[QuestionnaireRequest]) -> None:
    now = clock.now()
    for request in requests:
        (instrument,) = queries.instruments_of(request)
        response = Response.objects.create(
            request=request, instrument=instrument, mode=Mode.ONLINE, started_at=now
        )
        options = queries.options(instrument)
        Answer.objects.bulk_create(
            Answer(response=response, item=item, option=options[item, NOT_AT_ALL], answered_at=now)
            for item in range(1, RISK_ITEM)
        )
    QuestionnaireRequest.objects.update(answered_from_at=now)


def reminders_due(requests: Sequence[QuestionnaireRequest], each: int) -> None:
    """Their invitations went yesterday: no reminder goes before one."""
    now = clock.now()
    invitations = Message.objects.filter(notice=INVITATION)
    invitations.update(state=MessageState.SENT, sent_at=now - timedelta(days=1))
    outbox.queue_all(
        Queued(
            notice=REMINDER,
            object_id=request.pk,
            about_id=request.referral_id,
            dedupe_key=f"due:{request.pk}:{number}",
            due_at=now,
        )
        for number in range(each)
        for request in requests
    )


def abandon(base_url: str, requests: Iterable[QuestionnaireRequest], clients: int) -> list[int]:
    """Each opens her link, answers the risk item and closes the browser: the last statuses."""
    doors = [_link(request) for request in requests]

    def answers_and_goes(door: str) -> int:
        her = Visitor(base_url)
        her.get(door)
        page = reverse("questionnaire-question", args=[RISK_ITEM])
        her.get(page)
        return her.post(page, {"answer": WORRYING[2]}).status

    with ThreadPoolExecutor(clients) as pool:
        return list(pool.map(answers_and_goes, doors))


def _link(request: QuestionnaireRequest) -> str:
    token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=request.closes_at)
    return reverse("questionnaire-link", args=[token])
