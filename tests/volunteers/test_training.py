"""Courses: places, registers, hours, and the one row that says "trained"."""

import datetime as dt
from itertools import pairwise

import pytest
from django.urls import reverse

from pim import clock
from pim.errors import DomainError
from pim.models import AuditEvent
from tests import factories as make
from tests.volunteers.learning import course_of, days, group_of, now_by, there
from volunteers import actions, queries
from volunteers.enums import CheckKind, InterviewOutcome, Presence, VolunteerStatus
from volunteers.models import Check, Cohort, Course, Interview, TrainingAttendance
from volunteers.naming import name_of
from volunteers.today import training as today

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(site_a):
    return make.VolunteerFactory(site=site_a, status=VolunteerStatus.TRAINING)


@pytest.fixture
def group(site_a, alice):
    return group_of(site_a, alice, places=2)


@pytest.fixture
def place(group, learner, alice):
    return actions.enrol(cohort=group, volunteers=[learner], **now_by(alice))[0]


def trained(volunteer):
    return Check.objects.filter(volunteer=volunteer, kind=CheckKind.TRAINING).first()


def all_but_the_training(learner, alice):
    make.CheckFactory(volunteer=learner, level="enhanced", recheck_on=dt.date(2099, 1, 1))
    make.CheckFactory.create_batch(2, volunteer=learner, kind=CheckKind.REFERENCE)
    Interview.objects.create(
        volunteer=learner,
        held_on=dt.date(2026, 8, 1),
        outcome=InterviewOutcome.GO_ON,
        recorded_at=clock.now(),
        recorded_by=alice,
    )


def test_weekly_days_are_made_in_one_step_and_numbered_on(group, alice):
    more = {"first_on": dt.date(2026, 9, 15), "count": 8, "minutes": 180}
    actions.add_weekly_days(cohort=group, **more, **now_by(alice))
    held = days(group)
    assert len(held) == 10
    assert {b.held_on - a.held_on for a, b in pairwise(held)} == {dt.timedelta(weeks=1)}
    assert held[-1].title == "Session 10"


def test_who_is_in_training_and_on_no_course_stands_on_today(learner, group, alice, charlie):
    asked = {"now": clock.now()}
    assert [row.text for row in today.on_no_course(alice, **asked)] == [name_of(learner)]
    assert today.on_no_course(charlie, **asked) == []
    place = actions.enrol(cohort=group, volunteers=[learner], **now_by(alice))[0]
    assert today.on_no_course(alice, **asked) == []
    actions.withdraw_from_training(enrolment=place, **now_by(alice))
    assert len(today.on_no_course(alice, **asked)) == 1
    make.CheckFactory(volunteer=learner, kind=CheckKind.TRAINING)
    assert today.on_no_course(alice, **asked) == []


def test_the_same_days_sent_twice_are_there_once(group, alice):
    again = {"first_on": dt.date(2026, 9, 1), "count": 4, "minutes": 180}
    with pytest.raises(DomainError, match="1 September 2026 is on the list"):
        actions.add_weekly_days(cohort=group, **again, **now_by(alice))
    first, second = days(group)
    as_first = {"title": "Moved", "held_on": first.held_on, "minutes": 180}
    with pytest.raises(DomainError, match="on the list"):
        actions.change_day(day=second, **as_first, **now_by(alice))
    actions.change_day(day=first, **as_first, **now_by(alice))
    evening = as_first | {"starts_at_time": dt.time(18)}
    actions.add_day(cohort=group, **evening, **now_by(alice))
    assert len(days(group)) == 3


def test_nobody_gets_a_place_beyond_the_last(group, place, site_a, alice):
    two = make.VolunteerFactory.create_batch(2, site=site_a, status=VolunteerStatus.TRAINING)
    with pytest.raises(DomainError, match="There is 1 place left"):
        actions.enrol(cohort=group, volunteers=two, **now_by(alice))
    actions.withdraw_from_training(enrolment=place, **now_by(alice))
    assert len(actions.enrol(cohort=group, volunteers=two, **now_by(alice))) == 2


