"""Many at once: one woman stays one volunteer, and what is answered once stays as it is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pim import clock
from pim.access.audit import VISITOR, acting
from pim.errors import DomainError
from tests.volunteers.test_joining import AMY
from volunteers import actions
from volunteers.models import Reference, Volunteer, VolunteerEvent

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 16


def at_once(act: Callable[[int], object]) -> list[str]:
    def one(number: int) -> str:
        try:
            act(number)
            return "done"
        except DomainError as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=TIMES) as people:
        return list(people.map(one, range(TIMES)))


def test_who_enquires_and_applies_many_times_at_once_is_one_volunteer(site_a):
    def ask(number: int) -> None:
        if number % 2:
            actions.apply(applied=AMY, by=VISITOR, now=clock.now())
        else:
            who = {"first_name": "Amy", "last_name": "Example", "email": AMY.email}
            actions.enquire(**who, by=VISITOR, now=clock.now())

    assert at_once(ask) == ["done"] * TIMES
    amy = Volunteer.objects.get()
    assert (amy.status, Reference.objects.open().count()) == ("application", 2)
    steps = VolunteerEvent.objects.order_by("pk").values_list("to_status", flat=True)
    assert list(steps) in (["enquiry", "application"], ["application"])  # whoever came first


def test_a_reference_is_given_once(site_a):
    actions.apply(applied=AMY, by=VISITOR, now=clock.now())
    reference = Reference.objects.first()

    def answer(number: int) -> None:
        said = {"known_for": f"{number} years", "by": VISITOR, "now": clock.now()}
        actions.answer_reference(reference=reference, **said)

    assert at_once(answer).count("done") == 1


def test_a_step_is_taken_once(site_a, alice):
    amy = actions.apply(applied=AMY, by=VISITOR, now=clock.now())

    def invite(number: int) -> None:
        actions.invite_to_interview(volunteer=amy, by=acting(alice), now=clock.now())

    assert at_once(invite).count("done") == 1
    assert VolunteerEvent.objects.filter(to_status="interview").count() == 1
