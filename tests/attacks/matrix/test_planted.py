"""With a lock taken off on purpose the walk must complain, or its silence means nothing.

Each fault is planted twice: once with the database's own guard on, which lets nothing through,
and once with it off, when the walk has to find what got out.
"""

import pytest

from pim.admin.site import pim_site
from referrals.models import SafeContact
from referrals.models.scopes import ReferralQuerySet
from tests.attacks.matrix import people, reading, world
from tests.attacks.matrix.walking import Report, Walk

pytestmark = pytest.mark.django_db
FOREIGN = ("coordinator B", "coordinator C")
RECORDS = ("admin:referrals_referral_change", "admin:referrals_safecontact_change")


def shows_everything(monkeypatch):
    """A model that forgets who asks."""
    monkeypatch.setattr(ReferralQuerySet, "visible_to", lambda rows, user: rows.all())


def forgets_to_ask(monkeypatch):
    """A screen that never asks its model."""
    screen = type(pim_site._registry[SafeContact])
    monkeypatch.setattr(
        screen, "get_queryset", lambda self, request: self.model._base_manager.all()
    )


def nothing(monkeypatch):
    """All as it should be."""


def walked(what: str) -> Report:
    there = world.build()
    kinds = [kind for kind in people.arrive(there) if kind.name in FOREIGN]
    lines = [line for line in reading.lines() if line.name in RECORDS]
    report = Walk(there, kinds).all(lines)
    told = f"{len(report.wrong)} wrong answers, {len(report.foreign)} foreign canaries"
    print(f"\n{what}: {sum(report.cells.values())} cells, {told}")  # noqa: T201
    return report


@pytest.mark.parametrize("fault", [nothing, shows_everything, forgets_to_ask])
def test_the_database_lets_nothing_through_though_the_service_forgets(fault, monkeypatch):
    fault(monkeypatch)
    report = walked(f"{fault.__name__}, guard on")
    assert report.wrong == [] and report.foreign == {}
    assert sum(report.read.values()) > 50


@pytest.mark.parametrize("fault", [shows_everything, forgets_to_ask])
def test_without_that_guard_the_walk_finds_what_got_out(fault, monkeypatch, settings):
    settings.WEB_ROLE = ""
    fault(monkeypatch)
    report = walked(f"{fault.__name__}, guard off")
    assert report.wrong and report.foreign


def test_without_that_guard_the_service_alone_keeps_them_apart(settings):
    settings.WEB_ROLE = ""
    report = walked("nothing, guard off")
    assert report.wrong == [] and report.foreign == {}
