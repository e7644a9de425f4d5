"""What her pages say of who looks at an answer of hers: truly, first, and in the ways she has."""

import pytest

from outcomes import actions
from outcomes.models import QuestionnaireRequest, RiskEvent
from pim import clock
from pim.access.audit import acting
from referrals.enums import ContactChannel, Purpose
from referrals.models import SafeContact
from tests.outcomes.asking import MONDAY, NOT_AT_ALL, WORRYING, answer_all, asked, decide
from tests.outcomes.test_views import browser, give, page

pytestmark = pytest.mark.django_db
LOOKS = "Alice will see it by 10:30 on Monday 1 June"
STILL_LOOKS = "Alice will still see it by 10:30 on Monday 1 June and try to reach you"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def client(site_a, alice):
    """She has come to the question that may worry us."""
    client = browser(asked(site_a, alice, instruments=["phq-9"]))
    for place in range(1, 9):
        give(client, place)
    return client


def text(client, address: str) -> str:
    return " ".join(page(client, address).split())


def end_of(client) -> str:
    answer_all(QuestionnaireRequest.objects.get())
    client.post("/questionnaire/send/")
    return text(client, "/questionnaire/thank-you/")


class TestChanged:
    @pytest.mark.parametrize("instead", [NOT_AT_ALL, "rather-not"])
    def test_she_is_told_once_that_somebody_looks_all_the_same(self, client, instead):
        client.post(give(client, 9, WORRYING[3]), {"carry-on": "yes"})
        onward = give(client, 9, instead)
        said = text(client, onward)
        assert "You have changed your answer" in said and STILL_LOOKS in said
        assert "Thank you for telling us" not in said
        client.post(onward, {"carry-on": "yes"})
        assert "Question 10 of 10" in text(client, onward)

    def test_the_last_pages_say_it_too(self, client):
        give(client, 9, WORRYING[3])
        give(client, 9, NOT_AT_ALL)
        assert LOOKS in end_of(client)

    def test_so_does_the_page_where_she_stops(self, client):
        give(client, 9, WORRYING[3])
        give(client, 9, NOT_AT_ALL)
        assert LOOKS in text(client, "/questionnaire/stopped/")

    def test_whoever_changes_it_in_another_browser_learns_nothing(self, client):
        give(client, 9, WORRYING[3])
        other = browser(QuestionnaireRequest.objects.get())
        onward = give(other, 9, NOT_AT_ALL)
        assert "changed your answer" not in text(other, onward)
        assert "Alice" not in text(other, "/questionnaire/stopped/")
        assert STILL_LOOKS in text(client, onward)

    def test_once_it_is_closed_nothing_more_is_said(self, client, alice):
        give(client, 9, WORRYING[3])
        event, by = RiskEvent.objects.get(), {"by": acting(alice), "now": MONDAY}
        actions.acknowledge_risk(event=event, **by)
        actions.add_risk_step(event=event, kind="spoke", **by)
        actions.close_risk(event=event, outcome="spoke_safe", **by)
        assert "Question 10 of 10" in text(client, give(client, 9, NOT_AT_ALL))


class TestInTheWaysSheHas:
    def test_messages_stopped_a_person_writes_once_by_hand(self, client):
        by_hand = "so a person writes to you once, by hand"
        onward = give(client, 9, WORRYING[3])
        assert by_hand not in text(client, onward)
        decide(QuestionnaireRequest.objects.get().referral, Purpose.MESSAGES, False, MONDAY)
        said = text(client, onward)
        assert f"{LOOKS} and try to reach you in the way you said is safe. You get no" in said
        assert by_hand in said

    def test_where_no_way_is_left_it_says_so_and_whom_to_ring(self, client, site_a):
        site_a.phone = "024 7600 0001"
        site_a.save()
        SafeContact.objects.update(channel=ContactChannel.LETTER)
        said = text(client, give(client, 9, WORRYING[3]))
        assert f"{LOOKS}. <strong>But we may not be able to reach you." in said
        assert 'Please ring us on <a href="tel:02476000001">' in said
        assert "and try to reach you" not in said


class TestHelpIsNeverFar:
    def test_the_first_page_keeps_a_line_of_help_when_she_comes_back(self, client):
        give(client, 9, WORRYING[3])
        said = text(client, "/questionnaire/")
        assert "Nobody here reads your answers while you type." in said
        assert "Get help now</a>" in said and "Alice" not in said

    def test_of_one_question_it_speaks_of_one(self, client):
        give(client, 9)
        assert "1 question to go" in text(client, "/questionnaire/")
        assert "It takes about 2 minutes." in text(client, "/questionnaire/")

    def test_numbers_stand_in_the_big_list(self, client):
        said = text(client, give(client, 9, WORRYING[3]))
        assert '<dl class="help-numbers">' in said
        assert "Call Samaritans on 116 123, free, day or night" in said

    def test_who_looks_comes_first_when_she_has_sent_them_in(self, client):
        give(client, 9, WORRYING[3])
        said = end_of(client)
        assert LOOKS in said
        assert "nothing more to do" not in said and "at night or at weekends" not in said

    def test_where_nothing_waits_the_last_page_is_as_it_was(self, client):
        said = end_of(client)
        assert "There is nothing more to do" in said and "at night or at weekends" in said
