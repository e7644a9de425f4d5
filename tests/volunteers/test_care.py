"""Supervision, check-ins and debriefs: when they are due, and who reads what of them."""

import datetime as dt

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin.today import Urgency
from pim.errors import DomainError
from tests import factories as make
from tests.volunteers.learning import now_by
from volunteers import actions, queries
from volunteers.enums import CareKind, SessionKind, VolunteerStatus
from volunteers.forms.rules import RhythmForm
from volunteers.models import Session, Supervision, SupportRules
from volunteers.today import caring

pytestmark = pytest.mark.django_db
SECRET = "Between coordinators: she looked worn out"


def weeks_ago(count: float) -> dt.datetime:
    return clock.now() - dt.timedelta(weeks=count)


def talked(volunteer, alice, kind=CareKind.CHECK_IN, weeks=0.0, **said):
    held_on = clock.day_of(weeks_ago(weeks))
    return actions.record_supervision(
        volunteer=volunteer, kind=kind, held_on=held_on, **said, **now_by(alice)
    )


@pytest.fixture
def her(bob):
    bob.volunteer.status_since = weeks_ago(5)
    bob.volunteer.save()
    return bob.volunteer


@pytest.fixture
def hard(her):
    return Session.objects.create(
        match=her.match_set.get(),
        held_on=clock.today(),
        kind=SessionKind.PHONE,
        minutes=30,
        was_hard=True,
        logged_at=clock.now(),
        logged_by=her.user,
    )


def test_a_check_in_is_due_on_the_rhythm_of_the_programme(her, alice, programme):
    today = clock.today()
    assert list(queries.check_ins_due(alice, on=today)) == [her]
    SupportRules.objects.create(programme=programme, check_in_weeks=6)
    assert not queries.check_ins_due(alice, on=today).exists()
    talked(her, alice, weeks=6)
    assert list(queries.check_ins_due(alice, on=today)) == [her]
    talked(her, alice)
    assert not queries.check_ins_due(alice, on=today).exists()


def test_a_check_in_is_no_supervision(her, alice):
    her.status_since = weeks_ago(7)
    her.save()
    talked(her, alice)
    assert list(queries.supervisions_due(alice, on=clock.today())) == [her]
    talked(her, alice, CareKind.SUPERVISION)
    assert not queries.supervisions_due(alice, on=clock.today()).exists()


def test_who_is_on_a_break_is_not_forgotten_and_who_left_is_left_in_peace(her, alice):
    her.status = VolunteerStatus.ON_BREAK
    her.save()
    assert queries.check_ins_due(alice, on=clock.today()).exists()
    her.status = VolunteerStatus.LEFT
    her.save()
    assert not queries.check_ins_due(alice, on=clock.today()).exists()


def test_the_queues_cost_the_same_for_one_and_for_many(her, hard, alice, django_assert_num_queries):
    queries.check_ins_due(alice, on=clock.today())  # her roles are read once a request
    for queue in caring.QUEUES:
        with django_assert_num_queries(1):
            few = len(queue.rows(alice, clock.now()))
        make.VolunteerFactory.create_batch(3, site=her.site, status_since=weeks_ago(9))
        with django_assert_num_queries(1):
            assert len(queue.rows(alice, clock.now())) >= few


def test_other_sites_queues_stay_empty(her, hard, charlie):
    actions.ask_for_a_ring(volunteer=her, **now_by(her.user))
    assert [queue.rows(charlie, clock.now()) for queue in caring.QUEUES] == [[]] * 5


def test_a_hard_contact_waits_until_it_is_talked_over(her, hard, alice):
    talked(her, alice, CareKind.SUPERVISION)
    assert list(queries.debriefs_due(alice)) == [hard]
    talked(her, alice, CareKind.DEBRIEF, about_session=hard)
    assert not queries.debriefs_due(alice).exists()