@pytest.mark.parametrize("status", [VolunteerStatus.ENQUIRY, VolunteerStatus.LEFT])
def test_who_is_not_with_us_does_not_learn(group, site_a, alice, status):
    someone = make.VolunteerFactory(site=site_a, status=status)
    assert someone not in queries.may_train(group, alice)
    with pytest.raises(DomainError, match="not at the stage"):
        actions.enrol(cohort=group, volunteers=[someone], **now_by(alice))


def test_who_is_in_training_without_a_course_comes_first(group, site_a, alice):
    make.VolunteerFactory(site=site_a, first_name="Ada", status=VolunteerStatus.AVAILABLE)
    zoe = make.VolunteerFactory(site=site_a, first_name="Zoe", status=VolunteerStatus.TRAINING)
    assert queries.may_train(group, alice).first() == zoe


def test_nobody_is_on_a_course_twice(group, place, learner, alice):
    assert learner not in queries.may_train(group, alice)
    with pytest.raises(DomainError, match="already"):
        actions.enrol(cohort=group, volunteers=[learner], **now_by(alice))


def test_a_register_can_be_corrected_and_the_trail_says_so(group, place, alice):
    first = days(group)[0]
    actions.take_register(**there(first, place), **now_by(alice))
    actions.take_register(**there(first, place, minutes=60), **now_by(alice))
    noted = TrainingAttendance.objects.get(training_day=first)
    assert (noted.presence, noted.minutes) == (Presence.PART, 60)
    told = AuditEvent.objects.filter(target_id=str(first.pk)).order_by("at", "pk")
    assert [(event.action, event.codes) for event in told] == [
        ("training_day.register_taken", {"changed": 1}),
        ("training_day.register_corrected", {"changed": 1}),
    ]


def test_a_register_names_everybody_and_nobody_stays_longer_than_the_day(group, place, alice):
    first = days(group)[0]
    with pytest.raises(DomainError, match="joined or left"):
        actions.take_register(day=first, marks=[], **now_by(alice))
    with pytest.raises(DomainError, match="180"):
        actions.take_register(**there(first, place, minutes=181), **now_by(alice))


def test_a_day_to_come_has_no_register_yet(group, place, alice):
    day = actions.add_day(
        cohort=group, title="Later", held_on=dt.date(2099, 1, 1), minutes=60, **now_by(alice)
    )
    with pytest.raises(DomainError, match="to come"):
        actions.take_register(**there(day, place), **now_by(alice))


def test_all_hours_make_her_trained_until_the_course_is_due_again(group, place, learner, alice):
    group.course.months = 24
    group.course.save()
    for day in days(group):
        actions.take_register(**there(day, place), **now_by(alice))
    actions.complete_training(enrolment=place, **now_by(alice))
    check = trained(learner)
    assert check.seen_by == alice
    assert check.issued_on == clock.today(), "the day of the decision"
    assert 729 <= (check.recheck_on - check.seen_on).days <= 731


def test_what_was_the_last_thing_missing_takes_her_to_the_sign_off(group, place, learner, alice):
    all_but_the_training(learner, alice)
    for day in days(group):
        actions.take_register(**there(day, place), **now_by(alice))
    actions.complete_training(enrolment=place, **now_by(alice))
    learner.refresh_from_db()
    assert learner.status == VolunteerStatus.SIGN_OFF


def test_fewer_hours_need_a_reason(group, place, learner, alice):
    actions.take_register(**there(days(group)[0], place), **now_by(alice))
    with pytest.raises(DomainError, match="3 hours are missing"):
        actions.complete_training(enrolment=place, short_because="  ", **now_by(alice))
    assert trained(learner) is None
    actions.complete_training(
        enrolment=place, short_because="She has taught this herself.", **now_by(alice)
    )
    place.refresh_from_db()
    assert place.short_because == "She has taught this herself."
    assert trained(learner)


def test_one_required_course_of_two_does_not_make_her_trained(group, place, learner, site_a, alice):
    other = group_of(site_a, alice, course_of(site_a.programme, name="Keeping safe"), name="Safe")
    second = actions.enrol(cohort=other, volunteers=[learner], **now_by(alice))[0]
    actions.complete_training(enrolment=place, short_because="Done.", **now_by(alice))
    assert trained(learner) is None
    actions.complete_training(enrolment=second, short_because="Done.", **now_by(alice))
    assert trained(learner)


