"""Whose time to answer runs out: why nothing came, how to ring her, and letting it be."""

import pytest
from django.urls import reverse

from outcomes import actions
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest
from outcomes.queries.rescuing import rescues
from outcomes.rescue_words import closes, why_nothing_came
from pim import clock
from pim.enums import MessageState, Role
from pim.messages import outbox
from pim.models import AuditEvent, Message
from referrals.enums import ContactChannel
from referrals.models import SafeContact
from tests import factories as make
from tests.conftest import person
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, accepted, answer, asked, later, plan

pytestmark = pytest.mark.django_db
TO_RESCUE = reverse("admin:outcomes_questionnairerequest_to_rescue")
NEARLY = later(days=13)


@pytest.fixture(autouse=True)
def nearly_over():
    with clock.standing_at(NEARLY):
        yield


@pytest.fixture
def request_of_hers(site_a, alice) -> QuestionnaireRequest:
    return asked(site_a, alice)


def why(user) -> list[str]:
    (rescue,) = rescues(user, NEARLY)
    return why_nothing_came(rescue, NEARLY)


def test_no_reply_to_what_was_sent(request_of_hers, alice):
    Message.objects.update(state=MessageState.SENT, sent_at=MONDAY, reason="")
    assert why(alice) == ["No answer to 2 messages, the last Monday 1 June"]


def test_nobody_is_on_the_rota(request_of_hers, alice, site_a):
    site_a.rota_set.all().delete()
    with clock.standing_at(later(days=11)):
        outbox.drain()
    waits = "Questionnaire invitation waits: nobody is on the rota to look at an answer"
    assert waits in why(alice)


def test_what_stood_in_the_way(request_of_hers, alice):
    answer(request_of_hers, "gad-7", 1, option_code=NOT_AT_ALL)
    Message.objects.update(state=MessageState.DEAD, reason="bounced")
    SafeContact.objects.update(ended_at=MONDAY)
    QuestionnaireRequest.objects.update(snoozed_until_on=later(days=14).date())
    told = why(alice)
    assert told[:2] == [
        "She said later: nothing before Monday 15 June",
        "No e-mail address or text number is safe for her",
    ]
    assert "it came back: that address takes no post" in told[2]
    assert told[-1] == "Begun: 1 of 17 answered"


def test_the_page_says_how_to_ring_her_and_who_looked_is_noted(request_of_hers, alice, signed_in):
    parent = request_of_hers.referral.parent
    make.SafeContactFactory(
        parent=parent,
        channel=ContactChannel.PHONE,
        address="+447700900123",
        best_times="Mornings",
        voicemail_ok=False,
        is_primary=False,
    )
    body = signed_in(alice).get(TO_RESCUE).content.decode()
    for told in ("07700 900123", "Good times: Mornings", "Leave no voicemail", "Ring and fill in"):
        assert told in body, told
    assert AuditEvent.objects.about(request_of_hers.referral).filter(actor=alice).count() == 1


def test_the_lead_sees_it_and_cannot_type_and_others_see_nobody(
    request_of_hers, charlie, dana, signed_in, programme
):
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD, programme=programme)
    called = request_of_hers.referral.parent.called
    body = signed_in(lead).get(TO_RESCUE).content.decode()
    assert (called in body, "Type in a paper form" in body) == (True, False)
    assert called not in signed_in(charlie).get(TO_RESCUE).content.decode()
    assert signed_in(dana).get(TO_RESCUE).status_code == 404


def test_she_would_rather_not(request_of_hers, alice, signed_in):
    there = reverse(
        "admin:outcomes_questionnairerequest_do", args=[request_of_hers.pk, "let-it-be"]
    )
    signed_in(alice).post(there)
    request_of_hers.refresh_from_db()
    assert request_of_hers.status == RequestStatus.REFUSED
    assert rescues(alice, NEARLY) == []


def test_the_last_day_is_called_today(request_of_hers, alice):
    (rescue,) = rescues(alice, NEARLY)
    today = clock.day_of(NEARLY)
    assert closes(rescue, today, NEARLY) == "Today"


@pytest.mark.parametrize("count", [1, 4])
def test_however_many_the_queries_are_as_few(
    site_a, alice, signed_in, count, django_assert_max_num_queries
):
    plan(site_a.programme)
    for _ in range(count):
        accepted(site_a)
    actions.open_due_requests(now=MONDAY)
    client = signed_in(alice)
    with django_assert_max_num_queries(22):
        body = client.get(TO_RESCUE).content.decode()
    assert body.count("When she asked for support") == count
