"""Accepting, closing and passing on: with a reason, a note, and nothing overlooked."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin.today import Urgency
from pim.enums import Role
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import AuditEvent, Message
from referrals import actions, queries
from referrals.arrivals import Asked
from referrals.enums import ClosedReason, ConcernStepKind, Situation, Status
from referrals.first_calls import Found
from referrals.models import Concern, ConcernStep, Signpost, SignpostGiven
from referrals.today import concerns as concerns_today
from referrals.today import incoming
from tests.conftest import person
from tests.referrals.arriving import FROM_A_MIDWIFE, HERS, receive

pytestmark = pytest.mark.django_db

SERVICES = "/admin/referrals/signpost/"
YOUNG = replace(HERS.parent, age_band="16_17")


def page(referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def do(client, referral, key, **typed):
    """What the small page says, if it comes back."""
    return client.post(f"{page(referral)}do/{key}/", typed).content.decode()


@pytest.fixture
def desk(alice, signed_in):
    return signed_in(alice)


@pytest.fixture
def by(alice):
    return {"by": acting(alice), "now": clock.now()}


@pytest.fixture
def lead(site_a):
    return person("lee@staff.example", Role.SAFEGUARDING_LEAD, site=site_a)


@pytest.fixture
def helpline(desk, site_a, programme):
    typed = {"name": "Evening line", "helps_with": "A chat", "phone": "0300 000 0000"}
    day = clock.today() + timedelta(days=100)
    parts = {"day": day.day, "month": day.month, "year": day.year}
    typed |= {f"review_due_on_{part}": value for part, value in parts.items()}
    desk.post(f"{SERVICES}add/", typed | {"place": f"site-{site_a.pk}"})
    return Signpost.objects.get()


def call(referral, outcome, by):
    actions.log_contact_attempt(referral=referral, channel="phone", outcome=outcome, **by)


def days_ago(by, days):
    return by | {"now": by["now"] - timedelta(days=days)}


def called(referral, by, red_flags=()):
    found = Found(parent=HERS.parent, asked=Asked(Situation.BABY), red_flags=red_flags)
    return actions.save_triage(referral=referral, found=found, **by)


class TestAccepting:
    def test_what_speaks_against_it_asks_for_a_note(self, desk, by):
        asked = replace(HERS.asked, born_on=clock.today() - timedelta(days=900))
        referral = receive(asked=asked)
        call(referral, "spoke", by)
        assert "usual is 24 months" in desk.get(page(referral)).content.decode()
        assert "Why do you accept her all the same?" in do(desk, referral, "accept")
        with pytest.raises(DomainError, match=r"usual is 24 months.*write why"):
            actions.accept(referral=referral, **by)
        do(desk, referral, "accept", note="Twins, and a new baby.")
        referral.refresh_from_db()
        assert (referral.status, referral.decision_note) == (
            Status.WAITING,
            "Twins, and a new baby.",
        )

    def test_twice_is_told_in_words(self, desk, by):
        referral = receive()
        call(referral, "spoke", by)
        actions.accept(referral=referral, **by)
        with pytest.raises(DomainError, match="accepted already"):
            actions.accept(referral=referral, **by)


class TestNotReachable:
    def test_only_after_the_agreed_tries_and_the_missing_ones_are_counted(self, desk, by):
        referral = receive()
        for outcome in ("no_answer", "no_answer", "ring_later"):
            call(referral, outcome, by)  # three in one hour, and once she answered
        shown = do(desk, referral, "close", reason="not_reachable")
        assert "So far: 1 of 3 tries, on 1 day (2 made). Try on 2 more days" in shown
        (row,) = incoming.calls_to_make(by["by"].user, by["now"])
        assert row.detail == "1 of 3 tries, on 1 day (2 made)"
        assert f"({row.detail})" in desk.get(page(referral)).content.decode()
        call(referral, "wrong_number", days_ago(by, 1))
        call(referral, "no_answer", days_ago(by, 2))
        do(desk, referral, "close", reason="not_reachable", note="Rang at three times of day.")
        referral.refresh_from_db()
        assert (referral.status, referral.decision_note) == (
            Status.CLOSED,
            "Rang at three times of day.",
        )
        assert Message.objects.filter(notice="referrals.not_reached").count() == 1

    def test_taken_up_again_the_tries_begin_anew(self, by):
        referral = receive()
        for days in range(3):
            call(referral, "no_answer", days_ago(by, days))
        why = {"referral": referral, "reason": ClosedReason.NOT_REACHABLE}
        actions.close(**why, **by)
        later = by | {"now": by["now"] + timedelta(hours=1)}
        actions.reopen(referral=referral, **later)
        with pytest.raises(DomainError, match="Try on 3 more days"):
            actions.close(**why, **later)

    def test_never_of_somebody_who_was_spoken_with(self, by):
        referral = receive()
        call(referral, "spoke", days_ago(by, 9))
        for days in range(3):
            call(referral, "no_answer", days_ago(by, days))
        with pytest.raises(DomainError, match="You have spoken with her"):
            actions.close(referral=referral, reason=ClosedReason.NOT_REACHABLE, **by)
        actions.close(referral=referral, reason=ClosedReason.DECLINED_BY_HER, **days_ago(by, -1))
        actions.reopen(referral=referral, **days_ago(by, -2))
        for days in range(3):
            call(referral, "no_answer", days_ago(by, -2 - days))
        actions.close(referral=referral, reason=ClosedReason.NOT_REACHABLE, **days_ago(by, -5))


class TestPassingOnUrgently:
    def test_it_asks_who_was_told_and_on_what_basis(self, desk, by):
        referral = receive()
        shown = do(desk, referral, "close", reason="stepped_up")
        assert "Choose who was told about her" in shown
        assert "Choose why they were allowed to be told" in shown
        with pytest.raises(DomainError, match="who was told"):
            actions.close(referral=referral, reason=ClosedReason.STEPPED_UP, **by)

    def test_red_flags_are_looked_at_and_their_concern_says_who_was_told(self, desk, by):
        referral = receive()
        called(referral, by, red_flags=["harm_self"])
        told = {"reason": "stepped_up", "told": "mental_health", "basis": "danger"}
        assert "Look at the known risks first" in do(desk, referral, "close", **told)
        elsewhere = do(desk, referral, "close", reason="moved_away", risks_reviewed="on")
        assert "There is an open concern" in elsewhere
        do(desk, referral, "close", **told, risks_reviewed="on", note="Crisis team has her.")
        referral.refresh_from_db()
        assert referral.closed_reason == ClosedReason.STEPPED_UP
        step = ConcernStep.objects.get(kind=ConcernStepKind.TOLD)
        assert (step.concern, step.told, step.words) == (
            Concern.objects.get(),
            "mental_health",
            "Crisis team has her.",
        )
        trail = AuditEvent.objects.get(action="referral.passed_on")
        assert trail.codes == {"told": "mental_health", "basis": "danger"}

    def test_without_a_red_flag_a_file_is_opened_and_the_other_service_is_chased(self, desk, by):
        referral = receive()
        told = {"reason": "stepped_up", "told": "children", "basis": "child"}
        assert "Write what you told them" in do(desk, referral, "close", **told)
        do(desk, referral, "close", **told, note="Her brother hit the baby.")
        shown = desk.get(page(referral)).content.decode()
        _, _, panel = shown.partition("Other services told about her")
        for words in ("Children’s social care", "A child may be at risk", "hit the baby", "Alice"):
            assert words in panel.partition("</section>")[0]
        concern = Concern.objects.get()
        assert (concern.owner, concern.referral) == (by["by"].user, referral)
        assert concern.chase_due_at - concern.authority_told_at == timedelta(hours=48)
        later = concern.chase_due_at + timedelta(hours=1)
        (row,) = concerns_today.concerns_to_work_on(by["by"].user, later)
        assert row.urgency == Urgency.OVERDUE


class TestOtherServices:
    def test_she_is_pointed_there_and_it_can_be_read_out(self, desk, helpline, mailoutbox):
        referral = receive()
        typed = {"reason": "signposted", "signposts": [str(helpline.pk)], "write_to_her": "on"}
        do(desk, referral, "close", **typed)
        given = SignpostGiven.objects.get()
        assert (given.referral.status, given.signpost) == (Status.CLOSED, helpline)
        read_out = desk.get(f"{page(referral)}services/").content.decode()
        assert "0300 000 0000" in read_out
        assert "Rosa" not in read_out
        outbox.drain()
        mail = next(mail for mail in mailoutbox if "numbers" in mail.subject)
        assert mail.to == ["rosa@post.example"]
        assert "Evening line" not in mail.body
        assert "bluebell" in mail.subject

    def test_without_an_entry_the_note_says_where(self, desk):
        shown = do(desk, receive(), "close", reason="signposted")
        assert "Write where you pointed her" in shown

    def test_she_is_told_about_one_and_stays_with_us(self, desk, helpline):
        referral = receive(FROM_A_MIDWIFE)
        shown = desk.get(f"{page(referral)}do/signpost/").content.decode()
        assert "Send her a short e-mail" not in shown  # she was never asked whether we may write
        do(desk, referral, "signpost", signposts=[str(helpline.pk)])
        referral.refresh_from_db()
        assert (referral.status, SignpostGiven.objects.count()) == (Status.RECEIVED, 1)

    def test_an_entry_is_checked_again_in_time_and_taken_out(self, desk, helpline, by):
        Signpost.objects.update(review_due_on=clock.today() + timedelta(days=14))
        assert "Evening line" in desk.get("/admin/").content.decode()
        day = clock.today() + timedelta(days=200)
        parts = {"day": day.day, "month": day.month, "year": day.year}
        typed = {f"review_due_on_{part}": value for part, value in parts.items()}
        desk.post(f"{SERVICES}{helpline.pk}/do/review/", typed)
        assert "Evening line" not in desk.get("/admin/").content.decode()
        desk.post(f"{SERVICES}{helpline.pk}/do/retire/")
        helpline.refresh_from_db()
        assert helpline.retired_on == clock.today()
        with pytest.raises(DomainError, match="taken out of the list"):
            actions.give_signposts(referral=receive(), signposts=[helpline], **by)
        done = AuditEvent.objects.filter(action__startswith="signpost.").order_by("pk")
        assert [one.action for one in done if one.action != "signpost.viewed"] == [
            "signpost.added",
            "signpost.reviewed",
            "signpost.retired",
        ]

    def test_what_is_there_for_everybody_is_kept_by_a_manager(
        self, alice, dana, signed_in, helpline, programme
    ):
        Signpost.objects.update(site=None, review_due_on=clock.today() + timedelta(days=3))
        for user, keeps in ((alice, False), (dana, True)):
            client, own = signed_in(user), f"{SERVICES}{helpline.pk}/"
            shown = client.get(own).content.decode()
            assert "Evening line" in shown and ("Change this entry" in shown) is keeps
            for address in (f"{own}do/retire/", f"{own}edit/"):
                assert (client.get(address).status_code != 404) is keeps
            assert ("Evening line" in client.get("/admin/").content.decode()) is keeps
            offered = client.get(f"{SERVICES}add/").content.decode()
            assert (f"Everywhere in {programme.name}" in offered) is keeps

    def test_an_entry_of_site_a_is_nothing_to_site_b(self, helpline, charlie, signed_in):
        client = signed_in(charlie)
        assert client.get(f"{SERVICES}{helpline.pk}/").status_code == 404
        assert client.post(f"{SERVICES}{helpline.pk}/do/retire/").status_code == 404
        assert "Evening line" not in client.get(SERVICES).content.decode()


class TestUnder18:
    def test_the_lead_is_told_and_says_that_she_has_looked(self, desk, signed_in, lead, mailoutbox):
        referral = receive(parent=YOUNG)
        receive(parent=YOUNG, held_for="trap")
        assert [actions.tell_leads_of_under_age(now=clock.now()) for _ in range(2)] == [1, 0]
        outbox.drain()
        news = [mail for mail in mailoutbox if mail.to == [lead.email]]
        assert [mail.subject for mail in news] == ["Something on Today needs you"]
        assert "Rosa" not in news[0].body
        assert "Under 18: the safeguarding lead" in desk.get("/admin/").content.decode()
        assert desk.post(f"{page(referral)}do/review-checks/").status_code == 404
        assert list(queries.under_age()) == [referral]
        client = signed_in(lead)
        do(client, referral, "review-checks")
        assert list(queries.under_age()) == []