def test_an_extra_course_does_not_make_her_trained(site_a, alice, learner):
    extra = group_of(site_a, alice, course_of(site_a.programme, is_required=False))
    place = actions.enrol(cohort=extra, volunteers=[learner], **now_by(alice))[0]
    actions.complete_training(enrolment=place, short_because="Done.", **now_by(alice))
    assert trained(learner) is None


def test_managers_set_courses_and_coordinators_start_groups(site_a, alice, dana, signed_in):
    add_course = reverse("admin:volunteers_course_add")
    course = {"programme": site_a.programme.pk, "name": "Ten weeks", "hours": "30", "weeks": "10"}
    assert signed_in(alice).post(add_course, course).status_code == 404
    assert signed_in(dana).post(add_course, course).status_code == 302
    course = Course.objects.get(hours=30)
    group = {
        "course": course.pk,
        "site": site_a.pk,
        "name": "Autumn",
        "places": "12",
        **{"starts_on_day": "1", "starts_on_month": "9", "starts_on_year": "2026"},
    }
    add_group = reverse("admin:volunteers_cohort_add")
    assert signed_in(dana).post(add_group, group).status_code == 404
    client = signed_in(alice)
    empty = client.post(add_group, {}).content.decode()
    assert "Enter the name of the group" in empty and "Answer this question" not in empty
    once, again = (client.post(add_group, group) for _ in range(2))
    assert (once.status_code, again.status_code) == (302, 302) and once.url == again.url
    assert (
        "There is a group with this name"
        in client.post(add_group, group | {"starts_on_day": "2"}).content.decode()
    )
    group = Cohort.objects.get(course=course)
    weekly = reverse("admin:volunteers_cohort_do", args=[group.pk, "add-weekly-days"])
    first = {"first_on_day": "1", "first_on_month": "9", "first_on_year": "2026"}
    client.post(weekly, {"count": "10", "minutes": "2.5", "starts_at_time": "9.30", **first})
    assert {(day.minutes, f"{day.starts_at_time:%H:%M}") for day in days(group)} == {(150, "09:30")}


def test_other_sites_see_nothing_of_a_group(group, place, charlie, signed_in):
    client = signed_in(charlie)
    for name, row in (
        ("cohort", group),
        ("trainingday", days(group)[0]),
        ("enrolment", place),
    ):
        page = reverse(f"admin:volunteers_{name}_change", args=[row.pk])
        assert client.get(page).status_code == 404


def test_what_is_left_of_a_course_is_on_today(group, place, alice, django_assert_num_queries):
    now = clock.now()
    assert len(today.registers(alice, now)) == 2
    assert today.courses_over(alice, now) == []
    first, second = days(group)
    actions.take_register(**there(first, place), **now_by(alice))
    actions.take_register(**there(second, place, minutes=60), **now_by(alice))
    assert today.registers(alice, now) == []
    with django_assert_num_queries(1):
        (row,) = today.courses_over(alice, now)
    assert row.detail == "4 of 6 hours: 2 missing. Plan with her how to catch up"


def test_a_day_nobody_was_on_the_course_has_no_register_to_take(group, place, alice):
    first, second = days(group)
    place.completed_at = dt.datetime.combine(second.held_on, dt.time(), dt.UTC) - dt.timedelta(3)
    place.save()
    (row,) = today.registers(alice, clock.now())
    assert str(first.pk) in row.url


def test_her_page_counts_her_hours_and_names_nobody_else(group, alice, bob, learner, signed_in):
    actions.enrol(cohort=group, volunteers=[bob.volunteer, learner], **now_by(alice))
    places = list(queries.enrolments_of(group))
    actions.take_register(**there(days(group)[0], *places), **now_by(alice))
    page = signed_in(bob).get(reverse("own-training")).content.decode()
    assert "3 of 6 hours" in page and "You were there." in page
    assert learner.first_name not in page
