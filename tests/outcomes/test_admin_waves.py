"""What a manager plans, and what she is told before it is asked of anybody."""

import pytest
from django.urls import reverse

from outcomes import actions, wave_plans
from outcomes.models import QuestionnaireRequest, Wave
from pim.access.audit import SYSTEM, acting
from pim.errors import NotAllowed
from pim.models import AuditEvent
from tests.outcomes.asking import MONDAY, accepted, on_the_rota, plan

pytestmark = pytest.mark.django_db

GIVEN = {
    "anchor": "planned_end",
    "opens": "-7",
    "closes": "28",
    "first_reminder": "5",
    "second_reminder": "12",
    "order": "email sms",
    "ask_1": "gad-7",
    "ask_2": "phq-9",
}


def do(client, wave, verb, **given):
    return client.post(reverse("admin:outcomes_wave_do", args=[wave.pk, verb]), given)


def test_a_manager_plans_a_wave_and_reads_it_in_words(signed_in, dana, programme):
    plan(programme, key="mid", is_active=False)
    desk = signed_in(dana)
    shown = desk.get(reverse("admin:outcomes_wave_add")).content.decode()
    assert [name for name in GIVEN if f'name="{name}"' not in shown] == []
    new = GIVEN | {"programme": programme.pk, "key": "end"}
    desk.post(reverse("admin:outcomes_wave_add"), new)
    wave = Wave.objects.get(key="end")
    assert (wave.opens_days, wave.reminder_days, wave.is_active) == (-7, [5, 12], False)
    assert (wave.instruments, wave.channels) == (["gad-7", "phq-9"], ["email", "sms"])
    page = desk.get(reverse("admin:outcomes_wave_change", args=[wave.pk])).content.decode()
    assert "Asked from 7 days before the planned end of support." in page
    assert AuditEvent.objects.filter(action="wave.added").exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"closes": "-7"}, "must be after the day it opens"),
        ({"first_reminder": ""}, "Give the first reminder too"),
        ({"second_reminder": "5"}, "must be later than the first"),
        ({"second_reminder": "99"}, "By then it is closed"),
        ({"ask_2": "gad-7"}, "This one is asked already"),
        ({"ask_1": ""}, "Choose the first questionnaire"),
        ({"opens": "soon"}, "When it opens must be a whole number"),
    ],
)
def test_what_does_not_fit_is_said_beside_it(signed_in, dana, programme, given, said):
    wave = plan(programme, is_active=False)
    page = do(signed_in(dana), wave, "change-plan", **GIVEN | given).content.decode()
    wave.refresh_from_db()
    assert wave.anchor == "accepted"
    assert said in page


def test_a_change_counts_for_those_asked_afterwards_and_is_never_loaded_over(
    signed_in, dana, site_a
):
    wave = plan(site_a.programme, instruments=["gad-7"])
    accepted(site_a)
    actions.open_due_requests(now=MONDAY)
    before = QuestionnaireRequest.objects.get().closes_at
    do(signed_in(dana), wave, "change-plan", **GIVEN | {"ask_2": "", "anchor": "accepted"})
    wave.refresh_from_db()
    assert (wave.closes_days, QuestionnaireRequest.objects.get().closes_at) == (28, before)
    wave_plans.load(site_a.programme, by=SYSTEM, now=MONDAY)
    wave.refresh_from_db()
    assert wave.closes_days == 28


def test_without_any_rota_a_worrying_question_is_not_switched_on(
    signed_in, dana, site_a, site_b, alice
):
    wave = plan(site_a.programme, is_active=False)
    desk, page_of_it = signed_in(dana), reverse("admin:outcomes_wave_change", args=[wave.pk])
    why_not = (
        "PHQ-9 may bring an answer that somebody must look at, and nobody is on a rota yet: "
        "Site A, Site B. Please put somebody on the rota of a site, under Sites."
    )
    before = desk.get(reverse("admin:outcomes_wave_do", args=[wave.pk, "switch-on"])).text
    assert "Not yet. This comes first:" in before
    assert all(why_not in text for text in (before, desk.get(page_of_it).text))
    assert why_not in do(desk, wave, "switch-on").text
    wave.refresh_from_db()
    assert not wave.is_active
    on_the_rota(site_a, alice)
    assert do(desk, wave, "switch-on").status_code == 302
    wave.refresh_from_db()
    assert wave.is_active
    assert why_not not in desk.get(page_of_it).text


def test_each_button_says_what_it_will_do(signed_in, dana, site_a, site_b, alice):
    wave = plan(site_a.programme, is_active=False)
    on_the_rota(site_a, alice)
    desk = signed_in(dana)
    first = desk.get(reverse("admin:outcomes_wave_do", args=[wave.pk, "switch-on"])).text
    assert "is asked of everybody who agreed to questions and whose day has come" in first
    left_out = "Site B: nobody is on the rota, so PHQ-9 is left out there until somebody is."
    assert left_out in first
    do(desk, wave, "switch-on")
    shown = desk.get(reverse("admin:outcomes_wave_change", args=[wave.pk])).text
    assert "It is on. Whoever it is due for is asked." in shown
    assert left_out in shown
    then = desk.get(reverse("admin:outcomes_wave_do", args=[wave.pk, "switch-off"])).text
    assert "may still answer, and is still reminded" in then


def test_nobody_else_plans(signed_in, alice, programme):
    wave = plan(programme)
    assert do(signed_in(alice), wave, "switch-off").status_code in (403, 404)
    with pytest.raises(NotAllowed):
        actions.switch_wave_off(wave=wave, by=acting(alice), now=MONDAY)


def test_what_is_left_out_is_called_by_its_name_with_the_way_to_the_rota(
    signed_in, dana, programme, site_a
):
    wave = plan(programme, instruments=["phq-9", "core-10"])
    page = reverse("admin:outcomes_wave_change", args=[wave.pk])
    shown = signed_in(dana).get(page).content.decode()
    assert "core-10:" not in shown and "We hold no wording for it" in shown
    assert f'href="{reverse("admin:pim_site_changelist")}">Put somebody on a rota' in shown
