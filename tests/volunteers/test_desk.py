"""What a coordinator and a manager find at their desks about volunteers."""

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.access.encryption import blind_index
from pim.admin import history, today
from pim.enums import Role
from pim.errors import DomainError
from pim.models import Invitation
from tests import factories as make
from tests.conftest import person
from tests.volunteers.learning import group_of, now_by
from volunteers import actions, panels, queries
from volunteers.enums import CheckKind, InterviewOutcome, Verdict, VolunteerStatus
from volunteers.models import Application, Interview, Reference
from volunteers.naming import name_of
from volunteers.today import joining

pytestmark = pytest.mark.django_db
ADDRESS = "gwen@post.example"


def known_as(address: str, **columns):
    return make.VolunteerFactory(email=address, email_index=blind_index(address), **columns)


def details(volunteer, by, **others) -> None:
    told = {"first_name": "Gwen", "last_name": "Example", "email": volunteer.email} | others
    actions.update_details(volunteer=volunteer, **told, by=acting(by), now=clock.now())


# --- Her address, and her sign-in -----------------------------------------------------------
def test_nobody_is_given_the_address_of_another_volunteer(alice, site_a):
    gwen, other = known_as(ADDRESS, site=site_a), known_as("other@post.example", site=site_a)
    with pytest.raises(DomainError, match="already: a volunteer at Site A has it"):
        details(other, alice, email=ADDRESS.upper())
    details(gwen, alice, email=ADDRESS)
    other.refresh_from_db()
    assert other.email == "other@post.example"


def test_a_sign_in_is_linked_where_it_is_clear_whose_it_is_and_at_its_own_site(site_a, site_b):
    user = make.MembershipFactory(
        user=make.UserFactory(email=ADDRESS), role=Role.VOLUNTEER, site=site_a
    ).user
    elsewhere = known_as(ADDRESS, site=site_b)
    outside = known_as(ADDRESS, site=None, status=VolunteerStatus.APPLICATION)
    assert actions.link_sign_ins(now=clock.now()) == 0
    gwen, beside = known_as(ADDRESS, site=site_a), known_as(ADDRESS, site=site_a)
    assert actions.link_sign_ins(now=clock.now()) == 0
    beside.status = VolunteerStatus.LEFT
    beside.save()
    assert actions.link_sign_ins(now=clock.now()) == 1
    for one in (gwen, beside, elsewhere, outside):
        one.refresh_from_db()
    assert gwen.user == user
    assert not (beside.user_id or elsewhere.user_id or outside.user_id)


def test_a_volunteer_is_found_by_her_whole_address_or_number(alice, site_a):
    number = "+447700900123"
    gwen = known_as(ADDRESS, site=site_a, phone=number, phone_index=blind_index(number))
    for typed in (f" {ADDRESS.upper()} ", "07700 900123", gwen.first_name[:-1]):
        assert gwen in queries.found(alice, typed)
    assert not queries.found(alice, "gwen@post").exists()


# --- What is told about her ------------------------------------------------------------------
def test_what_was_changed_is_told_in_words(alice, site_a):
    gwen = known_as(ADDRESS, site=site_a, last_name="Example")
    details(gwen, alice, first_name=gwen.first_name, email="new@post.example")
    assert history.panel(gwen).rows[0][2] == "Details changed: e-mail address"


def test_who_has_left_has_no_free_places(site_a):
    assert panels.free_places(make.VolunteerFactory(site=site_a)) == "1 of 1"
    assert panels.free_places(make.VolunteerFactory(status=VolunteerStatus.LEFT)) == ""


def test_fewer_hours_have_their_reason_beside_the_check(signed_in, alice, site_a, programme):
    gwen = known_as(ADDRESS, site=site_a, status=VolunteerStatus.TRAINING)
    group = group_of(site_a, alice)
    place = actions.enrol(cohort=group, volunteers=[gwen], **now_by(alice))[0]
    why = "Was a midwife for years"
    actions.complete_training(enrolment=place, short_because=why, **now_by(alice))
    page = signed_in(alice).get(reverse("admin:volunteers_volunteer_change", args=[gwen.pk]))
    assert page.content.decode().count(f"Fewer hours: {why}") == 2, "on her way, and by the check"


# --- Who speaks for her ----------------------------------------------------------------------
def named(volunteer, by, name="Ria", **reached):
    told = {"name": name, "relationship": "A friend"} | reached
    return actions.name_referee(volunteer=volunteer, **told, **now_by(by))


def judged(reference, by, verdict, note=""):
    actions.answer_reference(reference=reference, known_for="long", **now_by(by))
    actions.judge_reference(reference=reference, verdict=verdict, note=note, **now_by(by))
    return reference


@pytest.fixture
def gwen(site_a):
    return known_as(ADDRESS, site=site_a, status=VolunteerStatus.SIGN_OFF, phone="+447700900123")


def test_nobody_speaks_for_herself_or_twice(alice, gwen):
    for hers in ({"email": ADDRESS.upper()}, {"phone": gwen.phone}):
        with pytest.raises(DomainError, match="her own"):
            named(gwen, alice, **hers)
    judged(named(gwen, alice, email="ria@work.example"), alice, Verdict.FINE)
    with pytest.raises(DomainError, match="named already"):
        named(gwen, alice, "R. Boss", email="Ria@work.example")


