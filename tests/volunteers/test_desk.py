"""What a coordinator and a manager find at their desks about volunteers."""

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.access.encryption import blind_index
from pim.admin import history, today
from pim.enums import Role
from pim.errors import DomainError
from tests import factories as make
from tests.conftest import person
from tests.volunteers.learning import group_of, now_by
from volunteers import actions, panels, queries
from volunteers.enums import VolunteerStatus

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


# --- Who sees which work --------------------------------------------------------------------
def test_a_safeguarding_lead_is_shown_no_work_that_is_not_hers(bob, site_a):
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
    shown = {queue.key for queue in today.queues_of(lead)}
    for work in ("referrals-new", "referrals-calls", "her-requests", "proposals", "endings"):
        assert work not in shown
    assert {"concerns", "referrals-under-age", "visit-alarms", "visits-unanswered"} <= shown
