"""What must never be false about the ground, PostgreSQL refuses."""

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from pim.enums import Role
from pim.models import Membership, Rota, Site, User
from tests import factories as make


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"closes_on": date(2019, 1, 1)}, "site_opens_before_it_closes"),
        ({"staffed_until": time(8)}, "site_staffed_hours_in_order"),
    ],
)
def test_the_database_refuses_a_site(site_a, columns, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Site.objects.update(**columns)


def test_the_database_refuses_a_role_twice(alice, site_a):
    with pytest.raises(IntegrityError, match="membership_role_once"), transaction.atomic():
        make.MembershipFactory(user=alice, role=Role.COORDINATOR, site=site_a)


def test_the_database_refuses_a_role_of_a_site_and_a_programme_at_once(alice, programme):
    with pytest.raises(IntegrityError, match="membership_of_site"), transaction.atomic():
        Membership.objects.filter(user=alice).update(programme=programme)


def test_the_database_refuses_the_same_address_in_capitals(alice):
    with pytest.raises(IntegrityError, match="user_email_once"), transaction.atomic():
        make.UserFactory(email="ALICE@staff.example")


def test_the_database_refuses_an_eighth_weekday(site_a, alice):
    make.RotaFactory(site=site_a, user=alice)
    with pytest.raises(IntegrityError, match="rota_weekday_exists"), transaction.atomic():
        Rota.objects.update(weekday=7)


class TestVisibleTo:
    def test_a_coordinator_sees_her_site_only(self, alice, charlie, site_a, site_b):
        assert list(Site.objects.visible_to(alice)) == [site_a]
        assert list(Site.objects.visible_to(charlie)) == [site_b]

    def test_a_manager_sees_every_site_of_her_programme(self, dana, site_a, site_b):
        make.SiteFactory()
        assert set(Site.objects.visible_to(dana)) == {site_a, site_b}

    def test_people_are_seen_by_their_manager_and_themselves(self, alice, charlie, dana):
        assert set(User.objects.visible_to(dana)) == {alice, charlie, dana}
        assert list(User.objects.visible_to(alice)) == [alice]

    def test_who_has_left_sees_nothing(self, alice, site_a):
        Membership.objects.update(ended_on=date(2026, 1, 1))
        assert list(Site.objects.visible_to(User.objects.get(pk=alice.pk))) == []
