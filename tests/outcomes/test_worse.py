"""Words about what made things worse reach a person: once they are sent, and no volunteer."""

import pytest
from django.urls import reverse

from outcomes import queries, today
from outcomes.queries import worse
from pim import clock
from pim.enums import Role
from referrals.enums import RequestKind
from referrals.models import HerRequest
from tests.conftest import person
from tests.outcomes.asking import MONDAY, answer_all, asked
from tests.outcomes.test_views import browser, give, page, question

pytestmark = pytest.mark.django_db
HERS = "Canary: I felt judged"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def request_(site_a):
    return asked(site_a, instruments=["experience"])


def place_of_worse(request) -> int:
    return next(
        one.place for one in queries.questions_of(request) if worse.is_about_worse(one.item)
    )


def written(request, hers: str = HERS):
    """Every question answered, not sent in yet."""
    client = browser(request)
    for one in queries.questions_of(request):
        options = [option.code for option in one.item.options]
        words = hers if worse.is_about_worse(one.item) else ""
        give(client, one.place, options[0] if options else words)
    return client


def test_beside_the_question_she_learns_how_to_be_answered(request_):
    client = browser(request_)
    place = place_of_worse(request_)
    answer_all(request_)
    assert "If you want us to act on it" in page(client, question(place))
    assert "If you want us to act on it" not in page(client, question(1))
    for _ in range(2):
        client.post("/questionnaire/choices/ring/")
    assert HerRequest.objects.get().kind == RequestKind.RING
    assert "This is with us" in page(client, "/questionnaire/choices/ring/")


def test_it_waits_on_today_from_the_moment_it_is_sent_until_somebody_has_read_it(
    request_, alice, bob, charlie, programme, signed_in
):
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD, programme=programme)
    client = written(request_)
    assert today.made_worse(alice, MONDAY) == []
    client.post("/questionnaire/send/")
    seen = {user: len(today.made_worse(user, MONDAY)) for user in (alice, lead, bob, charlie)}
    assert seen == {alice: 1, lead: 1, bob: 0, charlie: 0}
    assert HERS not in str(today.made_worse(alice, MONDAY))

    where = reverse("admin:outcomes_questionnairerequest_change", args=[request_.pk])
    desk = signed_in(alice)
    assert HERS in desk.get(where).content.decode()
    do = reverse("admin:outcomes_questionnairerequest_do", args=[request_.pk, "read-worse"])
    for _ in range(2):
        desk.post(do)
    assert today.made_worse(alice, MONDAY) == []
    assert HERS in desk.get(where).content.decode()


def test_without_words_nobody_is_called(request_, alice):
    written(request_, hers="").post("/questionnaire/send/")
    assert today.made_worse(alice, MONDAY) == []
