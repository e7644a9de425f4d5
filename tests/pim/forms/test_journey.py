from datetime import date

import pytest

from tests.pim.forms.journey_urls import ShelfStore

pytestmark = [pytest.mark.urls("tests.pim.forms.journey_urls"), pytest.mark.django_db]

BORN = {"born_on_day": "14", "born_on_month": "2", "born_on_year": "2026"}
PHONE = {"phone": "07700 900123"}


@pytest.fixture(autouse=True)
def shelf():
    ShelfStore.draft, ShelfStore.submitted = {}, []
    return ShelfStore


@pytest.fixture
def answered(client):
    """All four pages, ready to be checked."""
    client.post("/join/name/", {"first_name": "Amy"})
    client.post("/join/had/", {"had": "yes"})
    client.post("/join/born/", BORN)
    client.post("/join/phone/", PHONE)
    return client


def test_she_is_led_from_page_to_page_to_the_check(client):
    assert client.get("/join/").url == "/join/name/"
    assert client.post("/join/name/", {"first_name": "Amy"}).url == "/join/had/"
    assert client.post("/join/had/", {"had": "yes"}).url == "/join/born/"
    assert client.post("/join/born/", BORN).url == "/join/phone/"
    assert client.post("/join/phone/", PHONE).url == "/join/check/"


def test_a_page_that_does_not_apply_is_passed_over(client):
    client.post("/join/name/", {"first_name": "Amy"})

    assert client.post("/join/had/", {"had": "no"}).url == "/join/phone/"
    assert client.get("/join/born/").url == "/join/phone/"


def test_no_page_can_be_jumped_to(client):
    assert client.get("/join/check/").url == "/join/name/"
    assert client.post("/join/check/").url == "/join/name/"
    assert client.post("/join/phone/", PHONE).url == "/join/name/"
    assert client.get("/join/nonsense/").url == "/join/name/"
    assert ShelfStore.submitted == []


def test_a_mistake_shows_the_page_again_as_typed_and_keeps_nothing(client):
    page = client.post("/join/name/", {"first_name": "a" * 61})

    assert page.status_code == 200
    assert "<title>Error: What should we call you?" in page.text
    assert "a" * 61 in page.text
    assert ShelfStore.draft == {}


def test_an_answered_page_comes_back_as_she_left_it(answered):
    assert 'value="Amy"' in answered.get("/join/name/").text
    assert 'value="14"' in answered.get("/join/born/").text
    assert 'value="yes" checked' in answered.get("/join/had/").text
    assert "Error" not in answered.get("/join/born/").text


def test_back_leads_to_the_page_before(answered):
    assert 'href="/join/born/">Back' in answered.get("/join/phone/").text
    assert 'href="/refer/">Back' in answered.get("/join/name/").text


def test_a_form_may_know_earlier_answers(answered):
    assert "Hello Amy" in answered.get("/join/phone/").text


def test_the_check_reads_every_answer_back_with_a_way_to_change_it(answered):
    page = answered.get("/join/check/").text

    for words in ("Amy", "Yes", "Baby’s birthday", "14 February 2026", "07700 900123"):
        assert words in page
    assert "/join/name/?change=1#" in page


def test_a_change_leads_back_to_the_check(answered):
    change = answered.post("/join/name/?change=1", {"first_name": "Bea"})

    assert change.url == "/join/check/"
    assert "Bea" in answered.get("/join/check/").text


def test_a_change_that_opens_a_page_asks_it_and_then_leads_back(client):
    client.post("/join/name/", {"first_name": "Amy"})
    client.post("/join/had/", {"had": "no"})
    client.post("/join/phone/", PHONE)

    assert client.post("/join/had/?change=1", {"had": "yes"}).url == "/join/born/?change=1"
    assert client.post("/join/born/?change=1", BORN).url == "/join/check/"


def test_sending_acts_once_and_forgets_the_answers(answered):
    first = answered.post("/join/check/")
    again = answered.post("/join/check/")

    assert first.url == again.url == "/thank-you/"
    assert ShelfStore.submitted == [
        {"first_name": "Amy", "had": True, "born_on": date(2026, 2, 14), "phone": "+447700900123"}
    ]
    assert ShelfStore.draft == {"done": "/thank-you/"}
    assert answered.get("/join/name/").url == "/thank-you/"
    assert answered.post("/join/name/", {"first_name": "Eve"}).url == "/thank-you/"


def test_an_answer_that_no_longer_applies_is_not_sent(answered):
    answered.post("/join/had/?change=1", {"had": "no"})
    answered.post("/join/check/")

    assert "born_on" not in ShelfStore.submitted[0]


def test_a_refusal_is_told_on_the_check_page_and_loses_nothing(answered):
    answered.post(
        "/join/born/", BORN | {"born_on_day": "1", "born_on_month": "1"} | {"born_on_year": "2020"}
    )
    page = answered.post("/join/check/")

    assert "We are full at the moment." in page.text
    assert 'value="Amy"' in answered.get("/join/name/").text
    assert ShelfStore.submitted == []


def test_a_draft_that_has_gone_stale_is_asked_again(answered):
    ShelfStore.draft["pages"]["phone"] = {"phone": ["12"]}

    assert answered.get("/join/check/").url == "/join/phone/"
    assert "Enter a phone number" in answered.get("/join/phone/").text
    assert answered.post("/join/check/").url == "/join/phone/"


def test_a_draft_holds_only_what_the_page_asked(client):
    client.post("/join/name/", {"first_name": "Amy", "is_staff": "1", "first_name_x": "y"})

    assert ShelfStore.draft == {"pages": {"name": {"first_name": ["Amy"]}}}
