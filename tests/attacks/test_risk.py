"""Two who press at the same moment: one has the answer, the other is told who."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from outcomes import actions
from outcomes.models import RiskEvent
from pim.access.audit import acting
from pim.enums import Role
from pim.errors import DomainError
from pim.models import AuditEvent
from tests.conftest import person
from tests.outcomes.asking import MONDAY, WORRYING, answer, asked, later

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_at_once_one_owner(site_a, alice):
    bea = person("bea@staff.example", Role.COORDINATOR, site=site_a)
    request = asked(site_a, alice, instruments=["phq-9"])
    event, both = answer(request, "phq-9", 9, option_code=WORRYING[2]), Barrier(2)

    def press(user) -> str:
        try:
            both.wait(timeout=10)
            actions.acknowledge_risk(event=event, by=acting(user), now=MONDAY)
            return ""
        except DomainError as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = dict(zip(("Alice", "Bea"), pool.map(press, (alice, bea)), strict=True))
    owner = RiskEvent.objects.get().owner
    assert said.pop(owner.name) == ""
    assert list(said.values()) == [
        f"{owner.name} is looking at this already. Ring her if you know more."
    ]
    assert AuditEvent.objects.filter(action="risk.acknowledged").count() == 1


def test_two_sweeps_at_once_tell_each_rung_once(site_a, alice):
    event = answer(asked(site_a, alice, instruments=["phq-9"]), "phq-9", 9, option_code=WORRYING[2])
    both = Barrier(2)

    def sweep(_) -> int:
        try:
            both.wait(timeout=10)
            return actions.pass_up_unseen(now=later(hours=3))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sweep, range(2))) == 2
    event.refresh_from_db()
    assert event.escalated == 2
