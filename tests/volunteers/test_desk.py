"""What a coordinator and a manager find at their desks about volunteers."""

import pytest

from pim import clock
from pim.access.audit import acting
from pim.access.encryption import blind_index
from pim.admin import today
from pim.enums import Role
from pim.errors import DomainError
from tests import factories as make
from tests.conftest import person
from volunteers import actions
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


# --- Who sees which work --------------------------------------------------------------------
def test_a_safeguarding_lead_is_shown_no_work_that_is_not_hers(bob, site_a):
    lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
    shown = {queue.key for queue in today.queues_of(lead)}
    for work in ("referrals-new", "referrals-calls", "her-requests", "proposals", "endings"):
        assert work not in shown
    assert {"concerns", "referrals-under-age", "visit-alarms", "visits-unanswered"} <= shown
