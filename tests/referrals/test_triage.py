"""The first call: never asks twice, loses nothing that was typed, and leaves nothing unseen."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin.today import Urgency
from pim.forms.fields import postcode_index
from pim.models import AuditEvent, Membership
from referrals import actions, consent, queries
from referrals.enums import ConcernUrgency, Means, Purpose, Situation, Status
from referrals.models import Concern, ContactAttempt, Triage
from referrals.today import first_calls
from tests import factories as make
from tests.conftest import person
from tests.referrals.arriving import FROM_A_MIDWIFE, HERS, receive

pytestmark = pytest.mark.django_db

TOLD = replace(
    FROM_A_MIDWIFE,
    parent=replace(HERS.parent, language="Urdu", needs_interpreter=True, access_needs="No steps."),
    asked=replace(
        HERS.asked,
        wish="Someone to walk with",
        wishes=["twins"],
        formats=["out"],
        times=["evening"],
        known_risks="A dog.",
        others_involved="Sal, social worker",
    ),
)


def page(referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def address(referral, more="") -> str:
    return reverse("admin:referrals_referral_first_call", args=[referral.pk]) + more


@pytest.fixture
def desk(alice, signed_in):
    return signed_in(alice)


@pytest.fixture
def second(site_a):
    """Another coordinator of the same site, who covers."""
    return person("ada@staff.example", "coordinator", site=site_a)


def as_shown(desk, referral) -> dict:
    """What a browser would send back if nothing were changed."""
    form = desk.get(address(referral)).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            value = ("yes" if value else "no") if hasattr(bound.field, "choices") else value or None
        if value not in (None, "", []) and not hasattr(value, "year"):
            sent[bound.html_name] = value
    return sent


def save(desk, referral, **typed):
    return desk.post(address(referral), as_shown(desk, referral) | typed)


def keep(client, referral, accept="application/json", **typed):
    return client.post(address(referral, "draft/"), typed, headers={"accept": accept})


class TestTheForm:
    def test_everything_that_was_said_is_there_already(self, desk):
        referral = receive(TOLD)
        shown = desk.get(address(referral)).content.decode()
        for words in ("Rosa", "Urdu", "No steps.", "WA7 2AB", "A dog.", "Sal, social worker"):
            assert words in shown
        for words in ("Someone to walk with", "07700 900123", "bluebell", "No voicemail"):
            assert words in shown
        for ticked in ('value="twins" checked', 'value="out" checked', 'value="evening" checked'):
            assert ticked in shown

    def test_saved_as_shown_it_changes_nothing_she_said(self, desk):
        referral = receive(TOLD)
        assert save(desk, referral).url == page(referral)
        written = AuditEvent.objects.get(action="referral.first_call_saved")
        assert written.codes["fields"] == ""
        referral.refresh_from_db()
        assert (referral.wishes, referral.known_risks) == (["twins"], "A dog.")
        assert (referral.parent.language, referral.parent.needs_interpreter) == ("Urdu", True)

    def test_what_she_decided_before_is_not_asked_again(self, desk):
        form = desk.get(address(receive(HERS))).context["form"]
        asked = {name for name in form.fields if name.startswith(("consent_", "agrees"))}
        assert asked == {"consent_gp", "consent_research", "consent_stories"}


class TestWhoSheWouldFeelAtEaseWith:
    def test_days_and_backgrounds_are_kept_and_shown_to_coordinators_alone(
        self, desk, site_a, signed_in
    ):
        referral = receive(TOLD)
        save(
            desk,
            referral,
            days=["1", "4"],
            background_wanted="muslim",
            background_unwanted="forces",
        )
        referral.refresh_from_db()
        assert (referral.days, referral.background_wanted) == ([1, 4], ["muslim"])
        shown = desk.get(page(referral)).content.decode()
        assert "Tuesday" in shown and "Friday" in shown
        assert "Muslim" in shown and "A family in the armed forces" in shown
        lead = person("lead@staff.example", "safeguarding_lead", site=site_a)
        seen = signed_in(lead).get(page(referral)).content.decode()
        assert "Tuesday" in seen
        assert "Muslim" not in seen and "feel at ease" not in seen

    def test_the_same_in_both_lists_is_asked_about_and_nothing_is_saved(self, desk):
        referral = receive(TOLD)
        both = {"background_wanted": ["sikh", "hindu"], "background_unwanted": ["sikh"]}
        answered = save(desk, referral, **both, called="Rosie")
        assert "“Sikh” is ticked in both lists" in answered.content.decode()
        referral.parent.refresh_from_db()
        assert referral.parent.called == "Rosa"

    def test_a_full_postcode_is_found_again_and_a_district_is_not(self, desk):
        known = receive(TOLD).parent
        assert known.postcode_index == postcode_index("wa72ab")
        moved = receive(replace(TOLD, parent=replace(TOLD.parent, postcode="WA7")))
        assert moved.parent.postcode_index is None
        save(desk, moved, postcode="WA7 2AB")
        moved.parent.refresh_from_db()
        assert moved.parent.postcode_index == known.postcode_index


class TestSaving:
    def test_one_page_brings_her_to_a_decision(self, desk, alice):
        referral = receive(replace(TOLD, parent=replace(TOLD.parent, postcode="")))
        phone = queries.safe_contacts(referral)[0]
        save(
            desk,
            referral,
            called="Rosie",
            postcode="wa8 1aa",
            situation="pregnant",
            needs="Company",
            gp="Dr Day",
            address="1 High Street",
            emergency_contact="Her sister",
            support_kind="group",
            is_partner="no",
            agrees="on",
            consent_messages="yes",
            consent_gp="no",
            **{f"way_{phone.pk.hex}": "safe"},
        )
        referral.refresh_from_db()
        assert (referral.status, referral.situation) == (Status.IN_CONTACT, Situation.PREGNANT)
        assert (referral.parent.called, referral.parent.postcode_district) == ("Rosie", "WA8")
        assert queries.missing_before_acceptance(referral) == []
        noted = Triage.objects.get()
        assert (noted.gp, noted.support_kind, noted.is_partner) == ("Dr Day", "group", False)
        assert (noted.needs, noted.saved_by) == ("Company", alice)
        assert consent.has_given(referral, Purpose.MESSAGES)
        assert consent.latest(referral, Purpose.GP).means == Means.BY_PHONE
        assert consent.latest(referral, Purpose.STORIES) is None
        phone.refresh_from_db()
        assert phone.confirmed_at is not None
        assert ContactAttempt.objects.get().outcome == "spoke"

    def test_a_way_she_says_is_not_safe_is_used_no_more_and_silence_changes_nothing(self, desk):
        referral = receive(TOLD)
        phone, email = queries.safe_contacts(referral)
        save(desk, referral, **{f"way_{email.pk.hex}": "not_safe"})
        assert queries.safe_contacts(referral) == [phone]
        phone.refresh_from_db()
        assert phone.confirmed_at is None  # nobody spoke about it
        shown = desk.get(address(referral)).content.decode()
        assert "rosa@post.example" not in shown

    def test_what_she_said_of_a_way_stands_there_and_is_not_said_again_without_a_call(self, desk):
        referral = receive(TOLD)
        phone = queries.safe_contacts(referral)[0]
        save(desk, referral, **{f"way_{phone.pk.hex}": "safe"})
        phone.refresh_from_db()
        said_at = phone.confirmed_at
        assert as_shown(desk, referral)[f"way_{phone.pk.hex}"] == "safe"
        save(desk, referral, needs="Company")
        phone.refresh_from_db()
        assert phone.confirmed_at == said_at

    def test_the_trail_names_fields_and_holds_no_words(self, desk):
        save(desk, receive(TOLD), needs="A canary sang", gp="Dr Canary")
        written = AuditEvent.objects.get(action="referral.first_call_saved")
        assert written.codes["fields"] == "gp needs"
        assert "anary" not in str(list(AuditEvent.objects.values()))

    def test_a_site_is_found_once_we_know_where_she_lives(self, desk, site_a):
        referral = receive(parent=replace(HERS.parent, postcode="ZE1 0AA"))
        save(desk, referral, postcode="WA7")
        referral.refresh_from_db()
        assert referral.site == site_a

    def test_putting_it_right_later_is_no_second_call(self, desk):
        referral = receive()
        save(desk, referral, needs="Company")
        ContactAttempt.objects.update(at=clock.now() - timedelta(days=3))
        save(desk, referral, needs="Company at night")
        assert ContactAttempt.objects.count() == 1
        save(desk, referral, spoke="on")
        assert ContactAttempt.objects.count() == 2

    def test_where_it_was_left_open_what_is_known_stays(self, desk):
        referral = make.ReferralFactory(site__programme__us="Robin", site=receive().site)
        typed = as_shown(desk, referral) | {"situation": ""}
        desk.post(address(referral), typed)
        before = referral.born_on
        referral.refresh_from_db()
        assert (referral.situation, referral.born_on) == (Situation.BABY, before)
        assert Triage.objects.get(referral=referral).saved_at is not None


class TestRedFlags:
    def test_a_flag_asks_whether_someone_is_in_danger_now(self, desk):
        shown = save(desk, receive(), red_flags=["harm_self"]).content.decode()
        assert "Choose whether someone is in danger right now" in shown
        assert not Concern.objects.exists()

    @pytest.mark.parametrize(
        ("danger", "urgency"), [("yes", ConcernUrgency.AT_ONCE), ("no", ConcernUrgency.SAME_DAY)]
    )
    def test_saving_one_opens_one_concern(self, desk, danger, urgency):
        referral = receive()
        flagged = {"red_flags": ["harm_self", "abuse"], "danger_now": danger}
        save(desk, referral, red_flag_note="Rang 111 with her.", **flagged)
        shown = desk.get(page(referral)).content.decode()
        save(desk, referral, danger_now=danger)
        concern = Concern.objects.get()
        assert (concern.referral, concern.urgency) == (referral, urgency)
        assert "Rang 111 with her." in concern.words
        assert "She might hurt herself" in shown
        assert "A concern was opened, and you have it." in shown
        assert f'href="/admin/referrals/concern/{concern.pk}/">Open the concern' in shown

    def test_whoever_covers_reads_who_is_told_and_by_when(self, alice, signed_in, second):
        longer = clock.today() - timedelta(days=3650)
        Membership.objects.filter(user=alice).update(started_on=longer)  # so she is on duty
        referral, cover = receive(), signed_in(second)
        save(cover, referral, red_flags=["abuse"], danger_now="no")
        shown = cover.get(page(referral)).content.decode()
        assert "A concern was opened. Alice has it. Somebody looks by" in shown

    def test_one_more_or_danger_nobody_knew_of_is_told_though_a_concern_is_open(self, desk):
        referral = receive()
        save(desk, referral, red_flags=["abuse"], danger_now="no")
        save(desk, referral, red_flags=["abuse"], danger_now="yes")
        save(desk, referral, red_flags=["abuse", "harm_baby"], danger_now="no")
        found = Concern.objects.order_by("raised_at").values_list("urgency", flat=True)
        assert list(found) == ["same_day", "at_once", "same_day"]


class TestKeeping:
    def test_a_colleague_goes_on_where_she_stopped(self, desk, signed_in, second):
        referral = receive()
        answer = keep(desk, referral, needs="Half a sent", red_flags=["abuse"], site="x" * 40)
        assert answer.json()["kept_at"]
        assert Triage.objects.get().draft == {"needs": ["Half a sent"], "red_flags": ["abuse"]}
        cover = signed_in(second)
        assert "Alice typed it. Kept at" in cover.get(page(referral)).content.decode()
        shown = cover.get(address(referral)).content.decode()
        assert "Alice typed this and did not save it." in shown
        assert "Half a sent" in shown
        assert "There is a problem" not in shown

    def test_one_that_is_never_saved_stands_on_today(self, desk, signed_in, charlie):
        referral = receive()
        keep(desk, referral, needs="Half")
        assert f"{referral.reference}</a>" not in self.waiting(desk)
        Triage.objects.update(draft_at=clock.now() - timedelta(minutes=16))
        assert f"{referral.reference}</a>" in self.waiting(desk)
        assert referral.reference not in signed_in(charlie).get("/admin/").content.decode()

    def test_a_red_flag_that_is_only_typed_stands_there_at_once(self, desk, alice):
        referral = receive()
        keep(desk, referral, red_flags=["harm_self"])
        (row,) = first_calls.unsaved(alice, clock.now())
        assert (row.urgency, "look now" in row.detail) == (Urgency.AT_ONCE, True)
        save(desk, referral, called="Rosa", red_flags=["harm_self"], danger_now="no")
        keep(desk, referral, red_flags=["harm_self"], needs="More")
        assert first_calls.unsaved(alice, clock.now()) == []  # its concern is open

    def waiting(self, desk) -> str:
        """What Today shows under the calls that are not saved."""
        shown = desk.get("/admin/").content.decode()
        _, found, rest = shown.partition("First calls that are not saved yet")
        return rest.partition("</section>")[0] if found else ""

    def test_it_rests_encrypted(self, desk):
        keep(desk, receive(), needs="A canary")
        raw = Triage.objects.extra(select={"raw": "draft::text"}).values_list("raw", flat=True)
        assert "canary" not in str(raw[0])

    def test_thrown_away_the_saved_one_shows_again(self, desk):
        referral = receive()
        keep(desk, referral, needs="Wrong mum")
        desk.get(address(referral, "throw-away/"))
        assert Triage.objects.get().draft_at is not None
        shown = desk.post(address(referral, "throw-away/"), follow=True).content.decode()
        assert "Thrown away" in shown
        assert "Wrong mum" not in shown

    def test_saving_clears_it_and_a_late_autosave_brings_nothing_back(self, desk):
        referral, opened_at = receive(), clock.now().isoformat()
        keep(desk, referral, needs="Half", seen_at=opened_at)
        save(desk, referral, called="Rosa", needs="All of it")
        late = keep(desk, referral, needs="Half", seen_at=opened_at)
        assert (late.status_code, "saved this call" in late.json()["problem"]) == (409, True)
        noted = Triage.objects.get()
        assert (noted.draft, noted.needs) == (None, "All of it")

    def test_a_page_opened_tomorrow_has_seen_no_more_than_we_know_today(self, desk):
        tomorrow = (clock.now() + timedelta(days=1)).isoformat()
        shown = desk.post(address(receive()), {"called": "", "seen_at": tomorrow})
        assert shown.context["seen_at"] < tomorrow

    def test_more_than_the_longest_answer_is_not_kept(self, desk):
        referral = receive()
        for typed in ("x" * 5_001, ["x" * 3_000, "y" * 3_000]):
            answer = keep(desk, referral, needs=typed)
            assert (answer.status_code, "5,000" in answer.json()["problem"]) == (409, True)
        assert not Triage.objects.filter(draft__isnull=False).exists()

    def test_two_people_never_write_over_each_other_unseen(self, desk, client, signed_in, second):
        referral, opened_at = receive(), clock.now().isoformat()
        keep(desk, referral, needs="Alice’s")
        other = signed_in(second)
        late = keep(other, referral, needs="Ada’s", seen_at=opened_at)
        assert "Alice typed here" in late.json()["problem"]
        typed = as_shown(other, referral) | {"called": "Rosa", "needs": "Ada’s"}
        shown = other.post(address(referral), typed | {"seen_at": opened_at}).content.decode()
        assert "Alice typed here" in shown
        assert "Ada’s" in shown
        assert Triage.objects.get().saved_at is None

    def test_without_scripts_a_button_keeps_it(self, desk):
        referral = receive()
        answer = keep(desk, referral, accept="text/html", needs="Half")
        assert answer.url == address(referral)
        assert "It is not saved yet." in desk.get(address(referral)).content.decode()

    def test_signed_out_nothing_is_told_or_changed(self, desk, client):
        referral = receive()
        keep(desk, referral, needs="Half")
        client.logout()
        answer = keep(client, referral, needs="Someone else’s")
        assert (answer.status_code, "/account/login/" in answer.url) == (302, True)
        assert client.get(address(referral, "draft/")).status_code == 302
        assert Triage.objects.get().draft == {"needs": ["Half"]}


class TestWhoMay:
    def test_not_another_site(self, charlie, signed_in, site_a):
        referral, client = receive(), signed_in(charlie)
        assert client.get(address(referral)).status_code == 404
        for more in ("", "draft/", "throw-away/"):
            assert client.post(address(referral, more), {"called": "X"}).status_code == 404
        assert not Triage.objects.exists()

    def test_not_once_it_is_closed_or_held_back(self, desk, alice):
        closed, held = receive(), receive(held_for="trap")
        by = {"by": acting(alice), "now": clock.now()}
        actions.close(referral=closed, reason="moved_away", **by)
        for referral in (closed, held):
            assert desk.get(address(referral)).status_code == 302
            assert keep(desk, referral, needs="X").status_code == 409
