"""On a phone: a mum answers on her page, and a helper fills in the register of a group."""

import pytest

from pim import clock
from pim.access.audit import SYSTEM
from referrals.enums import Status
from referrals.models import Referral
from tests import factories as make
from tests.pim.looking import follow, look, send
from tests.referrals.her_own import WORD, link_to, with_a_page
from tests.volunteers.test_actions import checked
from tests.volunteers.test_support import in_days
from volunteers import actions
from volunteers.enums import VolunteerRole
from volunteers.models import GroupSession, Match, SupportGroup

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = (390,)


def test_she_meets_someone_and_a_group_is_counted(here, page, bob, site_a):
    referral = with_a_page()
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.WAITING, accepted_at=clock.now(), site=site_a
    )
    amy = checked(make.VolunteerFactory(site=site_a, user=None))
    match = actions.propose(referral=referral, volunteer=amy, by=SYSTEM, now=clock.now())
    actions.volunteer_agrees(match=match, by=SYSTEM, now=clock.now())
    page.goto(link_to(referral))
    page.get_by_label("What is your secret word?").fill(WORD)
    send(page)
    look(page, "her-person", PHONE)
    follow(page.get_by_role("button", name="Yes, I’d like to meet her"))
    assert Match.objects.get(pk=match.pk).started_at

    group = SupportGroup.objects.create(
        site=site_a,
        name="Tuesday group",
        venue="The library",
        meets="Tuesdays, 10 to 11.30",
        capacity=8,
        starts_on=in_days(-7),
    )
    bob.volunteer.roles = [VolunteerRole.GROUP]
    bob.volunteer.save()
    actions.give_place(group=group, referral=referral, by=SYSTEM, now=clock.now())
    actions.add_helper(group=group, volunteer=checked(bob.volunteer), by=SYSTEM, now=clock.now())
    here(bob).goto("/staff/groups/")
    look(page, "own-groups", PHONE)
    follow(page.get_by_role("link", name="Tuesday group"))
    look(page, "own-group", PHONE)
    page.get_by_label("Yes").check()
    page.get_by_label("Rosa").check()
    page.get_by_label("How many guests?").fill("2")
    send(page)
    session = GroupSession.objects.get()
    assert (session.guests, session.groupattendance_set.count()) == (2, 1)
