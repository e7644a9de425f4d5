"""Expenses: few taps, shown before they are sent, sent once, and out for the bookkeeper."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from pim import clock
from pim.enums import Role
from pim.errors import DomainError
from pim.models import AuditEvent
from tests import factories as make
from tests.conftest import person
from tests.volunteers.learning import days, group_of, now_by, there
from volunteers import actions, queries
from volunteers.enums import CareKind, ExpenseKind, ExpenseStatus, SessionKind, VolunteerStatus
from volunteers.models import (
    Expense,
    GroupHelper,
    GroupSession,
    Session,
    SupportGroup,
    SupportRules,
)

pytestmark = pytest.mark.django_db


def typed(day=None, **answers):
    day = day or clock.today()
    parts = {"spent_on_day": day.day, "spent_on_month": day.month, "spent_on_year": day.year}
    return parts | {"expense_id": str(uuid4()), "note": ""} | answers


@pytest.fixture
def fare(bob):
    return actions.claim_expense(
        volunteer=bob.volunteer,
        kind=ExpenseKind.FARE,
        spent_on=clock.today(),
        pence=450,
        **now_by(bob),
    )


def test_miles_are_worked_out_and_shown_before_they_are_sent(bob, programme, signed_in):
    SupportRules.objects.create(programme=programme, pence_a_mile=45)
    client, page = signed_in(bob), reverse("own-expense-miles")
    answers = typed(miles="12,5", note="To the café and back")
    shown = client.post(page, answers).content.decode()
    assert "That is £5.63" in shown and "To the café and back" in shown
    assert not Expense.objects.exists()
    client.post(page, answers | {"miles": "20", "shown_pence": "563"})
    assert not Expense.objects.exists(), "she changed the miles: shown anew"
    client.post(page, answers | {"shown_pence": "563"})
    client.post(page, answers | {"shown_pence": "563"})
    expense = Expense.objects.get()
    assert (expense.pence, expense.kind, str(expense.miles)) == (563, "mileage", "12.5")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("lots", "Enter a number, like 4.50"),
        ("0", "Enter more than nothing"),
        ("-3", "Enter more than nothing"),
        ("4.505", "Enter pounds and pence, like 4.50"),
        ("500.01", "This can be at most £500"),
        ("1e9", "This can be at most £500"),
        ("NaN", "Enter a number, like 4.50"),
        ("1_0", "Enter a number, like 4.50"),
        ("٤", "Enter a number, like 4.50"),
        ("", "Enter the amount"),
    ],
)
def test_an_amount_that_cannot_be_is_met_with_a_kind_sentence(bob, signed_in, amount, said):
    answers = typed(kind="parking", pence=amount, note="Behind the library")
    answer = signed_in(bob).post(reverse("own-expense-paid"), answers).content.decode()
    assert said in answer
    assert "Behind the library" in answer
    assert not Expense.objects.exists()


def test_what_was_sent_back_is_changed_and_sent_again(bob, alice, fare, signed_in):
    actions.send_expense_back(expense=fare, answer="Which bus was it?", **now_by(alice))
    client, page = signed_in(bob), reverse("own-expense-again", args=[fare.pk])
    assert "Which bus was it?" in client.get(reverse("own-expenses")).content.decode()
    answers = typed(kind="fare", pence="£4.60", note="The 12", expense_id=str(fare.pk))
    client.post(page, answers)
    fare.refresh_from_db()
    assert (fare.status, fare.pence, fare.answer) == (ExpenseStatus.CLAIMED, 460, None)


def test_the_same_twice_is_asked_about_once_and_can_be_taken_back(bob, fare, signed_in):
    client = signed_in(bob)
    again = typed(fare.spent_on, kind=fare.kind, pence=f"{fare.pence / 100:.2f}")
    shown = client.post(reverse("own-expense-paid"), again).content.decode()
    assert "You sent this in already" in shown
    assert 'name="another" value="yes"' in shown
    assert Expense.objects.count() == 1
    client.post(reverse("own-expense-paid"), again | {"another": "yes"})
    assert Expense.objects.count() == 2
    newest = Expense.objects.exclude(pk=fare.pk).get()
    for _ in range(2):
        answer = client.post(reverse("own-expense-take-back", args=[newest.pk]), follow=True)
        assert "Taken back" in answer.content.decode()
    assert Expense.objects.get() == fare


def test_what_is_approved_is_not_taken_back(bob, alice, fare, signed_in):
    actions.approve_expense(expense=fare, **now_by(alice))
    answer = signed_in(bob).post(reverse("own-expense-take-back", args=[fare.pk]), follow=True)
    assert "looked at it already" in answer.content.decode()
    assert Expense.objects.exists()


def test_an_expense_of_somebody_else_is_not_there(fare, site_a, signed_in):
    other = person("else@post.example", Role.VOLUNTEER, site=site_a)
    make.VolunteerFactory(site=site_a, user=other)
    page = reverse("own-expense-again", args=[fare.pk])
    assert signed_in(other).get(page).status_code == 404
    with pytest.raises(DomainError, match="open this form again"):
        actions.claim_expense(
            volunteer=other.volunteer,
            kind=ExpenseKind.FARE,
            spent_on=clock.today(),
            pence=1,
            expense_id=fare.pk,
            **now_by(other),
        )


def test_only_the_moves_there_are(fare, alice, bob):
    with pytest.raises(DomainError, match="cannot become"):
        actions.pay_expense(expense=fare, paid_on=clock.today(), **now_by(alice))
    actions.approve_expense(expense=fare, **now_by(alice))
    actions.pay_expense(expense=fare, paid_on=clock.today(), **now_by(alice))
    with pytest.raises(DomainError, match="cannot become"):
        actions.send_expense_back(expense=fare, answer="No", **now_by(alice))


def test_nobody_decides_about_her_own_money(fare, bob):
    with pytest.raises(DomainError, match="your own"):
        actions.approve_expense(expense=fare, **now_by(bob))


def test_the_sheet_runs_nothing_holds_no_notes_and_leaves_a_trace(
    bob, alice, charlie, fare, signed_in
):
    bob.volunteer.first_name = '=HYPERLINK("http://x.example")'
    bob.volunteer.save()
    Expense.objects.filter(pk=fare.pk).update(note="On the 12")
    today = clock.today()
    sheet = reverse("admin:volunteers_expenses_sheet", args=[today.year, today.month])
    text = signed_in(alice).post(sheet).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text and ",4.50," in text and "On the 12" not in text
    assert AuditEvent.objects.filter(
        action="site.expenses_taken_out", target_id=str(bob.volunteer.site_id), actor=alice
    ).exists()
    assert "4.50" not in signed_in(charlie).post(sheet).content.decode()
    month = reverse("admin:volunteers_expenses_month", args=[today.year, today.month])
    assert "£4.50" in signed_in(alice).get(month).content.decode()
    assert "£4.50" not in signed_in(charlie).get(month).content.decode()
    actions.send_expense_back(expense=fare, answer="Which bus was it?", **now_by(alice))
    sent_back = signed_in(alice).post(sheet).content.decode()
    assert ",4.50," not in sent_back, "it is not in the total of the page either"


# --- Hours ------------------------------------------------------------------------------------
@pytest.fixture
def a_quarter_of_hers(bob, alice, site_a):
    """30 minutes with her mum, 60 in the group, 180 of training, 45 of supervision."""
    her, held_on = bob.volunteer, dt.date(2026, 9, 8)
    for day, minutes in ((held_on, 30), (dt.date(2026, 1, 2), 500)):
        Session.objects.create(
            match=her.match_set.get(),
            held_on=day,
            kind=SessionKind.PHONE,
            minutes=minutes,
            logged_at=clock.now(),
            logged_by=bob,
        )
    group = SupportGroup.objects.create(
        site=site_a, name="Tuesdays", venue="Hall", meets="x", capacity=8, starts_on=held_on
    )
    GroupHelper.objects.create(group=group, volunteer=her, since_on=held_on)
    GroupSession.objects.create(group=group, held_on=held_on, minutes=60)
    GroupSession.objects.create(group=group, held_on=dt.date(2026, 9, 1), minutes=90)
    her.status = VolunteerStatus.TRAINING
    her.save()
    course = group_of(site_a, alice)
    (place,) = actions.enrol(cohort=course, volunteers=[her], **now_by(alice))
    actions.take_register(**there(days(course)[0], place), **now_by(alice))
    actions.record_supervision(
        volunteer=her, kind=CareKind.SUPERVISION, held_on=held_on, minutes=45, **now_by(alice)
    )
    return her


def test_her_hours_are_counted_from_what_was_noted(a_quarter_of_hers, django_assert_num_queries):
    with django_assert_num_queries(4):
        given = queries.hours_of(
            a_quarter_of_hers, since=dt.date(2026, 7, 1), until=dt.date(2026, 9, 30)
        )
    assert given == queries.Hours(sessions=30, groups=60, training=180, supervision=45)


def test_a_manager_reads_the_hours_of_each_site(a_quarter_of_hers, dana, site_b, bob, signed_in):
    page = reverse("admin:volunteers_hours", args=[2026, 3])
    text = " ".join(signed_in(dana).get(page).content.decode().split())
    assert "Site A" in text and "Site B" in text
    assert "5.2" in text  # 315 minutes
    assert "530" not in text
    assert "13.6" in signed_in(bob).get(reverse("own-hours")).content.decode()  # with January's
