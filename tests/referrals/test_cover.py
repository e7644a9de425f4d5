"""A colleague takes a site over from one page."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.models import AuditEvent, Message
from referrals import actions, cover
from referrals.enums import (
    ConcernKind,
    ConcernUrgency,
    ContactChannel,
    ContactOutcome,
    RedFlag,
    RequestKind,
    Status,
)
from referrals.lifecycle import move
from referrals.models import HerRequest, Referral, Triage
from tests import factories as make
from tests.referrals.arriving import HERS, receive
from volunteers.models import Session

pytestmark = pytest.mark.django_db
NOW = clock.now()
TODAY = clock.today()


def log(referral, user, note="", outcome=ContactOutcome.NO_ANSWER, at=NOW):
    how = {"channel": ContactChannel.PHONE, "outcome": outcome, "note": note}
    actions.log_contact_attempt(referral=referral, **how, by=acting(user), now=at)


def standing(referral) -> cover.Standing:
    row = Referral.objects.select_related("programme", "site", "parent").get(pk=referral.pk)
    return cover.standings([row], TODAY)[0]


class TestLastDone:
    def test_the_latest_of_calls_moves_and_messages(self, alice):
        hers = receive(now=NOW - timedelta(days=3))
        assert (standing(hers).done.what, standing(hers).done.who) == (
            "Received",
            "The parent herself",
        )
        log(hers, alice, "Try after two.", at=NOW - timedelta(days=2))
        assert standing(hers).done.what == "Phone call: No answer. Try after two."
        assert standing(hers).done.who == "Alice"
        sent = Message.objects.filter(about_id=hers.pk)
        sent.update(state="sent", sent_at=NOW - timedelta(hours=1))
        assert standing(hers).done.what.startswith("Message: Receipt")

    def test_a_session_says_who_logged_it(self, bob):
        match = bob.volunteer.match_set.get()
        kind = {"kind": "home", "minutes": 40, "logged_at": NOW, "logged_by": bob}
        Session.objects.create(match=match, held_on=TODAY + timedelta(days=1), **kind)
        done = standing(match.referral).done
        assert (done.what, done.who) == ("Session, At her home: We met or talked", "Bob")
        assert standing(match.referral).due.what == "Bob: ask how it goes"


class TestDueNext:
    def test_the_earliest_day_counts(self, alice):
        hers = receive()
        assert standing(hers).due.what == "First call"
        log(hers, alice)
        assert (standing(hers).due.what, standing(hers).due.on) == ("Ring her, or decide", TODAY)
        asked = NOW - timedelta(days=4)
        HerRequest.objects.create(referral=hers, kind=RequestKind.END, made_at=asked)
        assert standing(hers).due.what == "She asked: End this"

    def test_what_is_due_first_comes_first_and_what_has_no_day_last(self, alice):
        waiting, late, fresh = receive(), receive(now=NOW - timedelta(days=20)), receive()
        move(waiting, Status.WAITING, by=acting(alice), now=NOW)
        rows = Referral.objects.select_related("programme", "site", "parent")
        made = cover.standings(list(rows), TODAY)
        assert [one.referral for one in made] == [late, fresh, waiting]
        assert made[-1].due is None


class TestOnScreen:
    def test_one_page_says_what_a_colleague_must_know(self, signed_in, alice, site_a):
        hers = receive(
            parent=replace(HERS.parent, needs_interpreter=True, language="Urdu"),
            asked=replace(HERS.asked, known_risks="He listens."),
            now=NOW - timedelta(days=20),
        )
        client = signed_in(alice)
        today = client.get("/admin/").content.decode()
        assert 'href="/admin/cover/"' in today and "Where everything stands" in today
        shown = client.get("/admin/cover/", follow=True).content.decode()
        for words in (hers.reference, "Overdue", "First call", "Known risks: read them first"):
            assert words in shown
        assert "Interpreter: Urdu" in shown and "No voicemail" in shown
        assert "He listens." not in shown  # a printed page lies about
        assert AuditEvent.objects.about(site_a).filter(action="cover.viewed").count() == 1

    def test_other_sites_and_those_who_see_no_cases_find_nothing(
        self, signed_in, alice, charlie, dana, site_a
    ):
        receive()
        address = reverse("cover-of", args=[site_a.pk])
        assert signed_in(charlie).get(address).status_code == 404
        assert signed_in(dana).get("/admin/cover/").status_code == 404
        assert signed_in(charlie).get("/admin/cover/", follow=True).status_code == 200

    def test_red_flags_and_open_concerns_stand_first_with_the_clock(self, signed_in, alice, site_a):
        late = receive(now=NOW - timedelta(days=20))
        flagged, worrying = receive(), receive()
        Triage.objects.create(referral=flagged, red_flags=[RedFlag.ABUSE])
        for kind, words in (("for_her", "She is afraid."), ("about_person", "He shouts.")):
            actions.raise_concern(
                kind=ConcernKind(kind),
                urgency=ConcernUrgency.AT_ONCE,
                words=words,
                referral=worrying if kind == "for_her" else late,
                by=SYSTEM,
                now=NOW,
            )
        move(worrying, Status.WAITING, by=acting(alice), now=NOW)
        shown = signed_in(alice).get("/admin/cover/", follow=True).content.decode()
        places = {one: shown.index(one.reference) for one in (flagged, worrying, late)}
        assert max(places[flagged], places[worrying]) < places[late]
        assert shown.count("Red flag: read it first") == shown.count("Concern open") == 1
        assert "Concern: " in shown and "is to be looked at by" in shown
        assert "She is afraid." not in shown  # a printed page lies about

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_costs_the_same_for_one_and_three(
        self, signed_in, alice, site_a, count, django_assert_num_queries
    ):
        for _ in range(count):
            log(receive(), alice)
            make.MatchFactory(referral__site=site_a, active=True)
        client, address = signed_in(alice), reverse("cover-of", args=[site_a.pk])
        client.get(address)
        with django_assert_num_queries(21):
            client.get(address)
