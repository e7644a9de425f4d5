"""A research release in wrong hands, approved by its own author, asked for again, or too late."""

import datetime as dt
import time

import pytest
from django.test import Client
from django.urls import reverse

from outcomes.models import Release
from outcomes.releases import asking
from outcomes.views import releases as pages
from pim import clock
from pim.access.audit import acting
from pim.enums import Role
from pim.models import AuditEvent
from tests.attacks.matrix.people import sign_in
from tests.attacks.raw import ask
from tests.attacks.visitors import Visitor
from tests.conftest import person
from tests.factories import SiteFactory
from tests.outcomes.releases.conftest import ada, rhea, study, tom, waves
from tests.outcomes.releases.reading import approve, request

__all__ = ["ada", "rhea", "study", "tom", "waves"]
pytestmark = pytest.mark.django_db(transaction=True)
DATA = "scores.csv"


class Hands:
    """Somebody's browser over HTTP, and what she gets of a release."""

    def __init__(self, base_url: str, user) -> None:
        self.base_url, self.browser = base_url, Visitor(base_url)
        if user:
            client = Client()
            sign_in(client, user)
            self.browser.cookies["session"] = client.cookies["session"].value

    def fetches(self, release) -> list[int]:
        places = [
            reverse("release-file", args=[release.pk, DATA]),
            reverse("release-everything", args=[release.pk]),
        ]
        return [self.browser.get(place).status for place in places]

    def approves(self, release) -> bool:
        self.browser.post(reverse("decide-release", args=[release.pk]))
        release.refresh_from_db()
        return release.approved_at is not None


def refusals(release) -> list[str]:
    events = AuditEvent.objects.about(release).filter(action="release.refused")
    return [event.codes["why"] for event in events.order_by("id")]


@pytest.fixture
def hands(live_server):
    return lambda user: Hands(live_server.url, user)


@pytest.fixture
def both(programme):
    """She asks for releases, and elsewhere she approves them."""
    user = person("both@staff.example", Role.RESEARCHER, programme=programme)
    user.membership_set.create(role=Role.TRUSTEE, programme=programme, started_on=clock.today())
    return user


def test_stolen_links_open_nothing_in_other_hands(
    hands, study, ada, rhea, tom, alice, dana, bob, figures
):
    release = approve(request(study, rhea), tom)
    far = person("far@staff.example", Role.RESEARCHER, programme=SiteFactory().programme)
    thieves = [alice, dana, far]
    got = [hands(user).fetches(release) for user in thieves]
    stranger, volunteer = hands(None).fetches(release), hands(bob).fetches(release)
    all_got = [*stranger, *volunteer, *(status for both in got for status in both)]
    figures("release in other hands", asked=len(all_got), got=all_got.count(200))
    assert got == [[404, 404]] * 3
    assert (stranger, volunteer) == ([302, 302], [404, 404])
    assert refusals(release) == ["not_hers"] * 8
    assert hands(rhea).fetches(release) == [200, 200]


def test_a_session_that_was_stolen_before_she_signed_out_fetches_nothing(
    hands, study, ada, rhea, tom
):
    release = approve(request(study, rhea), tom)
    hers = hands(rhea)
    stolen = dict(hers.browser.cookies)
    assert hers.fetches(release) == [200, 200]
    hers.browser.post("/account/logout/")
    thief = hands(None)
    thief.browser.cookies = stolen
    assert thief.fetches(release) == [302, 302]


def test_who_asked_cannot_approve_and_what_is_decided_stays_so(
    hands, study, ada, both, rhea, tom, figures
):
    own = request(study, both)
    tries = [hands(both).approves(own)]
    assert hands(both).fetches(own) == [404, 404]
    assert refusals(own) == ["decision", "not_approved", "not_approved"]

    declined = request(study, rhea)
    asking.decline_release(release=declined, why="No", by=acting(tom), now=clock.now())
    tries += [hands(tom).approves(declined)]
    once = approve(request(study, rhea), tom)
    first = once.approved_at
    hands(both).approves(once)
    once.refresh_from_db()
    tries += [(once.approved_at, once.approved_by) != (first, tom)]
    figures("releases approved by who asked, or again", tried=len(tries), approved=sum(tries))
    assert tries == [False] * 3
    assert refusals(declined) == refusals(once) == ["decision"]


def test_after_two_weeks_it_is_gone(hands, study, ada, rhea, tom, settings):
    release = approve(request(study, rhea), tom)
    settings.CLOCK_OFFSET += dt.timedelta(days=14)
    assert hands(rhea).fetches(release) == [410, 410]
    assert refusals(release) == ["over", "over"]


def test_a_session_left_open_is_asked_who_it_is(hands, live_server, study, ada, rhea, tom):
    release = approve(request(study, rhea), tom)
    client = Client()
    sign_in(client, rhea)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 11 * 60
    session.save()
    cookie = f"session={client.cookies['session'].value}"
    came = ask(
        live_server.url, "GET", reverse("release-everything", args=[release.pk]), Cookie=cookie
    )
    assert came.goes_to.startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize("fault", ["whose it is", "until when"])
def test_planted_fault_without_a_control_it_is_fetched(
    hands, study, ada, rhea, tom, alice, settings, monkeypatch, fault
):
    release = approve(request(study, rhea), tom)
    if fault == "whose it is":
        monkeypatch.setattr(
            pages.reading, "release_for", lambda user, key: Release.objects.get(pk=key)
        )
        assert hands(alice).fetches(release) == [200, 200]
    else:
        monkeypatch.setattr(asking, "check_in_time", lambda release, now: None)
        settings.CLOCK_OFFSET += dt.timedelta(days=14)
        assert hands(rhea).fetches(release) == [200, 200]


def test_planted_fault_without_the_second_person_she_approves_her_own(
    hands, study, ada, both, monkeypatch
):
    """In the service; the database still refuses."""
    own = request(study, both)
    monkeypatch.setattr(pages.reading, "may_approve", lambda user, release: True)
    monkeypatch.setattr(
        asking, "_undecided", lambda release, by: Release.objects.get(pk=release.pk)
    )
    answer = hands(both).browser.post(reverse("decide-release", args=[own.pk]))
    assert answer.status == 500
    own.refresh_from_db()
    assert own.approved_at is None
