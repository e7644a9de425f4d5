"""A register taken with the keyboard alone, on a phone."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.pim.looking import arrived, look
from tests.volunteers.learning import days, group_of, now_by
from volunteers import actions
from volunteers.enums import VolunteerStatus
from volunteers.models import TrainingAttendance

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_register_is_taken_with_the_keyboard_on_a_phone(here, alice, site_a):
    learners = make.VolunteerFactory.create_batch(2, site=site_a, status=VolunteerStatus.TRAINING)
    group = group_of(site_a, alice)
    actions.enrol(cohort=group, volunteers=learners, **now_by(alice))
    first = days(group)[0]
    page = here(alice)
    page.goto(reverse("admin:volunteers_trainingday_do", args=[first.pk, "register"]))
    look(page, "register", widths=(1280, 390))
    page.locator("input[type=radio]").first.focus()
    page.keyboard.press("Space")  # the first was there
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # the second for part of it
    page.keyboard.press("Tab")
    page.keyboard.type("90")
    page.keyboard.press("Tab")
    page.keyboard.type("Read the rest at home")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    arrived(page, "register saved")
    noted = TrainingAttendance.objects.order_by("minutes").values_list("presence", "minutes")
    assert list(noted) == [("part", 90), ("there", 180)]
