"""The copy of all about her that she asked for: complete, looked through, given by two people."""

import json
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.access.privacy import classes_of
from pim.enums import Role
from pim.errors import DomainError
from pim.models import AuditEvent, Message
from referrals import actions, queries
from referrals.caseload.tables import every_table
from referrals.copies import gathering, paper, showing, wording
from referrals.copies.enums import (
    CopyStanding,
    CopyWay,
    PassageChoice,
    PassageMark,
)
from referrals.copies.months import due_on
from referrals.enums import ConcernKind, ConcernUrgency, RequestKind
from referrals.models import (
    ContactAttempt,
    EqualityAnswers,
    Passage,
    RecordCopy,
    Referral,
    Referrer,
)
from tests import factories as make
from tests.conftest import person
from tests.referrals.her_own import inside, page, with_a_page

HARM = "A neighbour says that he waits outside."
RUDE = "She sounded very low."


@pytest.fixture
def officer(db):
    return person("officer@charity.example", Role.DATA_PROTECTION)


@pytest.fixture
def hers(site_a, alice) -> Referral:
    """With a call, a concern, and the name of whoever referred her."""
    referral = with_a_page()
    referrer = Referrer.objects.create(name="Midwife Moss")
    Referral.objects.filter(pk=referral.pk).update(referrer=referrer, wish="A walk now and then")
    referral.refresh_from_db()
    ContactAttempt.objects.create(
        referral=referral, channel="phone", outcome="spoken", note=RUDE, at=clock.now(), by=alice
    )
    raised(referral, alice, ConcernKind.FOR_HER, HARM)
    return referral


def raised(referral, by, kind, words):
    return actions.raise_concern(
        kind=kind,
        urgency=ConcernUrgency.SAME_DAY,
        words=words,
        about_name="",
        referral=referral,
        by=acting(by),
        now=clock.now(),
    )


def made(referral, by, way=CopyWay.PAGE, **more) -> RecordCopy:
    return actions.make_copy(
        referral=referral,
        way=way,
        asked_on=clock.today(),
        by=acting(by),
        now=clock.now(),
        **more,
    )


def decided(copy, by, **choices) -> None:
    """By mark; all else is left in."""
    places = {
        one.place: choices.get(one.mark, PassageChoice.LEFT_IN)
        for one in Passage.objects.filter(copy=copy)
    }
    actions.decide_passages(copy=copy, choices=places, by=acting(by), now=clock.now())


def given(copy, alice, officer, **choices) -> RecordCopy:
    decided(copy, alice, **choices)
    actions.finish_review(copy=copy, by=acting(alice), now=clock.now())
    actions.give_copy(copy=copy, by=acting(officer), now=clock.now())
    copy.refresh_from_db()
    return copy


def read(copy) -> str:
    return showing.as_json(copy).decode()


@pytest.mark.parametrize(
    "asked, owed",
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 1, 31), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2026, 11, 25), date(2026, 12, 29)),  # 25 December, the days after, a bank holiday
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_she_has_it_in_a_calendar_month(asked, owed):
    assert due_on(asked, nation="ENG") == owed


