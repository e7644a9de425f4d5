"""A place that is full just now, and one where we are not yet: told kindly, and never refused."""

import pytest

from pim import clock
from pim.messages import outbox
from referrals.models import Referral
from tests import factories as make
from tests.referrals.arriving import receive
from tests.referrals.test_views import HER_PAGES, MIDWIFES_PAGES, fill

pytestmark = pytest.mark.django_db


def after(pages: dict, at: str, page: str, **typed) -> dict:
    """The walk with one page more, after the one that asks for her postcode."""
    walked = {}
    for name, answers in pages.items():
        walked[name] = answers | typed if name == at else answers
        if name == at:
            walked[page] = {}
    return walked


@pytest.fixture
def paused(site_a):
    site_a.intake_paused = True
    site_a.save()
    return site_a


WALKS = [("yourself", HER_PAGES, "place"), ("someone", MIDWIFES_PAGES, "her")]


@pytest.mark.parametrize(("who", "pages", "at"), WALKS)
def test_a_full_place_says_so_and_keeps_her_place(client, paused, who, pages, at):
    walk = after(pages, at, "full")
    check = fill(client, who, walk)
    kind = client.get(f"/refer/{who}/full/").text
    assert "You can still send this." in kind
    assert 'href="/get-help-now/">' in kind

    sent = client.get(client.post(check).url).text

    assert Referral.objects.get().site == paused
    assert "when we can, only in the ways" in sent
    assert "working days" not in sent


def test_who_only_wants_a_call_is_told_as_well(client, paused):
    call = {"called": "Rosa", "phone_number": "07700 900123", "ring_at": "any"}
    call |= {"voicemail_ok": "no", "postcode": "WA7"}
    sent = client.get(client.post(fill(client, "ring-me", {"call": call, "full": {}})).url).text

    assert "working days" not in sent
    assert Referral.objects.get().site == paused


def test_the_receipt_from_a_full_place_names_no_day(paused, mailoutbox):
    receive()
    outbox.drain()
    (mail,) = mailoutbox

    assert "We keep your place. Robin will ring when we can, only in the ways" in mail.body
    assert " by " not in mail.body


@pytest.mark.parametrize(("who", "pages", "at"), WALKS)
def test_outside_every_area_a_person_looks(client, site_a, mailoutbox, who, pages, at):
    check = fill(client, who, after(pages, at, "elsewhere", postcode="ZE1 0AA"))
    assert "A person reads it" in client.get(f"/refer/{who}/elsewhere/").text
    client.post(check)

    referral = Referral.objects.get()
    assert referral.site is None
    whose = f"It is our number in {site_a.name}, and answers for places where we are not yet."
    outbox.drain()
    assert whose in mailoutbox[0].body
    if who == "someone":
        assert whose in client.get("/refer/someone/copy/").text


def test_without_a_postcode_nobody_says_that_we_are_not_there(client, site_a):
    pages = HER_PAGES | {"place": {"postcode": ""}}
    sent = client.get(client.post(fill(client, "yourself", pages)).url).text

    assert "not everywhere yet" not in sent
    assert "working days" in sent


def test_a_place_that_becomes_full_meanwhile_tells_her_before_she_sends(client, site_a):
    check = fill(client, "yourself", HER_PAGES)
    site_a.intake_paused = True
    site_a.save()

    assert client.post(check).url == "/refer/yourself/full/"
    assert client.post("/refer/yourself/full/").url == "/refer/yourself/now/"
    assert client.post(check).url == "/refer/yourself/sent/"


def test_a_closed_area_is_one_where_we_are_not(client, site_a):
    make.SiteFactory(programme=site_a.programme)
    site_a.closes_on = clock.today()
    site_a.postcode_districts = ["E6"]
    site_a.save()

    fill(client, "yourself", dict(list(HER_PAGES.items())[:3]))
    response = client.post("/refer/yourself/place/", {"postcode": "E6 1AA"})

    assert response.url == "/refer/yourself/elsewhere/"
