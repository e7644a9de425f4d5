"""Somebody leaves: everything that lets her in ends together, and what she leaves open is told."""

import datetime as dt

import pytest

from pim import clock
from pim.access import invitations, leaving
from pim.access.audit import acting
from pim.admin.people import what_stays_open
from pim.enums import Role
from pim.errors import DomainError, NotAllowed
from pim.models import AuditEvent, BrowserSession, Invitation, Membership, Rota
from referrals.enums import ConcernKind, ConcernUrgency
from referrals.models import Concern
from tests.factories import MembershipFactory, RotaFactory
from tests.pim.access.signing_in import enrol, type_code, type_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def ella(dana, alice, site_a, programme):
    """Alice has all that somebody can leave behind: two roles, a turn, a concern, a sign-in,
    and an invitation to her own address."""
    MembershipFactory(user=alice, role=Role.PROGRAMME_MANAGER, programme=programme)
    RotaFactory(user=alice, site=site_a, weekday=2)
    now, by = clock.now(), acting(dana)
    invitations.invite(email=alice.email, role=Role.VOLUNTEER, site=site_a, by=by, now=now)
    for kind in (ConcernKind.COMPLAINT, ConcernKind.ABOUT_PERSON):
        Concern.objects.create(
            kind=kind,
            urgency=ConcernUrgency.SAME_DAY,
            programme=programme,
            site=site_a,
            raised_at=now,
            due_at=now + dt.timedelta(hours=1),
            actor_kind="person",
            actor=dana,
            owner=alice,
        )
    return alice


def leave(user, by, **how):
    leaving.leave(user=user, by=acting(by), now=clock.now(), **{"end_invitations": False} | how)


def sent_by(user, site):
    MembershipFactory(user=user, role=Role.PROGRAMME_MANAGER, site=site)
    vars(user).pop("live_memberships", None)
    now = clock.now()
    return invitations.invite(
        email="new@post.example", role=Role.VOLUNTEER, site=site, by=acting(user), now=now
    )


def test_all_that_lets_her_in_ends_at_once(client, ella, dana):
    type_password(client, enrol(ella))
    type_code(client)

    leave(ella, dana)

    assert not Membership.objects.live().filter(user=ella).exists()
    assert not BrowserSession.objects.filter(user=ella).exists()
    assert not Rota.objects.filter(user=ella).exists()
    assert not Invitation.objects.filter(
        email=ella.email, accepted_at=None, expires_at__gt=clock.now()
    ).exists()
    ella.refresh_from_db()
    assert not ella.is_active
    assert "do not go together" in type_password(client, ella).content.decode()


def test_in_the_trail(ella, dana):
    leave(ella, dana)

    event = AuditEvent.objects.about(ella).get(action="user.left")
    assert (event.actor, event.codes) == (dana, {"turns": 1, "invitations": 1, "places": 0})
    assert AuditEvent.objects.filter(action="membership.ended").count() == 2


def test_what_is_open_is_told_before_and_after_without_concerns_about_people(ella, dana):
    concern = leaving.Open("Concerns she has", "Site A", 1)
    turn = leaving.Open("Turns on a rota", "Site A", 1)
    assert leaving.left_open(ella) == [concern, turn]
    assert what_stays_open(ella)[1:] == [
        "Concerns she has, Site A: 1",
        "Turns on a rota, Site A: 1",
    ]

    leave(ella, dana)

    assert leaving.left_open(ella) == [concern]


@pytest.mark.parametrize("ends", [True, False])
def test_invitations_she_sent_stay_or_end(alice, dana, site_a, ends):
    sent = sent_by(alice, site_a)

    leave(alice, dana, end_invitations=ends)

    sent.refresh_from_db()
    assert invitations.is_open(sent, clock.now()) is not ends


def test_one_role_that_cannot_be_taken_and_nothing_ends(ella, dana):
    """A trustee watches over managers: only a manager of the whole organisation ends that."""
    MembershipFactory(user=ella, role=Role.TRUSTEE)

    with pytest.raises(NotAllowed):
        leave(ella, dana)

    assert Membership.objects.live().filter(user=ella).count() == 3
    assert Rota.objects.filter(user=ella).exists()


def test_a_mum_whose_volunteer_leaves_is_told_of(bob, dana):
    assert leaving.left_open(bob) == [leaving.Open("Mums she supports", "Site A", 1)]


def test_not_herself_and_not_twice(dana, alice):
    with pytest.raises(DomainError, match="another manager"):
        leave(dana, dana)
    leave(alice, dana)
    with pytest.raises(DomainError, match="left already"):
        leave(alice, dana)


def test_on_her_page(ella, dana, signed_in):
    client, page = signed_in(dana), f"/admin/pim/user/{ella.pk}/"
    asked = client.get(f"{page}do/leave/").content.decode()
    assert "Concerns she has, Site A: 1" in asked

    after = client.post(f"{page}do/leave/", {"end_invitations": "yes"}, follow=True)

    assert "She has left." in after.content.decode()
    ella.refresh_from_db()
    assert not ella.is_active