class TestAllAboutHer:
    def test_every_table_of_the_export_leads_to_her(self):
        assert [table.name for table in every_table() if table.whose is None] == []

    def test_every_word_of_others_and_every_name_is_marked_or_said_to_be_hers(self):
        loose = [
            (table.name, column.name)
            for table in every_table()
            for column in table.columns
            if not table.harms
            and not column.is_her_own
            and not wording.mark_of(table, column)
            and _kind(table, column) in ("free_text", "worked_out", "identifying", "searchable")
            and wording.field_of(table.model, wording.path_of(column)).model not in wording.HERS
        ]
        assert loose == []

    def test_no_column_says_a_code(self):
        """Words of one of a few are said as labels, or by a way of saying them."""
        bare = {
            (table.name, column.name)
            for table in every_table()
            for column in table.columns
            if not column.said
            and not wording.is_key(table, column)
            and wording.mark_of(table, column) != PassageMark.SOMEBODY_ELSE
            and _is_short_text(wording.field_of(table.model, wording.path_of(column)))
        }
        assert bare == PLAIN_ALREADY

    def test_it_is_hers_alone(self, hers, alice, officer, site_a):
        other = make.ReferralFactory(site=site_a, parent__called="Quitterie", wish="Quince")
        copy = given(made(hers, alice), alice, officer)
        assert "A walk now and then" in read(copy)
        assert "Quitterie" not in read(copy) and "Quince" not in read(copy)
        assert other.reference not in read(copy)

    def test_what_a_site_never_takes_out_she_gets_and_nobody_here_reads(self, hers, alice, officer):
        EqualityAnswers.objects.create(referral=hers, religion="none", answered_at=clock.now())
        copy = given(made(hers, alice), alice, officer)
        assert any(one.title == "For counting" for one in showing.for_her(copy))
        titles = [one.title for one in showing.for_looking_through(copy)]
        assert titles and "For counting" not in titles

    def test_a_worry_about_somebody_who_works_here_goes_past_it(self, hers, alice, officer, dana):
        raised(hers, dana, ConcernKind.ABOUT_PERSON, "The coordinator was late")
        copy = made(hers, alice)
        assert "was late" not in str(copy.content)
        assert not [one for one in Passage.objects.filter(copy=copy) if "was late" in one.words]


def _kind(table, column) -> str:
    field = wording.field_of(table.model, wording.path_of(column))
    return classes_of(field.model)[field.name]


def _is_short_text(field) -> bool:
    return field.get_internal_type() in ("CharField", "SlugField") and not field.flatchoices


PLAIN_ALREADY = {
    ("agreements", "wording_version"),
    ("consents", "wording_version"),
    ("services_named", "signpost"),
    *(("referrals", one) for one in ("reference", "programme", "site")),
    *(("people", one) for one in ("called", "language", "postcode_district")),
    *(("groups", one) for one in ("name", "venue", "meets", "access")),
}


class TestLookingThrough:
    def test_others_words_names_and_concerns_are_marked(self, hers, alice):
        marks = {one.words: one.mark for one in Passage.objects.filter(copy=made(hers, alice))}
        assert marks[RUDE] == PassageMark.OTHERS_WORDS
        assert marks["Midwife Moss"] == PassageMark.SOMEBODY_ELSE
        assert [mark for words, mark in marks.items() if HARM in words] == [PassageMark.HARM]
        assert "A walk now and then" not in marks

    def test_a_name_is_decided_once(self, hers, alice):
        copy = made(hers, alice)
        names = Passage.objects.filter(copy=copy, mark=PassageMark.SOMEBODY_ELSE)
        assert [one.words for one in names].count(alice.name) == 1

    def test_left_out_for_harm_it_is_not_even_named(self, hers, alice, officer):
        copy = made(hers, alice)
        out = {"harm": PassageChoice.HARM, "somebody_else": PassageChoice.THIRD_PARTY}
        given(copy, alice, officer, **out)
        said = read(copy)
        assert HARM not in said and "Concerns" not in said
        assert "Midwife Moss" not in said and "about somebody else)" in said
        assert RUDE in said

    def test_nothing_goes_before_every_passage_is_decided(self, hers, alice):
        with pytest.raises(DomainError, match="to go"):
            actions.finish_review(copy=made(hers, alice), by=acting(alice), now=clock.now())

    def test_anything_else_can_be_marked(self, hers, alice, officer):
        copy = made(hers, alice)
        place = [one["title"] for one in copy.content].index("Calls") + 1
        before = Passage.objects.filter(copy=copy).count()
        now = clock.now()
        actions.mark_entry(copy=copy, section=place, entry=1, by=acting(alice), now=now)
        assert Passage.objects.filter(copy=copy).count() == before  # the note is inside it now
        given(copy, alice, officer, chosen=PassageChoice.CRIME)
        assert RUDE not in read(copy) and "Calls" not in [s.title for s in showing.for_her(copy)]