def test_two_references_mean_two_people(alice, gwen):
    one = judged(named(gwen, alice, email="ria@work.example"), alice, Verdict.FINE)
    two = judged(named(gwen, alice, "Maud", phone="+447700900999"), alice, Verdict.FINE)
    assert "Two references" not in queries.missing_for_sign_off(gwen, clock.today())
    for same in ({"email": one.email}, {"name": " ria "}):
        Reference.objects.filter(pk=two.pk).update(**{"name": "Maud", "email": None} | same)
        assert "Two references" in queries.missing_for_sign_off(gwen, clock.today())


def all_but_one_fine(gwen, alice):
    """Her papers, two who speak for her, and one who does not and was replaced."""
    held = {"outcome": InterviewOutcome.GO_ON, "held_on": clock.today()}
    Interview.objects.create(volunteer=gwen, recorded_at=clock.now(), recorded_by=alice, **held)
    for kind, level in ((CheckKind.DBS, "enhanced"), (CheckKind.TRAINING, "")):
        made = {"kind": kind, "level": level, "issued_on": clock.today()}
        actions.record_check(volunteer=gwen, **made, **now_by(alice))
    against = judged(named(gwen, alice, email="a@x.example"), alice, Verdict.NOT_ENOUGH, "A worry")
    other = {"name": "Maud", "email": "b@x.example"}
    another = actions.name_another(reference=against, **other, **now_by(alice))
    judged(another, alice, Verdict.FINE)
    judged(named(gwen, alice, "Sam", email="c@x.example"), alice, Verdict.FINE)
    return against


def test_what_speaks_against_her_is_seen_and_outweighed_by_a_person(signed_in, alice, gwen):
    against = all_but_one_fine(gwen, alice)
    desk = signed_in(alice)
    record = desk.get(reverse("admin:volunteers_volunteer_change", args=[gwen.pk]))
    assert "Look at this before you sign her off" in record.content.decode()
    sign_off = reverse("admin:volunteers_volunteer_do", args=[gwen.pk, "sign-off"])
    page = desk.get(sign_off).content.decode()
    assert "reference for her is not enough" in page
    assert f"invite her by {ADDRESS}" in page
    assert "would not trust her" not in page and "record check. Talk" not in page
    fine = Reference.objects.fine().filter(volunteer=gwen).first()
    Reference.objects.filter(pk=fine.pk).update(would_trust=False)
    wrote = {"sent_at": clock.now(), "is_adult": True, "agrees_to_check": False}
    Application.objects.update_or_create(volunteer=gwen, defaults=wrote)
    page = desk.get(sign_off).content.decode()
    assert "would not trust her" in page and "record check. Talk" in page
    with pytest.raises(DomainError, match="not enough"):
        actions.sign_off(volunteer=gwen, **now_by(alice))
    desk.post(sign_off, {"all_the_same": "It was about somebody else"})
    gwen.refresh_from_db()
    against.refresh_from_db()
    assert gwen.status == VolunteerStatus.AVAILABLE
    assert "A worry" in against.note and "by Alice: It was about somebody else" in against.note


# --- Whom the manager finds ------------------------------------------------------------------
def test_who_cannot_sign_in_is_invited_without_typing_her_address(signed_in, dana, gwen):
    desk = signed_in(dana)
    assert [row.text for row in joining.to_invite(dana, clock.now())] == [name_of(gwen)]
    record = desk.get(reverse("admin:volunteers_volunteer_change", args=[gwen.pk]))
    assert "She cannot sign in yet: invite her." in record.content.decode()
    desk.post(reverse("admin:volunteers_volunteer_do", args=[gwen.pk, "invite"]))
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.site, invitation.role) == (ADDRESS, gwen.site, "volunteer")
    assert joining.to_invite(dana, clock.now()) == []
    with pytest.raises(DomainError, match="invited already"):
        actions.invite_volunteer(volunteer=gwen, **now_by(dana))


def test_a_manager_is_told_nothing_false_about_mums_she_may_not_see(signed_in, dana, bob):
    address = reverse("admin:volunteers_volunteer_change", args=[bob.volunteer.pk])
    page = signed_in(dana).get(address).content.decode()
    assert "None so far" not in page and "no mums just now" not in page


def test_a_lead_finds_no_way_to_a_record_she_may_not_open(signed_in, bob):
    match = bob.volunteer.match_set.get()
    lead = signed_in(person("lena@staff.example", Role.SAFEGUARDING_LEAD))
    page = lead.get(reverse("admin:volunteers_match_change", args=[match.pk])).content.decode()
    assert "Bob" in page
    assert str(bob.volunteer.pk) not in page


# --- Who sees which work --------------------------------------------------------------------
def test_a_safeguarding_lead_is_shown_no_work_that_is_not_hers(bob, site_a):
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
    shown = {queue.key for queue in today.queues_of(lead)}
    for work in ("referrals-new", "referrals-calls", "her-requests", "proposals", "endings"):
        assert work not in shown
    assert {"concerns", "referrals-under-age", "visit-alarms", "visits-unanswered"} <= shown
