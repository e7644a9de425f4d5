"""What must never be false, tried past every rule in Python; and who sees which rows."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, InternalError, transaction
from django.utils.functional import SimpleLazyObject

from pim import clock
from pim.enums import Role
from pim.models import User
from tests import factories as make
from tests.conftest import person
from volunteers.models import Check, Match, MatchEvent, Session, Volunteer, VolunteerEvent

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def match(bob):
    return bob.volunteer.match_set.get()


@pytest.fixture
def session(match, bob):
    return Session.objects.create(
        match=match,
        held_on=clock.today(),
        kind="phone",
        minutes=30,
        logged_at=clock.now(),
        logged_by=bob,
    )


def refused(rows, constraint: str, **change) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.update(**change)


# --- What the database refuses ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("volunteer_status_known", {"status": "happy"}),
        ("volunteer_available_at_a_site", {"site": None}),
        ("volunteer_named_unless_erased", {"first_name": None}),
    ],
)
def test_a_volunteer(bob, constraint, change):
    refused(Volunteer.objects.all(), constraint, **change)


def test_two_enquiries_from_one_address():
    first, _ = (make.VolunteerFactory(status="enquiry", email_index=n) for n in "12")
    refused(
        Volunteer.objects.filter(pk=first.pk), "volunteer_one_enquiry_an_address", email_index="2"
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("match_active_with_both_agreements", {"volunteer_agreed_at": None}),
        ("match_active_with_both_agreements", {"parent_agreed_at": None}),
        ("match_active_with_both_agreements", {"started_at": None}),
        ("match_active_with_both_agreements", {"status": "proposed"}),
        ("match_ended_with_reason", {"status": "ended", "ended_at": LONG_AGO}),
        ("match_ended_with_reason", {"status": "ended", "end_reason": "completed"}),
        ("match_ended_with_reason", {"end_reason": "completed"}),
    ],
)
def test_a_match(match, constraint, change):
    refused(Match.objects.all(), constraint, **change)


def test_a_match_of_unknown_status(match):
    """It breaks more than one rule; PostgreSQL names the first."""
    refused(Match.objects.all(), "match_", status="happy", started_at=None)


def test_two_live_main_matches_of_one_referral(match):
    second = make.MatchFactory()
    refused(
        Match.objects.filter(pk=second.pk),
        "match_one_live_main_per_referral",
        referral=match.referral,
    )
    Match.objects.filter(pk=second.pk).update(referral=match.referral, kind="cover")


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("session_minutes_sensible", {"minutes": 601}),
        ("session_that_happened_took_time", {"minutes": 0}),
    ],
)
def test_a_session(session, constraint, change):
    refused(Session.objects.all(), constraint, **change)


def test_a_check_that_ends_before_it_begins(bob):
    make.CheckFactory(volunteer=bob.volunteer)
    refused(Check.objects.all(), "check_issued_before_it_expires", recheck_on=dt.date(2025, 1, 1))


@pytest.mark.parametrize("model", [VolunteerEvent, MatchEvent])
def test_what_happened_cannot_be_rewritten(match, model):
    about = {"volunteer": match.volunteer} if model is VolunteerEvent else {"match": match}
    model.objects.create(**about, to_status="active", at=clock.now(), actor_kind="system")
    for change in (lambda: model.objects.update(at=LONG_AGO), lambda: model.objects.all().delete()):
        with pytest.raises(InternalError, match="append_only"), transaction.atomic():
            change()


# --- Who sees which rows ---------------------------------------------------------------------
def seen(user) -> list[int]:
    return [
        model.objects.visible_to(user).count()
        for model in (Volunteer, Match, MatchEvent, Session, Check, VolunteerEvent)
    ]


@pytest.fixture
def everything(match, session):
    make.CheckFactory(volunteer=match.volunteer)
    MatchEvent.objects.create(match=match, to_status="active", at=clock.now(), actor_kind="system")
    VolunteerEvent.objects.create(
        volunteer=match.volunteer, to_status="available", at=clock.now(), actor_kind="system"
    )
    return match


def test_her_site_and_she_herself_see_it(everything, alice, bob):
    assert seen(alice) == [1, 1, 1, 1, 1, 1]
    assert seen(bob) == [1, 1, 1, 1, 1, 1]


def test_nobody_else_does(everything, charlie, site_a):
    other = person("other@post.example", Role.VOLUNTEER, site=site_a)
    for user in (charlie, other, AnonymousUser(), SimpleLazyObject(AnonymousUser)):
        assert seen(user) == [0] * 6


def test_rows_without_a_sign_in_belong_to_no_visitor(everything):
    """A visitor has no key; neither have they."""
    Volunteer.objects.update(user=None)
    assert seen(AnonymousUser()) == [0] * 6
    assert not Match.objects.of_volunteer(AnonymousUser()).exists()


def test_when_it_has_ended_only_staff_see_it(everything, alice, bob):
    Match.objects.update(status="ended", ended_at=clock.now(), end_reason="completed")
    assert seen(alice)[1:4] == [1, 1, 1]
    assert seen(bob)[1:4] == [0, 0, 0]


def test_who_is_no_volunteer_any_more_sees_nothing(everything, bob):
    bob.membership_set.update(ended_on=clock.today())
    assert seen(User.objects.get(pk=bob.pk)) == [0] * 6
