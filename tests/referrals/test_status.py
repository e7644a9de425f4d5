"""Where it stands, for whoever referred her: "received", until everything is known and agreed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import REFERRER, acting
from pim.messages import outbox
from pim.models import AuditEvent, LinkToken, Message
from referrals import actions, lifecycle, queries
from referrals.enums import ClosedReason, Means, Purpose, Status
from referrals.models import Referral
from referrals.work_addresses import is_work_address
from tests.referrals.arriving import FROM_A_MIDWIFE, receive

pytestmark = pytest.mark.django_db

AT_WORK = replace(FROM_A_MIDWIFE.referrer, email="mina@wards.nhs.uk")
MINE = {"mine": "yes"}


def link_in(mail) -> str:
    return re.search(r"/referral-status/[\w-]+/", mail.body)[0]


def opened(client, mailoutbox, **parts):
    """A referral whose referrer has just followed the link in the receipt."""
    referral = receive(FROM_A_MIDWIFE, **parts)
    outbox.drain()
    (mail,) = (mail for mail in mailoutbox if mail.to == [referral.referrer.email])
    client.get(link_in(mail), follow=True)
    return referral


def now_shown(client) -> str:
    page = client.get("/referral-status/").content.decode()
    return re.search(r'Now</dt><dd class="[^"]*"><strong>([^<]*)</strong>', page)[1]


def decides(alice, referral, given):
    actions.record_consent(
        referral=referral,
        purpose=Purpose.REFERRER,
        given=given,
        means=Means.BY_PHONE,
        by=acting(alice),
        now=clock.now(),
    )


def move(alice, referral, *steps, **why):
    for step in steps:
        lifecycle.move(referral, step, by=acting(alice), now=clock.now(), **why)


def test_opening_the_link_changes_nothing_and_leaves_no_trace(client, site_a, mailoutbox):
    referral = receive(FROM_A_MIDWIFE)
    outbox.drain()
    link = link_in(mailoutbox[0])
    for _ in range(20):
        response = client.get(link)
    assert (response.url, response.headers["Referrer-Policy"]) == (
        "/referral-status/",
        "no-referrer",
    )
    page = client.get(response.url)
    assert page.headers["Cache-Control"] == "no-store"
    shown = page.content.decode()
    assert referral.reference in shown
    assert "Rosa" not in shown
    referral.referrer.refresh_from_db()
    assert referral.referrer.address_confirmed_at is None


def test_received_and_nothing_more_until_all_three_are_there(client, alice, mailoutbox):
    referral = opened(client, mailoutbox)
    move(alice, referral, Status.IN_CONTACT)
    assert now_shown(client) == "Received"
    assert client.post("/referral-status/", MINE).url == "/referral-status/"
    assert now_shown(client) == "Received"
    actions.check_work_address(referral=referral, by=acting(alice), now=clock.now())
    assert now_shown(client) == "Received"
    decides(alice, referral, True)
    assert now_shown(client) == "In contact"
    decides(alice, referral, False)
    assert now_shown(client) == "Received"


def test_an_address_only_people_at_work_have_needs_no_look(client, alice, mailoutbox):
    referral = opened(client, mailoutbox, referrer=AT_WORK)
    decides(alice, referral, True)
    move(alice, referral, Status.IN_CONTACT)
    assert now_shown(client) == "Received"
    page = client.post("/referral-status/", MINE, follow=True)
    assert "This is my work address</button>" not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    referral.referrer.refresh_from_db()
    assert referral.referrer.work_checked_at
    assert now_shown(client) == "In contact"


def test_it_says_started_and_ended_and_never_why(client, alice, mailoutbox):
    referral = opened(client, mailoutbox, referrer=AT_WORK)
    client.post("/referral-status/", MINE)
    decides(alice, referral, True)
    move(alice, referral, Status.IN_CONTACT, Status.WAITING, Status.MATCHED)
    assert now_shown(client) == "In contact"
    move(alice, referral, Status.IN_SUPPORT)
    assert now_shown(client) == "Started"
    move(alice, referral, Status.WAITING)  # her volunteer left: that is nobody else's business
    assert now_shown(client) == "Started"
    move(alice, referral, Status.CLOSED, reason=ClosedReason.MOVED_AWAY)
    assert now_shown(client) == "Ended"
    assert "moved" not in client.get("/referral-status/").content.decode()


def test_one_that_was_the_same_as_another_stays_received(client, alice, mailoutbox):
    referral = opened(client, mailoutbox, referrer=AT_WORK)
    client.post("/referral-status/", MINE)
    decides(alice, referral, True)
    move(alice, referral, Status.CLOSED, reason=ClosedReason.DUPLICATE, duplicate_of=receive())
    assert now_shown(client) == "Received"


def test_one_that_was_merged_follows_the_one_that_took_its_referrer_along(
    client, alice, mailoutbox
):
    hers = receive(now=clock.now() - timedelta(days=1))
    referral = opened(client, mailoutbox, referrer=AT_WORK)
    client.post("/referral-status/", MINE)
    decides(alice, referral, True)
    move(alice, hers, Status.IN_CONTACT)
    actions.merge(referral=referral, into=hers, by=acting(alice), now=clock.now())
    assert Referral.objects.get(pk=referral.pk).duplicate_of == hers
    assert now_shown(client) == "In contact"
    decides(alice, hers, False)
    assert now_shown(client) == "Received"


def bytes_of(response) -> bytes:
    """Without the secret of its form, which is another one each time."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)


