"""The shortest way in, as a browser without JavaScript sees it."""

from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import acting
from pim.errors import DomainError
from pim.models import Message
from referrals import actions, queries
from referrals.enums import ContactChannel, ContactOutcome, Means, Situation, Source
from referrals.models import Agreement, Referral, SafeContact
from tests.referrals.test_views import errors_of, let_time_pass

pytestmark = pytest.mark.django_db

CALL = {
    "called": "Rosa",
    "phone_number": "07700 900123",
    "ring_at": "morning",
    "voicemail_ok": "no",
    "postcode": "wa7",
}


def ask(client, **typed):
    check = client.post(client.get("/refer/ring-me/").url, CALL | typed)
    assert check.status_code == 302, errors_of(check)
    let_time_pass()
    return client.post(check.url)


def test_one_page_and_a_look_at_it(client, site_a):
    sent = ask(client)
    referral = Referral.objects.get()
    assert referral.reference in client.get(sent.url).content.decode()
    assert (referral.source, referral.site) == (Source.HERSELF, site_a)
    assert (referral.asked_only_to_be_rung, referral.situation) == (True, Situation.NOT_ASKED)
    contact = SafeContact.objects.get()
    assert (contact.channel, contact.address) == (ContactChannel.PHONE, "+447700900123")
    assert (contact.voicemail_ok, contact.best_times) == (False, "In the morning")
    assert not Message.objects.exists()


def test_the_receipt_goes_off_this_phone_at_the_press_of_a_button(client, site_a):
    sent = ask(client).url
    receipt = client.get(sent).text
    assert 'action="/refer/ring-me/clear/"' in receipt
    assert "Take this off this phone" in receipt

    client.post("/refer/ring-me/clear/")

    assert client.get(sent).url == "/refer/"
    assert Referral.objects.count() == 1


def test_whoever_else_picks_up_hears_the_name_she_gave_us(client, site_a):
    sent = ask(client, us="Robin").url
    assert SafeContact.objects.get().us == "Robin"
    assert "We will say it is Robin" in client.get(sent).text
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        assert "Robin" not in client.get(sent).text


def test_another_time_in_her_own_words(client, site_a):
    empty = client.post("/refer/ring-me/call/", CALL | {"ring_at": "another"})
    assert errors_of(empty) == ["Enter when we should ring"]
    ask(client, ring_at="another", other_time="Tuesdays after three")
    assert SafeContact.objects.get().best_times == "Tuesdays after three"


def test_her_agreement_is_asked_in_the_call(client, site_a, alice):
    ask(client)
    referral = Referral.objects.get()
    assert not Agreement.objects.exists()
    doing = {"referral": referral, "by": acting(alice), "now": clock.now()}
    spoke = {"channel": ContactChannel.PHONE, "outcome": ContactOutcome.SPOKE}
    actions.log_contact_attempt(**doing, **spoke)
    with pytest.raises(DomainError, match="record her yes"):
        actions.accept(**doing)
    actions.confirm_agreement(means=Means.BY_PHONE, **doing)
    assert queries.agreed_herself(referral)


def test_the_desk_shows_that_she_asks_only_for_a_call(client, site_a, alice, signed_in):
    ask(client)
    desk = signed_in(alice)
    assert "Just ring her. First call due by" in desk.get("/admin/").content.decode()
    assert "Just ring" in desk.get("/admin/referrals/referral/").content.decode()
    record = desk.get(f"/admin/referrals/referral/{Referral.objects.get().pk}/").content.decode()
    assert "A call, and nothing else yet" in record
    assert "She agrees herself" in record


def test_both_doors_lead_there(client):
    for address in ("/refer/", "/refer/yourself/you/"):
        assert 'href="/refer/ring-me/"' in client.get(address).content.decode()