def test_the_debrief_is_overdue_after_its_working_days(her, hard, alice):
    friday = dt.datetime(2026, 11, 13, 12, tzinfo=dt.UTC)
    Session.objects.filter(pk=hard.pk).update(logged_at=friday)

    def stands_on(day):
        (row,) = caring.hard_contacts(alice, friday.replace(day=day))
        return row.urgency

    assert stands_on(17) == Urgency.NORMAL
    assert stands_on(18) == Urgency.OVERDUE


def test_a_debrief_is_about_her_own_contact(hard, alice, site_a):
    other = make.VolunteerFactory(site=site_a)
    with pytest.raises(DomainError, match="another volunteer"):
        talked(other, alice, CareKind.DEBRIEF, about_session=hard)


def test_the_private_note_is_on_no_page_of_hers(her, alice, dana, bob, signed_in):
    talked(her, alice, words="Take Friday off.", private_note=SECRET)
    with clock.standing_at(clock.now()):
        own = signed_in(bob)
        pages = ["own-supervision", "own-training", "own-expenses", "own-hours", "staff-home"]
        texts = [own.get(reverse(name)).content.decode() for name in pages]
    assert "Take Friday off." in texts[0]
    assert not any(SECRET in text for text in texts)
    hers = reverse("admin:volunteers_volunteer_change", args=[her.pk])
    assert SECRET in signed_in(alice).get(hers).content.decode()
    assert SECRET not in signed_in(dana).get(hers).content.decode()


def test_please_ring_me_reaches_today_and_goes_with_the_talk(her, alice, bob, signed_in):
    signed_in(bob).post(reverse("own-ring-me"))
    signed_in(bob).post(reverse("own-ring-me"))
    (row,) = caring.rings(alice, clock.now())
    assert row.detail == "She asked you to ring her"
    talked(her, alice)
    assert caring.rings(alice, clock.now()) == []


def test_a_coordinator_records_a_debrief_from_today(her, hard, alice, signed_in):
    client = signed_in(alice)
    (row,) = caring.hard_contacts(alice, clock.now())
    assert f'value="{hard.pk}" checked' in client.get(row.url).content.decode()
    today = clock.today()
    client.post(
        row.url,
        {
            "kind": "debrief",
            "about_session": str(hard.pk),
            "held_on_day": today.day,
            "held_on_month": today.month,
            "held_on_year": today.year,
            "minutes": "20",
            "words": "",
            "private_note": "",
        },
    )
    talk = Supervision.objects.get()
    assert (talk.about_session, talk.minutes, talk.recorded_by) == (hard, 20, alice)


def test_nobody_records_a_talk_with_herself(her, bob):
    with pytest.raises(DomainError, match="Somebody else"):
        actions.record_supervision(
            volunteer=her,
            kind=CareKind.CHECK_IN,
            held_on=clock.today(),
            by=acting(bob),
            now=clock.now(),
        )


def test_a_manager_sets_the_rhythm_of_her_programme(her, programme, alice, dana, signed_in):
    page = reverse("admin:volunteers_supportrules_add")
    fields = [name for name in RhythmForm.base_fields if name != "programme"]
    rhythm = dict.fromkeys(fields, "3") | {"programme": programme.pk}
    assert signed_in(alice).post(page, rhythm).status_code == 404
    assert signed_in(dana).post(page, rhythm).status_code == 302
    assert queries.rules_of(programme).check_in_weeks == 3
    change = reverse("admin:volunteers_supportrules_edit", args=[programme.pk])
    assert signed_in(alice).get(change).status_code == 404
    signed_in(dana).post(change, rhythm | {"check_in_weeks": "8"})
    assert queries.rules_of(programme).check_in_weeks == 8


def test_see_all_lists_those_who_are_due_and_nobody_else(her, alice, site_a, signed_in):
    make.VolunteerFactory(site=site_a, first_name="Newcomer")
    queue = next(one for one in caring.QUEUES if one.key == "volunteer-check-ins")
    page = signed_in(alice).get(queue.see_all()).content.decode()
    assert her.first_name in page and "Newcomer" not in page