class TestTwoPeople:
    def test_whoever_looked_it_through_does_not_give_it(self, hers, site_a):
        lead = person("lead@staff.example", Role.SAFEGUARDING_LEAD)
        copy = made(hers, lead)
        decided(copy, lead)
        actions.finish_review(copy=copy, by=acting(lead), now=clock.now())
        with pytest.raises(DomainError, match="second person"):
            actions.give_copy(copy=copy, by=acting(lead), now=clock.now())
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            RecordCopy.objects.update(given_by=lead)

    def test_a_coordinator_never_gives(self, hers, alice, charlie):
        copy = made(hers, alice)
        decided(copy, alice)
        actions.finish_review(copy=copy, by=acting(alice), now=clock.now())
        for somebody in (alice, charlie):
            with pytest.raises(DomainError, match="role"):
                actions.give_copy(copy=copy, by=acting(somebody), now=clock.now())

    def test_sent_back_it_can_be_changed(self, hers, alice, officer):
        copy = made(hers, alice)
        decided(copy, alice)
        actions.finish_review(copy=copy, by=acting(alice), now=clock.now())
        actions.send_copy_back(copy=copy, by=acting(officer), now=clock.now())
        actions.look_again(copy=copy, place=1, by=acting(alice), now=clock.now())
        assert Passage.objects.undecided().filter(copy=copy).count() == 1


class TestItsMonth:
    def test_her_request_is_settled_with_it_and_its_day_counts(self, hers, alice):
        now = clock.now()
        asked = actions.make_request(referral=hers, kind=RequestKind.DATA, by=HERSELF, now=now)
        channel = next(iter(queries.channels_before(asked)))
        copy = made(hers, alice, request=asked, confirmed_by=channel)
        asked.refresh_from_db()
        assert asked.outcome == "done" and copy.request == asked
        assert copy.due_on == due_on(clock.today(), nation="ENG")

    def test_longer_once_and_only_in_time(self, hers, alice):
        copy = made(hers, alice)
        first = copy.due_on
        late = clock.now() + timedelta(days=40)
        with pytest.raises(DomainError, match="month is over"):
            actions.take_longer(copy=copy, why="complex", by=acting(alice), now=late)
        actions.take_longer(copy=copy, why="complex", by=acting(alice), now=clock.now())
        copy.refresh_from_db()
        assert copy.due_on > first + timedelta(days=55)
        with pytest.raises(DomainError, match="only once"):
            actions.take_longer(copy=copy, why="many", by=acting(alice), now=clock.now())

    def test_not_erased_from_under_her(self, hers, alice):
        made(hers, alice)
        now = clock.now()
        Referral.objects.update(status="closed", closed_reason="not_reachable", closed_at=now)
        hers.concern_set.update(owner=alice, acknowledged_at=now, closed_at=now, outcome="safe")
        with pytest.raises(DomainError, match="asked for a copy"):
            actions.ask_erasure(referral=hers, why="time", by=acting(alice), now=now)


