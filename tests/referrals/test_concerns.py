"""A concern: who it goes to, by when, who is told next, what is done, and who never sees it."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from pim import clock
from pim.access import audit
from pim.access.audit import HERSELF, SYSTEM, acting
from pim.admin import today as desk
from pim.enums import MessageClass, MessageState, Role
from pim.errors import DomainError, NotAllowed
from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send
from pim.models import AuditEvent, Message
from pim.staffed_hours import LONDON
from referrals import actions, concern_words, queries, trail_words
from referrals.enums import (
    Authority,
    ClosedReason,
    ConcernKind,
    ConcernOutcome,
    ConcernStepKind,
    ConcernUrgency,
    TellingBasis,
)
from referrals.models import Concern, ConcernStep
from referrals.today import concerns as today
from referrals.today import held
from tests import factories as make
from tests.conftest import person
from volunteers.actions.supporting import end_match
from volunteers.enums import EndReason

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 6, 1, 10, tzinfo=LONDON)
CANARY = "Zebrafinch"


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """In June 2026, where the 1st is a Monday."""
    return MONDAY.replace(day=day, hour=hour, minute=minute)


def raised(by=SYSTEM, now=MONDAY, **about):
    about = {
        "kind": ConcernKind.FOR_HER,
        "urgency": ConcernUrgency.AT_ONCE,
        "words": CANARY,
    } | about
    return actions.raise_concern(by=by, now=now, **about)


def about_person(**who):
    return raised(kind=ConcernKind.ABOUT_PERSON, **who)


@pytest.fixture
def hers(site_a):
    return make.ReferralFactory(site=site_a)


@pytest.fixture
def lena(db):
    return person("lena@staff.example", Role.SAFEGUARDING_LEAD)


@pytest.fixture
def tess(db):
    return person("tess@staff.example", Role.TRUSTEE)


@pytest.fixture
def tom(tess):
    return person("tom@staff.example", Role.TRUSTEE)


class TestRaising:
    def test_it_has_an_owner_a_time_and_an_alert(self, hers, alice, bob):
        make.RotaFactory(site=hers.site, user=alice, weekday=0)
        concern = raised(by=acting(bob), referral=hers)
        assert (concern.owner, concern.due_at) == (alice, at(1, 10, 30))
        alert = Message.objects.get(object_id=concern.pk)
        assert (alert.klass, alert.due_at) == (MessageClass.RISK, MONDAY)
        codes = AuditEvent.objects.about(concern).get().codes
        assert codes == {"kind": "for_her", "urgency": "at_once"}

    def test_who_typed_it_herself_has_seen_it_and_the_lead_sees_it_too(self, hers, alice, lena):
        concern = raised(by=acting(alice), referral=hers)
        assert (concern.owner, concern.acknowledged_at) == (alice, MONDAY)
        assert not Message.objects.exists()
        assert concern in Concern.objects.visible_to(lena).open()
        hers_to_see = raised(by=acting(lena), referral=hers, words="From the lead")
        assert (hers_to_see.owner, hers_to_see.acknowledged_at) == (alice, None)

    @pytest.mark.parametrize(
        ("present", "owner"),
        [
            (["alice", "bea", "lena"], "bea"),
            (["alice", "lena"], "alice"),
            (["lena"], "lena"),
            ([], None),
        ],
    )
    def test_who_is_on_duty_else_a_coordinator_else_the_lead(self, hers, present, owner):
        people = {}
        for name in present:
            role = Role.SAFEGUARDING_LEAD if name == "lena" else Role.COORDINATOR
            people[name] = person(f"{name}@staff.example", role, site=hers.site)
        if "bea" in people:
            make.RotaFactory(site=hers.site, user=people["bea"], weekday=0)
        assert raised(referral=hers).owner == people.get(owner)

    def test_about_a_person_it_goes_to_a_trustee_who_is_not_that_person(
        self, site_a, alice, tess, tom
    ):
        assert about_person(site=site_a, about_user=alice).owner in (tess, tom)
        assert about_person(site=site_a, about_user=tess).owner == tom
        named = about_person(site=site_a, about_name=" TESS ")
        assert (named.about_user, named.owner) == (tess, tom)

    @pytest.mark.parametrize(
        ("written", "may_mean"),
        [
            ("Ms Toni", ["Toni Able"]),
            ("able, I think", ["Toni Able"]),
            ("Dr Zoe or Toni", ["Toni Able", "Zoë Wu"]),
            ("Wu", ["Zoë Wu"]),
            ("Christine", []),
            ("Chris", []),
            ("Toni Able", []),
            ("the Ms at the front desk", []),
        ],
    )
    def test_a_trustee_who_may_be_meant_neither_gets_nor_sees_it(
        self, site_a, dana, written, may_mean
    ):
        trustees = [person(f"{n}@staff.example", Role.TRUSTEE) for n in ("first", "second")]
        for user, name in zip(trustees, ("Toni Able", "Zoë Wu"), strict=True):
            user.name = name
            user.save()
        concern = about_person(site=site_a, about_name=written)
        kept = [one.name for one in trustees if one.pk in concern.may_mean]
        assert sorted(kept) == may_mean
        blind = {one for one in trustees if one.name in may_mean or one == concern.about_user}
        seeing = {one for one in trustees if concern in Concern.objects.visible_to(one)}
        assert seeing == set(trustees) - blind
        assert concern.owner in (seeing or {None})
        for user in blind:
            assert not AuditEvent.objects.visible_to(user).about(concern).exists()
            assert not queries.who_may_see(concern).filter(pk=user.pk).exists()

    def test_where_every_trustee_may_be_meant_the_manager_is_told_at_once(
        self, site_a, alice, tess, dana, signed_in
    ):
        concern = about_person(
            site=site_a, about_name="Ms Tess", urgency=ConcernUrgency.SAME_DAY, by=acting(alice)
        )
        assert (concern.owner, concern.may_mean) == (None, [tess.pk])
        alert = Message.objects.get(object_id=concern.pk)
        assert notices.get(alert.notice).decide(concern, MONDAY) == Send(dana.email)
        page = signed_in(dana).get("/admin/").content.decode()
        assert "waits for a trustee" in page and "Ask a manager of the whole" in page
        assert CANARY not in page and "Tess" not in page

    def test_whoever_may_be_meant_cannot_have_it_and_sees_it_once_another_is_named(
        self, site_a, alice, tess, tom
    ):
        concern = about_person(site=site_a, about_name="Ms Tess")
        with pytest.raises(IntegrityError, match="whom_it_may_mean"), transaction.atomic():
            Concern.objects.filter(pk=concern.pk).update(owner=tess)
        actions.say_whom_concern_is_about(concern=concern, person=alice, by=acting(tom), now=MONDAY)
        assert concern in Concern.objects.visible_to(tess)

    def test_one_that_names_somebody_never_goes_to_the_site(self, hers, alice):
        with pytest.raises(DomainError, match="trustee"):
            raised(referral=hers, about_user=alice)
        assert not Concern.objects.exists()

    def test_pressed_twice_it_is_one(self, hers, bob):
        first, second = (raised(by=acting(bob), referral=hers) for _ in range(2))
        other = raised(by=acting(bob), referral=hers, words="Something else")
        calm = raised(by=acting(bob), referral=hers, words="Calm", urgency=ConcernUrgency.SAME_DAY)
        assert raised(by=acting(bob), referral=hers, words="Calm") != calm
        assert first == second != other
        assert Message.objects.count() == 4


class TestPassingUp:
    """Alice is on duty, Bea her deputy, Lena leads, Dana manages."""

    @pytest.fixture
    def concern(self, hers, alice, lena, dana):
        bea = person("bea@staff.example", Role.COORDINATOR, site=hers.site)
        for weekday in range(5):
            make.RotaFactory(site=hers.site, user=alice, weekday=weekday)
            make.RotaFactory(site=hers.site, user=bea, weekday=weekday, place=2)
        return raised(referral=hers)

    def told(self, concern, now) -> list[str]:
        """First names of those whose alert is out by then, in the order of the rungs."""
        actions.escalate_concerns(now=now)
        concern.refresh_from_db()
        sent = Message.objects.filter(object_id=concern.pk, due_at__lte=now)
        verdicts = [
            notices.get(one.notice).decide(concern, now) for one in sent.order_by("dedupe_key")
        ]
        return [verdict.to.split("@")[0] for verdict in verdicts if isinstance(verdict, Send)]

    @pytest.mark.parametrize(
        ("raised_at", "times"),
        [
            pytest.param(at(1, 10), [at(1, 10), at(1, 10, 30), at(1, 12)], id="in hours"),
            pytest.param(at(1, 20), [at(2, 9), at(2, 9, 30), at(2, 11)], id="at night"),
            pytest.param(at(1, 16, 45), [at(1, 16, 45), at(2, 9, 15), at(2, 10, 45)], id="late"),
            pytest.param(at(6, 12), [at(8, 9), at(8, 9, 30), at(8, 11)], id="weekend"),
            pytest.param(
                dt.datetime(2026, 12, 24, 16, tzinfo=LONDON),
                [
                    dt.datetime(2026, 12, 24, 16, tzinfo=LONDON),
                    dt.datetime(2026, 12, 24, 16, 30, tzinfo=LONDON),
                    dt.datetime(2026, 12, 29, 10, tzinfo=LONDON),
                ],
                id="over bank holidays",
            ),
        ],
    )
    def test_on_duty_then_deputy_then_manager(self, concern, raised_at, times):
        Concern.objects.filter(pk=concern.pk).update(raised_at=raised_at)
        Message.objects.all().update(due_at=times[0])
        a_minute = dt.timedelta(minutes=1)
        expected = ["alice", "bea", "dana"]
        assert self.told(concern, times[0] - a_minute) == []
        for rung, moment in enumerate(times):
            assert self.told(concern, moment) == expected[: rung + 1]
            assert self.told(concern, moment + a_minute) == expected[: rung + 1]

    def test_two_sweeps_pass_it_up_once(self, concern):
        assert [actions.escalate_concerns(now=at(1, 12)) for _ in range(2)] == [2, 0]
        assert Message.objects.filter(object_id=concern.pk).count() == 3

    def test_once_seen_nobody_else_is_told(self, concern, alice):
        actions.see_concern(concern=concern, by=acting(alice), now=at(1, 10, 5))
        assert actions.escalate_concerns(now=at(2, 12)) == 0
        assert Message.objects.get().state == MessageState.CANCELLED
        concern.refresh_from_db()
        verdict = notices.get("referrals.concern_unseen").decide(concern, at(1, 12))
        assert verdict == Cancel("acknowledged")

    def test_unseen_at_the_end_of_its_day_the_lead_is_told(self, concern, hers):
        calm = raised(referral=hers, urgency=ConcernUrgency.SAME_DAY, words="Calm")
        assert calm.due_at == at(1, 17)
        assert self.told(calm, at(1, 16, 59)) == ["alice"]
        assert self.told(calm, at(1, 17)) == ["alice", "lena"]
        assert self.told(calm, at(3, 17)) == ["alice", "lena"]

    def test_about_a_person_it_stays_with_the_trustees(self, concern, alice, tess, tom):
        concern = about_person(about_user=alice, site=concern.site)
        told = self.told(concern, at(1, 12))
        assert set(told) == {"tess", "tom"}

    def test_the_manager_hears_whom_to_ring_and_nothing_else(self, concern, dana, alice):
        assert today.nobody_has_looked(dana, at(1, 11)) == []
        actions.escalate_concerns(now=at(1, 12))
        (row,) = today.nobody_has_looked(dana, at(1, 12))
        assert "Alice" in row.detail
        assert (
            CANARY not in str(row)
            and "Parentname" not in str(row)
            and str(concern.pk) not in str(row)
        )
        actions.see_concern(concern=concern, by=acting(alice), now=at(1, 12))
        assert today.nobody_has_looked(dana, at(1, 12)) == []

    def test_the_messages_say_nothing(self, concern):
        actions.escalate_concerns(now=at(1, 12))
        for message in Message.objects.filter(object_id=concern.pk):
            notice = notices.get(message.notice)
            mail = notice.render(concern, message, Send("alice@staff.example"))
            said = f"{mail.subject} {mail.body}".lower()
            assert "today needs you" in said
            assert not [
                word
                for word in ("concern", "mum", "baby", "parentname", "risk", CANARY.lower())
                if word in said
            ]


class TestTogether:
    """A flood of worries is one alert each quarter of an hour; danger never waits."""

    CALM = {"urgency": ConcernUrgency.SAME_DAY}

    @pytest.fixture
    def first(self, hers, alice):
        concern = raised(referral=hers, **self.CALM)
        self.sent(concern, MONDAY)
        return concern

    def sent(self, concern, now):
        rows = Message.objects.filter(object_id=concern.pk)
        rows.update(state=MessageState.SENT, sent_at=now)

    def decided(self, concern, now):
        message = Message.objects.get(object_id=concern.pk)
        notice = notices.get(message.notice)
        return notice.decide(notice.load(concern.pk), now)

    def test_what_is_raised_after_an_alert_waits_a_little_and_goes_with_the_next(self, first, hers):
        second, third = (
            raised(referral=hers, words=word, now=at(1, 10, 5), **self.CALM) for word in "ab"
        )
        for one in (second, third):
            assert self.decided(one, at(1, 10, 5)) == Postpone(at(1, 10, 15), "told_lately")
        assert self.decided(second, at(1, 10, 15)) == Send("alice@staff.example")
        self.sent(second, at(1, 10, 15))
        assert self.decided(third, at(1, 10, 16)) == Cancel("told_together")

    def test_danger_and_other_people_never_wait(self, first, hers, site_b, charlie):
        now = at(1, 10, 5)
        assert self.decided(raised(referral=hers, now=now), now) == Send("alice@staff.example")
        elsewhere = raised(referral=make.ReferralFactory(site=site_b), now=now, **self.CALM)
        assert self.decided(elsewhere, now) == Send("charlie@staff.example")

    def test_nobody_is_written_to_about_a_form_that_is_held_back(self, hers, alice, bob):
        type(hers).objects.filter(pk=hers.pk).update(held_for="trap")
        complaint = {"kind": ConcernKind.COMPLAINT, "referral": hers, **self.CALM}
        concern = raised(by=HERSELF, **complaint)
        assert self.decided(concern, MONDAY) == Postpone(at(1, 10, 15), "held_back")
        assert today.concerns_to_work_on(alice, MONDAY) == []
        assert "A concern was written, too" in held.held_back(alice, MONDAY)[0].detail
        by_bob = raised(by=acting(bob), words="Mine", **complaint)
        assert self.decided(by_bob, MONDAY) == Send("alice@staff.example")
        actions.let_in(referral=hers, by=acting(alice), now=MONDAY)
        assert self.decided(concern, MONDAY) == Send("alice@staff.example")

    def complain(self, hers, words, kind=ConcernKind.COMPLAINT, name="", now=MONDAY):
        about = {"kind": kind, "words": words, "about_name": name}
        return actions.complain(referral=hers, by=HERSELF, now=now, **about)

    def test_after_three_complaints_in_a_day_her_words_are_added_to_a_file(
        self, hers, alice, tess, tom
    ):
        made = [self.complain(hers, f"Words {n}", now=at(1, 9, n)) for n in range(3)]
        for _ in range(2):
            assert self.complain(hers, "Words 4") == made[-1]
        assert Concern.objects.count() == 3
        assert [step.words for step in ConcernStep.objects.all()] == ["Words 4"]
        actions.see_concern(concern=made[-1], by=acting(alice), now=MONDAY)
        for number in (5, 6):
            self.complain(hers, f"Words {number}")
        assert Message.objects.filter(notice=actions.CONCERN_HANDED_OVER).count() == 1
        assert self.complain(hers, "Next day", now=at(2, 11)) not in made

    def test_words_about_another_are_never_added_to_a_file_she_may_read(self, hers, tess, tom):
        about = ConcernKind.ABOUT_PERSON
        made = [self.complain(hers, f"Words {n}", about, "Tess", now=at(1, 9, n)) for n in range(3)]
        assert self.complain(hers, "Rude", about, "Ms Tess") == made[-1]
        assert self.complain(hers, "Rude too", about, "Tom") not in made
        assert self.complain(hers, "How it works") not in made


class TestHandling:
    @pytest.fixture
    def concern(self, hers, alice):
        return raised(referral=hers)

    def do(self, action, concern, user, now=MONDAY, **what):
        return action(concern=concern, by=acting(user), now=now, **what)

    def tell(self, concern, user, now=MONDAY, told=Authority.CHILDREN):
        return self.do(
            actions.note_concern_step,
            concern,
            user,
            now,
            kind=ConcernStepKind.TOLD,
            told=told,
            basis=TellingBasis.CHILD,
            words="Told them",
        )

    def test_nothing_closes_unseen_and_what_is_seen_has_an_owner(self, concern, lena):
        close = {"outcome": ConcernOutcome.SAFE}
        with pytest.raises(DomainError, match="seen"):
            self.do(actions.close_concern, concern, lena, **close)
        seen = self.do(actions.see_concern, concern, lena)
        assert (seen.owner, seen.acknowledged_at) == (lena, MONDAY)
        with pytest.raises(DomainError, match="already"):
            self.do(actions.see_concern, concern, lena)
        closed = self.do(actions.close_concern, concern, lena, words="All well", **close)
        assert closed.outcome == ConcernOutcome.SAFE
        kinds = ConcernStep.objects.order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["seen", "closed"]
        with pytest.raises(DomainError, match="closed"):
            self.tell(concern, lena)

    def test_a_service_that_was_told_is_asked_again_until_it_answers(self, concern, alice):
        again = {"told": Authority.CHILDREN, "words": ""}
        self.tell(concern, alice)
        self.tell(concern, alice, at(1, 15), told=Authority.POLICE)
        concern.refresh_from_db()
        assert concern.owner == alice
        assert (concern.authority_told_at, concern.chase_due_at) == (MONDAY, at(3, 10))
        note = actions.note_concern_step
        self.do(note, concern, alice, at(3, 10), kind=ConcernStepKind.CHASED, **again)
        assert self.chase(concern) == at(3, 15)
        self.do(note, concern, alice, at(3, 11), kind=ConcernStepKind.ANSWERED, **again)
        assert self.chase(concern) == at(3, 15)
        with pytest.raises(DomainError, match="not answered yet"):
            self.do(actions.close_concern, concern, alice, outcome=ConcernOutcome.PASSED_ON)
        police = {"told": Authority.POLICE}
        self.do(note, concern, alice, at(3, 12), kind=ConcernStepKind.ANSWERED, **police)
        assert self.chase(concern) is None
        with pytest.raises(DomainError, match="has not been told"):
            self.do(note, concern, alice, kind=ConcernStepKind.CHASED, **police)

    def chase(self, concern):
        concern.refresh_from_db()
        return concern.chase_due_at

    def test_it_is_handed_only_to_somebody_who_may_see_it(self, concern, alice, lena, charlie):
        hand = actions.hand_over_concern
        for outsider in (charlie, alice):  # of another site; who has it already
            with pytest.raises(DomainError, match="Choose someone else"):
                self.do(hand, concern, alice, to=outsider)
        assert self.do(hand, concern, alice, to=lena).owner == lena
        outbox_row = Message.objects.get(notice=actions.CONCERN_HANDED_OVER)
        concern.refresh_from_db()
        verdict = notices.get(outbox_row.notice).decide(concern, MONDAY)
        assert verdict == Send("lena@staff.example")

    def test_who_may_not_see_it_may_do_nothing(self, concern, charlie, tess, dana):
        for user in (charlie, tess, dana):
            with pytest.raises(NotAllowed):
                self.do(actions.see_concern, concern, user)

    def test_her_referral_closes_only_after_somebody_has_looked(self, concern, hers, alice):
        closing = {"referral": hers, "reason": ClosedReason.DECLINED_BY_HER}
        with pytest.raises(DomainError, match="open concern"):
            actions.close(**closing, by=acting(alice), now=MONDAY)
        self.do(actions.see_concern, concern, alice)
        actions.close(**closing, by=acting(alice), now=MONDAY)

    def test_nor_before_something_was_done_about_what_the_owner_typed(self, hers, alice):
        concern = raised(by=acting(alice), referral=hers)
        closing = {"referral": hers, "reason": ClosedReason.DECLINED_BY_HER}
        with pytest.raises(DomainError, match="open concern"):
            actions.close(**closing, by=acting(alice), now=MONDAY)
        spoke = {"kind": ConcernStepKind.SPOKE, "words": "With her"}
        self.do(actions.note_concern_step, concern, alice, **spoke)
        actions.close(**closing, by=acting(alice), now=MONDAY)

    def test_it_goes_along_to_her_new_site(self, concern, hers, site_b, alice, charlie):
        about_staff = about_person(about_user=alice, referral=hers)
        actions.set_site(referral=hers, site=site_b, by=acting(alice), now=MONDAY)
        assert set(Concern.objects.visible_to(charlie)) == {concern}
        assert not Concern.objects.visible_to(alice).exists()
        about_staff.refresh_from_db()
        assert about_staff.site != site_b

    def test_nor_does_her_support_end_before(self, bob, alice):
        match = bob.volunteer.match_set.get()
        concern = raised(referral=match.referral)
        ending = {"match": match, "reason": EndReason.ENDED_EARLY}
        with pytest.raises(DomainError, match="open concern"):
            end_match(**ending, by=acting(alice), now=MONDAY)
        self.do(actions.see_concern, concern, alice)
        end_match(**ending, by=acting(alice), now=clock.now())

    def test_once_it_is_known_who_is_meant_she_does_not_see_it(self, site_a, tess, tom):
        concern = about_person(site=site_a, about_name="A trustee")
        Concern.objects.filter(pk=concern.pk).update(owner=tom)
        assert concern in Concern.objects.visible_to(tom)
        with pytest.raises(DomainError, match="about you"):
            self.do(actions.say_whom_concern_is_about, concern, tom, person=tom)
        said = self.do(actions.say_whom_concern_is_about, concern, tess, person=tom)
        assert (said.owner, said.about_user) == (tess, tom)
        assert concern not in Concern.objects.visible_to(tom)
        assert not AuditEvent.objects.visible_to(tom).about(concern).exists()

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"acknowledged_at": MONDAY, "closed_at": MONDAY}, "concern_closed_with_outcome"),
            ({"closed_at": MONDAY, "outcome": "safe"}, "concern_closed_after_it_was_seen"),
            ({"acknowledged_at": MONDAY, "owner": None}, "concern_seen_has_an_owner"),
            ({"chase_due_at": MONDAY}, "concern_chased_after_somebody_was_told"),
            ({"about_name": "Someone"}, "concern_that_names_somebody_goes_to_a_trustee"),
            ({"referral": None}, "concern_for_her_names_her_referral"),
            ({"kind": "safety"}, "concern_about_a_mum_on_file_names_her_referral"),
        ],
    )
    def test_the_database_refuses(self, concern, change, constraint):
        with pytest.raises(IntegrityError, match=constraint):
            Concern.objects.filter(pk=concern.pk).update(**change)

    def test_it_never_belongs_to_whom_it_is_about(self, site_a, alice, tess):
        concern = about_person(about_user=alice, site=site_a)
        with pytest.raises(IntegrityError, match="concern_never_owned_by_whom_it_is_about"):
            Concern.objects.filter(pk=concern.pk).update(owner=alice)

    def test_steps_stay_as_written_but_their_words_can_be_emptied(self, concern, alice):
        step = self.tell(concern, alice)
        rows = ConcernStep.objects.filter(pk=step.pk)
        for change in ({"words": "Other"}, {"told": "police", "words": None}, {"at": at(2, 1)}):
            with pytest.raises(DatabaseError, match="update"), transaction.atomic():
                rows.update(**change)
        with pytest.raises(DatabaseError, match="delete"), transaction.atomic():
            rows.delete()
        assert rows.update(words=None) == 1


# Who sees which concern. "-" is nobody else than those named.
WHO = ("alice", "charlie", "lena", "tess", "tom", "dana", "bob", "rosa")
SEEN = [
    ("for_her", {"alice", "lena"}),
    ("complaint", {"alice", "lena"}),
    ("homeless_complaint", {"alice", "charlie", "lena"}),
    ("about_alice", {"tess", "tom"}),
    ("about_lena", {"tess", "tom"}),
    ("about_tess", {"tom"}),
    ("about_bob", {"tess", "tom"}),
    ("about_a_name", {"tess", "tom"}),
]


@pytest.fixture
def cast(request, programme, tess, tom, lena):
    rosa = person("rosa@staff.example", Role.RESEARCHER, programme=programme)
    known = {"tess": tess, "tom": tom, "lena": lena, "rosa": rosa}
    names = ("alice", "charlie", "dana", "bob")
    return known | {name: request.getfixturevalue(name) for name in names}


@pytest.fixture
def every_kind(cast, hers):
    site = hers.site
    complaint = {"kind": ConcernKind.COMPLAINT}
    made = {
        "for_her": raised(referral=hers),
        "complaint": raised(site=site, by=acting(cast["bob"]), **complaint),
        "homeless_complaint": raised(programme=site.programme, **complaint),
        "about_a_name": about_person(site=site, about_name="Nobody known"),
    }
    for name in ("alice", "lena", "tess", "bob"):
        made[f"about_{name}"] = about_person(site=site, about_user=cast[name])
    return made


class TestWhoSees:
    def test_only_those_who_may(self, cast, every_kind):
        """In lists, on Today, among the messages, and in the trail of who did what."""
        keys = {concern.pk: key for key, concern in every_kind.items()}
        about_people = {key for key in every_kind if key.startswith("about_")}
        for name in WHO:
            user, may = cast[name], {key for key, who in SEEN if name in who}
            listed = Concern.objects.visible_to(user).values_list("pk", flat=True)
            assert {keys[pk] for pk in listed} == may, name
            assert {keys[pk] for pk in self.on_today(user)} == may, name
            told = Message.objects.visible_to(user).values_list("object_id", flat=True)
            assert {keys[pk] for pk in told} <= may, name
            trail = set(AuditEvent.objects.visible_to(user).values_list("target_id", flat=True))
            heard = {key for key in about_people if str(every_kind[key].pk) in trail}
            assert heard <= may, name

    def on_today(self, user) -> set:
        urls = [
            row.url
            for queue in desk.queues_of(user)
            if queue.key.startswith("concerns")
            for row in queue.rows(user, MONDAY)
        ]
        return {one.pk for one in Concern.objects.all() if any(str(one.pk) in url for url in urls)}

    def test_those_who_watch_still_see_who_opened_a_file(self, cast, every_kind):
        trail = AuditEvent.objects.visible_to(cast["tess"])
        targets = set(trail.values_list("target_id", flat=True))
        assert str(every_kind["for_her"].pk) in targets
        assert str(every_kind["about_alice"].pk) in targets

    def test_a_trustee_of_another_site_sees_nothing(self, every_kind, site_b):
        tara = person("tara@staff.example", Role.TRUSTEE, site=site_b)
        assert not Concern.objects.visible_to(tara).exists()

    def test_today_asks_the_same_number_of_queries_for_one_as_for_many(self, cast, hers):
        def asked() -> int:
            with CaptureQueriesContext(connection) as heard:
                today.concerns_to_work_on(cast["lena"], MONDAY)
            return len(heard)

        raised(referral=hers)
        asked()  # reads once what Lena may do
        few = asked()
        for number in range(3):
            raised(referral=make.ReferralFactory(site=hers.site), words=str(number))
        assert asked() == few

    def test_most_pressing_first(self, cast, hers):
        calm = raised(referral=hers, urgency=ConcernUrgency.SAME_DAY, now=at(1, 9))
        chased = raised(referral=hers, now=at(1, 9), words="Chased")
        alice = acting(cast["alice"])
        actions.note_concern_step(
            concern=chased,
            kind=ConcernStepKind.TOLD,
            told=Authority.POLICE,
            basis=TellingBasis.DANGER,
            by=alice,
            now=at(1, 9),
        )
        danger = raised(referral=hers, now=at(3, 16))
        rows = today.concerns_to_work_on(cast["alice"], at(3, 16, 30))
        order = [row.url.split("/")[-2] for row in rows]
        assert order == [str(one.pk) for one in (danger, calm, chased)]


class TestPages:
    def post(self, client, **answers):
        answers = {"danger": "no", "about": "service", "words": CANARY} | answers
        return client.post("/staff/concern/", answers)

    def test_a_volunteer_raises_one_about_a_mum_of_hers_and_hears_back(self, signed_in, bob, alice):
        mine = bob.volunteer.match_set.get().referral
        client = signed_in(bob)
        page = client.get(f"/staff/concern/?about={mine.pk}").content.decode()
        assert "999" in page and f"{mine.parent.called}, or her family" in page
        promised = queries.promises(mine.site, clock.now())["in_danger"]
        assert f"one of us looks by {concern_words.moment(promised)}" in page
        done = self.post(client, about=str(mine.pk), danger="yes")
        concern = Concern.objects.get()
        assert (concern.kind, concern.urgency) == (ConcernKind.FOR_HER, ConcernUrgency.AT_ONCE)
        assert (concern.referral, concern.actor) == (mine, bob)
        actions.see_concern(concern=concern, by=acting(alice), now=clock.now())
        note = {"kind": ConcernStepKind.NOTE, "words": "Secret note"}
        actions.note_concern_step(concern=concern, by=acting(alice), now=clock.now(), **note)
        actions.send_word_back(
            concern=concern, words="Well done", by=acting(alice), now=clock.now()
        )
        for address in (done["Location"], "/staff/"):
            page = client.get(address).content.decode()
            assert "Being looked at" in page and "Well done" in page
            assert CANARY not in page and "Secret note" not in page

    def test_of_a_mum_she_was_there_for_until_lately_too(self, signed_in, bob, alice, site_a):
        ended = {}
        for months in (2, 8):
            at = clock.now() - dt.timedelta(days=30 * months)
            match = make.MatchFactory(
                volunteer=bob.volunteer,
                referral__site=site_a,
                referral__parent__called=f"Mum{months}",
                active=True,
            )
            type(match).objects.filter(pk=match.pk).update(
                status="ended", ended_at=at, end_reason="completed"
            )
            ended[months] = match.referral, at
        lately, at = ended[2]
        client = signed_in(bob)
        page = client.get("/staff/concern/").content.decode()
        assert "Mum2" not in page and "Mum8" not in page  # her name is gone when it ends
        began = localtime(lately.match_set.get().started_at)
        when = f"from {began.day} {began:%B} to {localtime(at).day} {localtime(at):%B %Y}"
        assert f"The mum you were there for {when}, or her family" in page
        assert page.count("The mum you were there for") == 1
        assert self.post(client, about=str(lately.pk)).status_code == 302
        assert Concern.objects.get().referral == lately
        self.post(client, about=str(ended[8][0].pk))
        assert Concern.objects.count() == 1

    def test_about_somebody_who_is_not_on_file(self, signed_in, bob, alice, lena, tess, dana):
        client = signed_in(bob)
        assert "Enter whose safety" in self.post(client, about="else").content.decode()
        self.post(client, about="else", whose="Her sister Tess", danger="yes")
        concern = Concern.objects.get()
        assert (concern.kind, concern.urgency) == (ConcernKind.SAFETY, ConcernUrgency.AT_ONCE)
        assert (concern.site, concern.owner) == (bob.volunteer.site, alice)
        seeing = [user for user in (alice, lena, tess, dana) if self.sees(user, concern)]
        assert seeing == [alice, lena]
        page = signed_in(alice).get(f"/admin/referrals/concern/{concern.pk}/").content.decode()
        assert "Her sister Tess" in page and "omplaint" not in page

    def sees(self, user, concern) -> bool:
        return concern in Concern.objects.visible_to(user)

    def test_staff_find_a_mum_by_her_reference(self, signed_in, hers, alice, charlie, bob):
        client = signed_in(charlie)
        answer = self.post(client, about="on-file", reference=hers.reference)
        assert "No record has this reference" in answer.content.decode()
        client = signed_in(alice)
        self.post(client, about="on-file", reference=f" {hers.reference.lower()}")
        concern = Concern.objects.get()
        assert (concern.kind, concern.referral) == (ConcernKind.FOR_HER, hers)
        client = signed_in(bob)
        assert "reference" not in client.get("/staff/concern/").content.decode()
        self.post(client, about="on-file", reference=hers.reference)
        assert Concern.objects.count() == 1

    def test_of_a_mum_that_is_not_hers_there_is_no_such_page(self, signed_in, bob, hers, charlie):
        for user in (bob, charlie):
            client = signed_in(user)
            assert client.get(f"/staff/concern/?about={hers.pk}").status_code == 404
            assert client.get("/staff/concern/?about=x").status_code == 404
            assert self.post(client, about=str(hers.pk)).status_code == 200
        assert not Concern.objects.exists()

    def test_about_somebody_who_works_here(self, signed_in, bob, alice, tess):
        client = signed_in(bob)
        assert "Choose who it is" in self.post(client, about="person").content.decode()
        self.post(client, about="person", who=str(alice.pk), name="Tess")
        concern = Concern.objects.get()
        assert (concern.about_user, concern.about_name, concern.owner) == (alice, None, tess)
        assert concern.site == bob.volunteer.site
        page = client.get("/staff/concern/raised/").content.decode()
        assert "A trustee looks at it by" in page and "Tess" not in page

    def test_about_the_only_trustee_nothing_is_promised_and_the_manager_is_told_what_to_do(
        self, signed_in, alice, tess
    ):
        mary = person("mary@staff.example", Role.PROGRAMME_MANAGER)
        client = signed_in(alice)
        page = client.get("/staff/concern/").content.decode()
        assert "our one trustee" in page
        page = client.get(self.post(client, about="person", who=str(tess.pk))["Location"])
        page = page.content.decode()
        assert "No trustee can look" in page and "looks at it by" not in page
        page = signed_in(mary).get("/admin/").content.decode()
        assert "something waits for a trustee" in page
        assert "/admin/pim/invitation/add/" in page and "Tess" not in page
        tom = person("tom@staff.example", Role.TRUSTEE)
        assert "Concerns about people here" in signed_in(tom).get("/admin/").content.decode()

    def test_nobody_is_offered_to_hand_it_to_where_there_is_nobody(
        self, signed_in, site_a, alice, tess
    ):
        concern = about_person(about_user=alice, site=site_a)
        address = f"/admin/referrals/concern/{concern.pk}/"
        assert "Hand over" not in signed_in(tess).get(address).content.decode()
        person("tom@staff.example", Role.TRUSTEE)
        assert "Hand over" in signed_in(tess).get(address).content.decode()

    @pytest.mark.parametrize(
        ("name", "offered"),
        [
            ("alice", {"bob", "amy", "amie", "tess", "tom", "lena", "dana"}),
            ("dana", {"alice", "bob", "amy", "amie", "charlie", "tess", "tom", "lena"}),
            ("charlie", {"tess", "tom", "lena", "dana"}),
            ("bob", {"alice"}),
            ("tess", set()),
            ("rosa", set()),
        ],
    )
    def test_only_names_she_sees_anyway_are_offered(self, name, offered, cast, signed_in, site_a):
        for mail, last in (("amy", "A"), ("amie", "B")):
            cast[mail] = user = person(f"{mail}@post.example", Role.VOLUNTEER, site=site_a)
            user.name = "Amy"
            user.save()
            make.VolunteerFactory(site=site_a, user=user, first_name="Amy", last_name=last)
        page = signed_in(cast[name]).get("/staff/concern/").content.decode()
        keys = {who for who, user in cast.items() if f'value="{user.pk}"' in page}
        assert keys - {"rosa"} == offered
        told_apart = [f"Amy {last} (volunteer, Site A)" in page for last in "AB"]
        assert told_apart == ["amy" in offered] * 2
        if not offered:
            assert "Choose, or write" not in page
            answer = self.post(signed_in(cast[name]), about="person", where=str(site_a.pk))
            assert "Write the name, or what she" in answer.content.decode()

    @pytest.mark.parametrize("name", ["charlie", "tess", "dana", "rosa"])
    def test_everybody_signed_in_can_raise_one(self, name, cast, signed_in, site_a, site_b):
        client = signed_in(cast[name])
        assert client.get("/staff/concern/").status_code == 200
        assert self.post(client, where=str(site_a.pk)).status_code == 302
        assert Concern.objects.get().actor == cast[name]
        assert b"/staff/concern/" in client.get("/admin/").content

    def test_from_her_record_nothing_is_asked_that_is_known(self, signed_in, hers, site_b, lena):
        client, address = signed_in(lena), f"/staff/concern/?about={hers.pk}"
        assert f"/admin/referrals/referral/{hers.pk}/" in client.get(address).content.decode()
        answers = {"danger": "no", "about": str(hers.pk), "words": CANARY}
        assert client.post(address, answers).status_code == 302
        assert Concern.objects.get().site == hers.site
        assert "Choose the area" in self.post(client).content.decode()

    def test_the_file_is_worked_on_by_its_buttons(self, signed_in, hers, alice, lena):
        concern = raised(referral=hers, now=clock.now())
        client = signed_in(alice)
        address = f"/admin/referrals/concern/{concern.pk}/"
        panel = client.get(f"/admin/referrals/referral/{hers.pk}/").content.decode()
        assert "Concerns (1 open)" in panel and address in panel
        steps = [
            ("see", {}),
            ("note-step", {"kind": "told", "told": "police", "basis": "danger", "words": "Rang"}),
            ("chase", {"told": "police", "kind": "answered"}),
            ("word-back", {"words": "Thank you"}),
            ("hand-over", {"to": str(lena.pk)}),
            ("close", {"outcome": "passed_on"}),
        ]
        for key, answers in steps:
            assert client.post(f"{address}do/{key}/", answers).status_code == 302, key
        page = client.get(address).content.decode()
        assert "Someone was in danger" in page and "Closed" in page
        concern.refresh_from_db()
        assert (concern.outcome, concern.owner, concern.chase_due_at) == ("passed_on", lena, None)
        views = AuditEvent.objects.about(concern).filter(action="concern.viewed", actor=alice)
        assert views.count() >= 1

    def test_the_trail_tells_in_plain_words_who_did_what(self, signed_in, hers, alice, tess):
        concern = raised(referral=hers)
        actions.see_concern(concern=concern, by=acting(alice), now=MONDAY)
        audit.record(by=SYSTEM, action="moon_stone.found", target=hers, now=MONDAY)
        page = signed_in(tess).get("/admin/pim/auditevent/").content.decode()
        for words in ("Raised a concern", "Took a concern on", "Moon stone found"):
            assert words in page
        assert f"Concern {concern.pk}" in page
        assert "concern.raised" not in page and "referrals.concern" not in page

    def test_each_step_of_a_concern_has_words_in_the_trail(self):
        told = {f"concern.{kind}" for kind in ConcernStepKind.values}
        assert told - set(trail_words.SENTENCES) == set()

    def test_outsiders_get_no_such_page(self, signed_in, cast, every_kind):
        for name in WHO:
            client = signed_in(cast[name])
            may = {key for key, who in SEEN if name in who}
            for key in ("for_her", "about_alice", "about_tess"):
                address = f"/admin/referrals/concern/{every_kind[key].pk}/"
                assert (client.get(address).status_code == 200) == (key in may), (name, key)
