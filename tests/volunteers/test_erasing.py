"""What identifies a volunteer goes when her time is over: asked by one, decided by another."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.errors import DomainError
from tests import factories as make
from tests.conftest import person
from tests.referrals.test_erasing import CANARY, NOT_HERS
from volunteers import actions, parts_of_a_volunteer, queries
from volunteers.enums import VolunteerStatus
from volunteers.models import Reference, Volunteer, VolunteerErasure, VolunteerEvent
from volunteers.naming import numbered

LONG_AGO = timedelta(days=6 * 366 + 5)
ABOUT_NOBODY = {"volunteers.GroupSession", "volunteers.MatchingMeeting"}


@pytest.fixture(autouse=True)
def outside(settings, tmp_path):
    settings.ERASURES_FILE = str(tmp_path / "erasures")


@pytest.fixture
def officer(db):
    return person("officer@charity.example", Role.DATA_PROTECTION)


def left(site, ago=LONG_AGO, was_one=True) -> Volunteer:
    since = clock.now() - ago
    her = make.VolunteerFactory(site=site, status=VolunteerStatus.LEFT, status_since=since)
    if was_one:
        VolunteerEvent.objects.create(
            volunteer=her, to_status="available", at=since, actor_kind="system"
        )
    return her


def asked(volunteer, by) -> VolunteerErasure:
    return actions.ask_volunteer_erasure(
        volunteer=volunteer, why="time", by=acting(by), now=clock.now()
    )


def approved(erasure, by) -> None:
    actions.approve_volunteer_erasure(erasure=erasure, by=acting(by), now=clock.now())


def test_every_column_of_a_volunteer_that_goes_is_hers():
    hers = {model._meta.label for model in parts_of_a_volunteer.PATHS}
    assert hers | ABOUT_NOBODY == set(NOT_HERS)


def test_two_people_and_nothing_is_left_but_codes(site_a, alice, officer):
    her, other = left(site_a), left(site_a)
    Reference.objects.create(
        volunteer=her, name="Ref", email="r@post.example", named_at=clock.now()
    )
    erasure = asked(her, alice)
    with pytest.raises(DomainError, match="role"):
        approved(erasure, alice)
    approved(erasure, officer)
    her.refresh_from_db()
    assert her.erased_at and (her.first_name, her.email, her.phone) == (None, None, None)
    reference = Reference.objects.get(volunteer=her)
    assert (reference.name, reference.email) == (None, None)
    assert Volunteer.objects.get(pk=other.pk).first_name


def test_nobody_decides_on_what_she_asked_for(site_a, dana):
    erasure = asked(left(site_a), dana)
    with pytest.raises(DomainError, match="second person"):
        approved(erasure, dana)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        VolunteerErasure.objects.update(
            standing="done", decided_by=dana, decided_at=clock.now(), asked_by=dana
        )


def test_not_while_she_is_with_us(site_a, alice):
    with pytest.raises(DomainError, match="still with us"):
        asked(make.VolunteerFactory(site=site_a), alice)


def test_listed_when_the_time_is_over_and_applicants_sooner(site_a, officer, charlie):
    due = left(site_a)
    applied = left(site_a, ago=timedelta(days=400), was_one=False)
    left(site_a, ago=timedelta(days=400))
    found = set(queries.volunteers_time_is_over(officer, clock.today()))
    assert found == {due, applied}
    assert not queries.volunteers_time_is_over(charlie, clock.today())


def test_after_a_restore_she_is_erased_again(site_a, alice, officer):
    her = left(site_a)
    before = Volunteer.objects.filter(pk=her.pk).values().get()
    approved(asked(her, alice), officer)
    Volunteer.objects.filter(pk=her.pk).update(**before)
    call_command("erase_again")
    assert Volunteer.objects.get(pk=her.pk).first_name is None


def test_asked_for_a_page_at_once_and_decided_on_its_own(site_a, dana, officer, signed_in):
    due = [left(site_a) for _ in range(2)]
    address = reverse("volunteers-to-erase")
    desk = signed_in(dana)
    assert desk.get(address).status_code == 200
    desk.post(address, {"which": [str(one.pk) for one in due]})
    first, _ = VolunteerErasure.objects.filter(asked_by=dana)
    decide = signed_in(officer)
    assert numbered(first.volunteer) in decide.get(reverse("admin:index")).content.decode()
    agree = reverse("admin:volunteers_volunteererasure_do", args=[first.pk, "approve"])
    assert decide.post(agree, {}).status_code == 302
    assert Volunteer.objects.get(pk=first.volunteer_id).erased_at


def test_whoever_decides_reads_a_number_and_whose_volunteer_she_is_her_name(
    site_a, alice, officer, signed_in
):
    her = left(site_a)
    Volunteer.objects.filter(pk=her.pk).update(first_name=CANARY)
    due = reverse("volunteers-to-erase")
    assert CANARY in signed_in(alice).get(due).content.decode()
    assert numbered(her) in signed_in(officer).get(due).content.decode()
    page = reverse("admin:volunteers_volunteererasure_change", args=[asked(her, alice).pk])
    listed = reverse("admin:volunteers_volunteererasure_changelist")
    assert CANARY in signed_in(alice).get(page).content.decode()
    for address in (due, page, listed, reverse("admin:index")):
        assert CANARY not in signed_in(officer).get(address).content.decode()