def test_dead_links_are_one_page_and_a_new_one_goes_to_the_address_on_file(
    client, site_a, mailoutbox
):
    receive(FROM_A_MIDWIFE)
    outbox.drain()
    link = link_in(mailoutbox[0])
    with clock.standing_at(clock.now() + timedelta(days=91)):
        dead = [client.get(address) for address in (link, "/referral-status/x/")]
        dead.append(client.get("/referral-status/"))
        assert {(page.status_code, bytes_of(page)) for page in dead} == {(404, bytes_of(dead[0]))}
        asked = [client.post(page.request["PATH_INFO"], {"new-link": "yes"}) for page in dead]
        assert {page.url for page in asked} == {"/referral-status/new-link/"}
        client.post(link, {"new-link": "yes"})
        outbox.drain()
        _, fresh = mailoutbox
        assert fresh.to == ["mina@trust.example"]
        assert link_in(fresh) != link
        assert client.get(link_in(fresh)).url == "/referral-status/"


def test_new_links_are_few_and_only_those_that_go_out_are_noted(client, site_a, mailoutbox):
    referral = receive(FROM_A_MIDWIFE)
    outbox.drain()
    dead, start = link_in(mailoutbox[0]), clock.now() + timedelta(days=91)

    def ask(**after) -> tuple[int, int]:
        with clock.standing_at(start + timedelta(**after)):
            client.post(dead, {"new-link": "yes"})
            outbox.drain()
        noted = AuditEvent.objects.about(referral).filter(action="referral.new_status_link")
        return noted.count(), len(mailoutbox) - 1

    assert [ask(), ask(minutes=50), ask(minutes=61)] == [(1, 1), (1, 1), (2, 2)]
    actions.confirm_own_address(referral=referral, by=REFERRER, now=clock.now())
    assert [ask(minutes=75), ask(hours=9), ask(hours=25)] == [(3, 3), (3, 3), (4, 4)]


def test_a_link_for_something_else_opens_nothing(client, site_a, mailoutbox):
    receive(FROM_A_MIDWIFE)
    outbox.drain()
    LinkToken.objects.update(purpose="my-support")
    link = link_in(mailoutbox[0])
    assert client.get(link).status_code == 404
    client.post(link, {"new-link": "yes"})
    assert Message.objects.count() == 1


def test_the_coordinator_reads_what_is_missing_and_checks_the_address(alice, signed_in, mailoutbox):
    referral = receive(FROM_A_MIDWIFE)
    desk, page = signed_in(alice), f"/admin/referrals/referral/{referral.pk}/"
    shown = desk.get(page).content.decode()
    assert "Not yet checked" in shown
    assert "She has not said that this person may know." in shown
    shown = desk.post(f"{page}do/check-work-address/", follow=True).content.decode()
    assert "Yes, checked" in shown
    assert "do/check-work-address" not in shown
    referral.refresh_from_db()
    assert len(queries.missing_before_status(referral)) == 2


@pytest.mark.parametrize(
    ("email", "known"),
    [
        ("mina@nhs.net", True),
        ("mina@Trust.NHS.uk", True),
        ("mina@council.gov.uk", True),
        ("mina@force.police.uk", True),
        ("mina@mynhs.net", False),
        ("mina@nhs.uk.example", False),
        ("nhs.uk@post.example", False),
        ("mina@college.ac.uk", False),
    ],
)
def test_which_addresses_only_people_at_work_have(email, known):
    assert is_work_address(email) is known