class TestOnHerPage:
    def test_behind_her_word_as_a_page_and_two_files(self, hers, alice, officer):
        browser = inside(hers)
        assert "What you asked for" not in page(browser)
        copy = made(hers, alice)
        assert "We are working on it" in page(browser)
        given(copy, alice, officer)
        assert "It is here for you to read" in page(browser)
        assert "A walk now and then" in page(browser, "my-support-copy")
        pdf = browser.get(reverse("my-support-copy-file", args=["pdf"]))
        assert pdf.content[:5] == b"%PDF-" and "my-copy" in pdf["Content-Disposition"]
        told = json.loads(browser.get(reverse("my-support-copy-file", args=["json"])).content)
        assert told["title"] == showing.TITLE
        assert AuditEvent.objects.filter(action="copy.opened").count() == 1

    def test_not_without_her_word_and_not_another_woman(self, hers, alice, officer, client):
        given(made(hers, alice), alice, officer)
        address = reverse("my-support-copy")
        assert b"A walk" not in client.get(address).content
        elsewhere = inside(with_a_page())
        assert elsewhere.get(address).status_code == 302

    def test_its_link_says_nothing_and_goes_once(self, hers, alice, officer):
        given(made(hers, alice), alice, officer)
        sent = Message.objects.about(hers.pk).filter(notice="referrals.her_page_link")
        assert sent.count() == 1

    def test_after_its_time_it_is_gone_and_its_words_with_it(self, hers, alice, officer):
        copy = given(made(hers, alice), alice, officer)
        browser = inside(hers)
        later = clock.now() + timedelta(days=31)
        assert actions.delete_copies(now=clock.now()) == 0
        assert actions.delete_copies(now=later) == 1
        copy.refresh_from_db()
        assert (copy.standing, copy.content) == (CopyStanding.OVER, None)
        assert not Passage.objects.filter(copy=copy, words__isnull=False).exists()
        assert Passage.objects.filter(copy=copy).exclude(choice="").exists()
        assert browser.get(reverse("my-support-copy")).status_code == 302


class TestScreens:
    def test_ten_passages_at_a_time_until_none_is_left(self, hers, alice, officer, signed_in):
        ask = reverse("admin:referrals_referral_do", args=[hers.pk, "make-copy"])
        today = clock.today()
        day = {
            "asked_on_day": today.day,
            "asked_on_month": today.month,
            "asked_on_year": today.year,
        }
        staff = signed_in(alice)
        assert staff.post(ask, {"way": "printed", **day}).status_code == 302
        copy = RecordCopy.objects.get()
        look = reverse("admin:referrals_recordcopy_do", args=[copy.pk, "look-through"])
        assert "Choose what to do with passage 1" in staff.post(look, {}).content.decode()
        for _ in range(5):
            left = Passage.objects.undecided().filter(copy=copy).order_by("place")[:10]
            answers = {f"place_{one.place}": "left_in" for one in left}
            if not answers:
                break
            assert staff.post(look, answers).status_code == 302
        do = "admin:referrals_recordcopy_do"
        staff.post(reverse(do, args=[copy.pk, "finish-review"]), {})
        giver = signed_in(officer)
        giver.post(reverse(do, args=[copy.pk, "give"]), {})
        copy.refresh_from_db()
        assert copy.standing == CopyStanding.READY
        printed = signed_in(alice).get(reverse("copy-on-paper", args=[copy.pk]))
        assert printed.content[:5] == b"%PDF-"
        assert AuditEvent.objects.filter(action="copy.printed").exists()

    def test_the_second_person_reads_marked_passages_and_no_more(
        self, hers, alice, officer, charlie, signed_in
    ):
        copy = made(hers, alice)
        address = reverse("admin:referrals_recordcopy_change", args=[copy.pk])
        theirs = signed_in(officer).get(address).content.decode()
        assert RUDE in theirs and "A walk now and then" not in theirs
        assert "A walk now and then" in signed_in(alice).get(address).content.decode()
        assert signed_in(charlie).get(address).status_code == 404
        on_paper = reverse("copy-on-paper", args=[copy.pk])
        assert signed_in(officer).get(on_paper).status_code == 404


def test_a_paper_holds_letters_of_many_languages(hers, alice, officer):
    copy = given(made(hers, alice), alice, officer)
    copy.content[0]["entries"][0]["lines"].append(["Name", "Żółć & <b>"])
    assert paper.draw(copy)[:5] == b"%PDF-"
    assert gathering.gather([hers.parent_id], clock.now()).passages
