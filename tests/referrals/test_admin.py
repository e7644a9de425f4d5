"""A coordinator's day with a referral, through the buttons of the admin."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.models import AuditEvent
from referrals import actions, consent, queries
from referrals.arrivals import NewContact
from referrals.enums import ContactChannel, Purpose, Source, Status
from referrals.models import Concern, ContactAttempt, Referral, SafeContact
from tests import factories as make
from tests.conftest import person
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_PHONE, HERS, receive

pytestmark = pytest.mark.django_db

LIST = "/admin/referrals/referral/"


def page(referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def do(client, referral, key, **typed):
    return client.post(f"{page(referral)}do/{key}/", typed, follow=True).content.decode()


@pytest.fixture
def desk(alice, signed_in):
    return signed_in(alice)


class TestARecord:
    def test_it_shows_what_she_needs_for_the_first_call(self, desk, site_a):
        asked = replace(
            HERS.asked,
            wish="I am tired.",
            known_risks="Ring when he is out.",
            child_protection="plan",
            others_involved="A social worker",
            urgency="soon",
        )
        referral = receive(asked=asked)
        shown = desk.get(page(referral)).content.decode()
        for words in ("Rosa", "Received", "07700 900123", "No voicemail", "Robin", "bluebell"):
            assert words in shown
        for words in ("I am tired.", "Soon: first call due by", "Speak with her"):
            assert words in shown
        for words in ("Ring when he is out.", "Child protection plan", "A social worker"):
            assert words in shown

    def test_what_is_needed_first_stands_first_and_what_is_empty_is_left_out(self, desk):
        referral = receive(FROM_A_MIDWIFE, asked=replace(HERS.asked, known_risks="A dog."))
        shown = desk.get(page(referral))
        titles = [panel.title for panel in shown.context["panels"]]
        first = ["Known risks", "How to reach her safely", "What we were told"]
        assert titles[:5] == [*first, "Language and access", titles[4]]
        assert titles[4].startswith("Calls and other tries")
        assert "What her volunteer should know" not in titles
        text = shown.content.decode()
        assert ("She has a baby" in text, "I have a baby" in text) == (True, False)
        assert "Nobody has asked for one" in text

    def test_the_page_of_a_button_says_whom_it_is_about(self, desk):
        referral = receive()
        shown = desk.get(f"{page(referral)}do/log-call/").content.decode()
        assert f"Rosa, {referral.reference}" in shown

    def test_a_call_is_offered_only_by_ways_that_are_safe(self, desk, alice):
        letter = NewContact(ContactChannel.LETTER, "1 Quiet Street")
        referral = receive(contacts=[HER_PHONE, letter])
        shown = desk.get(f"{page(referral)}do/log-call/").content.decode()
        assert [way in shown for way in ("Phone call", "Letter", "E-mail")] == [True, True, False]
        assert "Leave no voicemail." in shown
        assert "So far: 0 of 3 tries." in shown
        refused = do(desk, referral, "log-call", channel="email", outcome="spoke")
        assert "Choose one of the answers" in refused
        logged = do(desk, referral, "log-call", channel="letter", outcome="no_answer")
        assert "Calls and other tries (1 of 3 tries, on 1 day)" in logged
        for contact in queries.safe_contacts(referral):
            actions.end_safe_contact(contact=contact, by=acting(alice), now=clock.now())
        assert "No safe way to reach her is known" in do(desk, referral, "log-call")

    @pytest.mark.parametrize("key", ["confirm-agreement", "record-consent"])
    def test_nobody_records_for_her_what_she_says_on_a_screen(self, desk, key):
        shown = desk.get(f"{page(receive(FROM_A_MIDWIFE))}do/{key}/").content.decode()
        assert "By phone, to a coordinator" in shown
        assert "On screen, herself" not in shown

    def test_a_wrong_number_is_put_right_next_and_is_not_used_first(self, desk):
        referral = receive()
        phone = queries.safe_contact(referral, ContactChannel.PHONE)
        shown = do(desk, referral, "log-call", channel="phone", outcome="wrong_number")
        assert "Not confirmed with her. Replace it" in shown
        assert reverse("admin:referrals_safecontact_do", args=[phone.pk, "replace"]) in shown
        phone.refresh_from_db()
        assert not phone.is_primary
        assert queries.safe_contacts(referral)[0].channel == ContactChannel.EMAIL

    def test_a_voicemail_where_she_wants_none_is_owned_to_and_opens_a_concern(self, desk, alice):
        referral = receive()
        other = replace(HER_PHONE, address="+447700900777", voicemail_ok=True)
        by = {"by": acting(alice), "now": clock.now()}
        second = actions.add_safe_contact(referral=referral, new=other, **by)
        left = {"outcome": "voicemail"}
        shown = do(desk, referral, "log-call", channel="phone", **left)
        assert "She asked us to leave no voicemail on this number" in shown
        assert "Phone call: 07700 900777" in shown
        assert not ContactAttempt.objects.exists()
        do(desk, referral, "log-call", channel=str(second.pk), **left)
        assert not Concern.objects.exists()
        do(desk, referral, "log-call", channel="phone", by_mistake="on", **left)
        assert "A voicemail was left by mistake" in Concern.objects.get().words
        assert ContactAttempt.objects.filter(outcome="voicemail").count() == 2

    def test_with_a_site_chosen_the_record_stays_open_to_whoever_may_see_it(self, desk, site_a):
        referral = receive(parent=replace(HERS.parent, postcode="ZE1"))
        shown = do(desk, referral, "set-site", site=site_a.pk)
        assert "Her site is set." in shown
        assert f"Rosa, {referral.reference}</h1>" in shown

    @pytest.mark.parametrize("tried", [False, True])
    def test_a_site_that_takes_her_out_of_sight_is_chosen_knowingly(
        self, desk, signed_in, charlie, site_b, tried
    ):
        referral = receive()
        if tried:
            do(desk, referral, "log-call", channel="phone", outcome="no_answer")
        shown = do(desk, referral, "set-site", site=site_b.pk)
        assert "You will not see her any more: Site B’s coordinator will." in shown
        do(desk, referral, "set-site", site=site_b.pk, out_of_sight="on")
        assert referral.reference not in desk.get("/admin/").content.decode()
        assert referral.reference in signed_in(charlie).get("/admin/").content.decode()

    def test_messages_about_her_are_named_in_the_list_of_messages(self, desk):
        referral = receive()
        listed = desk.get("/admin/pim/message/").content.decode()
        assert f"Referral {referral.reference}" in listed
        assert "Receipt to her" in listed

    def test_each_look_is_in_the_trail(self, desk, alice):
        referral = receive()
        desk.get(page(referral))
        seen = AuditEvent.objects.get(action="referral.viewed")
        assert (seen.target_id, seen.actor) == (str(referral.pk), alice)

    def test_she_comes_from_received_to_accepted_by_buttons(self, desk):
        referral = receive(FROM_A_MIDWIFE)
        assert "Before you accept: Speak with her" in do(desk, referral, "accept")
        do(desk, referral, "log-call", channel="phone", outcome="spoke", note="Glad we rang.")
        do(desk, referral, "confirm-agreement", means="by_phone")
        do(desk, referral, "record-consent", purpose="messages", given="yes", means="by_phone")
        do(desk, referral, "save-note", note="Café only.")
        shown = do(desk, referral, "accept")
        assert "She is accepted" in shown
        referral.refresh_from_db()
        assert (referral.status, referral.handover_note) == (Status.WAITING, "Café only.")
        assert consent.has_given(referral, Purpose.MESSAGES)

    def test_what_is_missing_is_said_before_anything_is_typed(self, desk):
        referral = receive(FROM_A_MIDWIFE)
        shown = desk.get(f"{page(referral)}do/accept/").content.decode()
        assert "Speak with her and log the call." in shown
        assert "Ask her whether she wants this herself" in shown
        assert 'id="submit"' not in shown
        shown = desk.get(f"{page(referral)}do/send-page-link/").content.decode()
        assert "She has not said yes to texts and e-mails from us." in shown

    def test_a_button_that_came_too_late_says_what_happened(self, desk, signed_in, site_a):
        referral = receive()
        do(desk, referral, "close", reason="declined_by_her")
        colleague = signed_in(person("ada@staff.example", "coordinator", site=site_a))
        late = do(colleague, referral, "accept")
        assert "This referral is “Closed”, by Alice, today at" in late

    def test_closing_asks_for_a_reason_and_reopening_takes_it_up_again(self, desk):
        referral = receive(asked=replace(HERS.asked, known_risks="A dog."))
        assert "Look at the known risks first" in do(desk, referral, "close", reason="signposted")
        do(desk, referral, "close", reason="signposted", risks_reviewed="on", note="The GP.")
        referral.refresh_from_db()
        assert (referral.status, referral.closed_reason) == (Status.CLOSED, "signposted")
        shown = do(desk, referral, "reopen", note="She rang us.")
        referral.refresh_from_db()
        assert referral.status == Status.IN_CONTACT
        assert referral.decision_note.startswith("The GP.\nReopened on ")
        assert referral.decision_note.endswith("She rang us.")
        assert [word in shown for word in ("Being rung</", "In contact</strong>")] == [True, False]
        assert "Being rung</" in desk.get(LIST).content.decode()
        do(desk, referral, "log-call", channel="phone", outcome="spoke")
        assert "Being rung</" not in desk.get(LIST).content.decode()

    def test_a_duplicate_names_one_she_can_see(self, desk, site_b):
        first, second = receive(), receive()
        elsewhere = receive(parent=replace(HERS.parent, postcode="E6"))
        for typed in ("NONE-SUCH", elsewhere.reference, second.reference):
            shown = do(desk, second, "same-as-another", other=typed)
            assert "There is no other referral with this reference" in shown
        shown = do(desk, second, "same-as-another", other=first.reference.lower())
        assert "Look at both, then decide." in shown and "Is this one person?" in shown

    def test_out_of_area_gets_its_site_from_a_person(self, desk, site_a):
        referral = receive(parent=replace(HERS.parent, postcode="ZE1"))
        do(desk, referral, "set-site", site=str(site_a.pk))
        referral.refresh_from_db()
        assert referral.site == site_a

    def test_a_site_of_another_programme_is_not_offered(self, desk, site_a):
        referral, foreign = receive(), make.SiteFactory()
        do(desk, referral, "set-site", site=str(foreign.pk))
        referral.refresh_from_db()
        assert referral.site == site_a


class TestSafeContacts:
    def press(self, client, contact, key, **typed):
        address = reverse("admin:referrals_safecontact_do", args=[contact.pk, key])
        return client.post(address, typed, follow=True)

    def test_confirm_replace_and_end(self, desk):
        referral = receive()
        phone, email = queries.safe_contacts(referral)
        self.press(desk, phone, "confirm")
        phone.refresh_from_db()
        assert phone.confirmed_at is not None
        back = self.press(desk, email, "replace", channel="email", email="new@post.example")
        assert back.redirect_chain[-1][0] == page(referral)
        assert queries.safe_contact(referral, ContactChannel.EMAIL).address == "new@post.example"
        self.press(desk, phone, "end")
        assert queries.safe_contact(referral, ContactChannel.PHONE) is None

    def test_another_one_is_added(self, desk):
        referral = receive(contacts=[])
        do(desk, referral, "add-contact", channel="text", text_number="07700 900456")
        contact = queries.safe_contact(referral, ContactChannel.TEXT)
        assert (contact.address, contact.is_primary) == ("+447700900456", True)


class TestEntering:
    TYPED = {
        "means": "by_phone",
        "called": "Rosa",
        "ways": ["phone"],
        "phone_number": "07700 900123",
        "voicemail_ok": "yes",
        "situation": "pregnant",
        "postcode": "WA8",
        "evaluation": "yes",
    }

    def test_staff_enter_one_for_somebody_on_the_phone(self, desk, alice, site_a):
        desk.post(f"{LIST}add/", self.TYPED)
        referral = Referral.objects.get()
        assert (referral.source, referral.site) == (Source.STAFF, site_a)
        assert queries.agreed_herself(referral)
        assert consent.has_given(referral, Purpose.EVALUATION)
        assert referral.referralevent_set.get().actor == alice

    def test_what_is_missing_is_named(self, desk):
        shown = desk.post(f"{LIST}add/", {}).content.decode()
        assert "Choose at least one safe way to reach her" in shown
        assert not Referral.objects.exists()


class TestWhoSeesWhat:
    def test_another_site_sees_nothing(self, charlie, signed_in, site_a):
        referral = receive()
        client = signed_in(charlie)
        assert client.get(page(referral)).status_code == 404
        assert client.post(f"{page(referral)}do/accept/").status_code == 404
        assert "Rosa" not in client.get(LIST).content.decode()
        assert "Rosa" not in client.get("/admin/").content.decode()
        assert "Rosa, " not in client.post("/admin/search/", {"text": "Rosa"}).content.decode()
        contact = queries.safe_contacts(referral)[0]
        address = reverse("admin:referrals_safecontact_change", args=[contact.pk])
        assert client.get(address).status_code == 404

    def test_every_table_of_the_case_is_scoped(self, alice, charlie):
        referral = receive()
        actions.log_contact_attempt(
            referral=referral,
            channel="phone",
            outcome="spoke",
            by=acting(alice),
            now=clock.now(),
        )
        kinds = ("referralevent_set", "agreement_set", "consent_set", "contactattempt_set")
        for name in kinds:
            model = getattr(referral, name).model
            assert model.objects.visible_to(alice).exists(), name
            assert not model.objects.visible_to(charlie).exists(), name
        for model in (type(referral.parent), SafeContact):
            assert model.objects.visible_to(alice).exists()
            assert not model.objects.visible_to(charlie).exists()

    def test_out_of_area_is_seen_by_the_whole_programme(self, alice, charlie):
        referral = receive(parent=replace(HERS.parent, postcode="ZE1"))
        for user in (alice, charlie):
            assert list(Referral.objects.visible_to(user)) == [referral]

    def test_a_volunteer_and_a_manager_see_no_case(self, bob, dana):
        assert not Referral.objects.visible_to(bob).exists()
        assert not Referral.objects.visible_to(dana).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(desk, site_a, count, django_assert_num_queries):
    for _ in range(count):
        receive()
    desk.get(LIST)
    alike = count > 1  # one more query reads those who may be the same person
    with django_assert_num_queries(10 + alike):
        desk.get(LIST)


def test_closed_ones_come_last_in_the_list(desk):
    gone = receive(now=clock.now() - timedelta(days=30))
    do(desk, gone, "close", reason="declined_by_her")
    here = receive()
    shown = desk.get(LIST).content.decode()
    assert shown.index(here.reference) < shown.index(gone.reference)


@pytest.mark.parametrize("between", ["-", "", " "])
def test_she_is_found_by_her_reference_however_it_is_typed(desk, between):
    referral = receive()
    typed = referral.reference.lower().replace("-", between)
    shown = desk.post("/admin/search/", {"text": typed}).content.decode()
    assert page(referral) in shown
