"""Her own page: nothing before her word, then plainly where she stands and what she can ask for."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

import outcomes.queries
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.admin import today
from pim.enums import MessageState, Role
from pim.errors import DomainError
from pim.messages import notices, outbox
from pim.messages.notices import Cancel, Postpone, Send
from pim.models import AuditEvent, LinkToken, Message
from referrals import actions, consent, her_page, queries
from referrals.enums import (
    CheckInAnswer,
    ConcernKind,
    ContactChannel,
    Purpose,
    RequestKind,
    RequestOutcome,
    Situation,
    Status,
)
from referrals.her_page import Step
from referrals.models import CheckIn, Concern, HerRequest, Referral, SafeContact
from tests import factories as make
from tests.conftest import person
from tests.outcomes import asking as questionnaires
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_EMAIL, HER_TEXT, HERS, receive
from tests.referrals.her_own import (
    HOME,
    WORD,
    at_the_door,
    inside,
    link_to,
    page,
    with_a_page,
    without_csrf,
)
from tests.referrals.test_views import GIVEAWAYS

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 6, 1, 11, tzinfo=UTC)
AT_NIGHT = datetime(2026, 6, 1, 22, tzinfo=UTC)
HERS_ALONE = re.compile(r"Rosa|PM-|rosa@|0123|bluebell|Robin")


def queue(key: str, user, now=None):
    rows = next(one.rows for one in today.queues_of(user) if one.key == key)
    return rows(user, now or clock.now())


def links_to(referral):
    return LinkToken.objects.filter(object_id=referral.pk)


def waiting(**parts):
    """Accepted, with a page, and waiting since now."""
    referral = with_a_page(**parts)
    Referral.objects.filter(pk=referral.pk).update(
        status=Status.WAITING, accepted_at=clock.now(), status_since=clock.now()
    )
    referral.refresh_from_db()
    return referral


class TestLink:
    def test_it_lets_the_browser_to_the_door_and_leaves_no_token_in_the_address(self, site_a):
        response = Client().get(link_to(with_a_page()))
        assert (response.status_code, response["Location"]) == (302, HOME)
        assert response["Referrer-Policy"] == "no-referrer"
        cookie = response.cookies["open-my-support"]
        assert (cookie["httponly"], cookie["max-age"]) == (True, 7200)

    def test_every_dead_link_shows_the_same_page(self, site_a):
        expired, foreign, living = (with_a_page() for _ in range(3))
        addresses = [link_to(one) for one in (expired, foreign)]
        links_to(expired).update(expires_at=clock.now())
        links_to(foreign).update(purpose="questionnaire")
        wrong = "/my-support/AAAAAAAAAAAAAAAAAAAAAA/"
        answers = [Client().get(one) for one in (*addresses, wrong, HOME)]
        assert {one.status_code for one in answers} == {404}
        assert len({without_csrf(one.content) for one in answers}) == 1
        assert "from where you noted it down" in answers[0].text  # she may have no message
        assert Client().get(link_to(living)).status_code == 302

    def test_a_new_link_goes_to_the_e_mail_on_file_a_few_times_a_day(self, site_a, mailoutbox):
        referral = with_a_page()
        Message.objects.all().delete()
        dead = link_to(referral)
        LinkToken.objects.update(closed_at=clock.now())
        answers = []
        for minutes in range(0, 100, 5):
            with clock.standing_at(clock.now() + timedelta(minutes=minutes)):
                answers.append(Client().post(dead, {"new-link": "yes"}))
                outbox.drain()
        answers.append(Client().post("/my-support/AAAAAAAAAAAAAAAAAAAAAA/"))
        assert {one["Location"] for one in answers} == {"/my-support/new-link/"}
        assert [mail.to for mail in mailoutbox] == [["rosa@post.example"]] * 3
        assert mailoutbox[0].subject == "bluebell: the link to your page"
        fresh = re.search(r"/my-support/[\w-]+/", mailoutbox[0].body).group()
        assert Client().get(fresh)["Location"] == HOME
        asked = AuditEvent.objects.about(referral).filter(action="referral.page_link_asked")
        assert asked.count() == 3  # what sent nothing is not noted

    def test_where_no_link_may_go_a_dead_one_leaves_nothing_behind(self, site_a):
        referral = with_a_page()
        Message.objects.all().delete()
        SafeContact.objects.filter(channel=ContactChannel.EMAIL).update(ended_at=clock.now())
        before = AuditEvent.objects.count()
        Client().post(link_to(referral), {"new-link": "yes"})
        assert (Message.objects.count(), AuditEvent.objects.count()) == (0, before)


class TestDoor:
    def test_nothing_about_her_is_shown_before_her_word(self, site_a):
        client = at_the_door(with_a_page())
        for address in ("", "ask/end/", "choice/1/", "still/", "tell/", "thanks/"):
            response = client.get(HOME + address, follow=True)
            assert response.redirect_chain[-1:] in ([], [(HOME, 302)])
            assert not HERS_ALONE.search(response.text)
            assert "What is your secret word?" in response.text
        assert client.post(HOME + "ask/end/")["Location"] == HOME
        assert not HerRequest.objects.exists()

    def test_a_wrong_word_says_how_often_she_may_still_try(self, site_a):
        client = at_the_door(with_a_page())
        for left in ("4 more times", "3 more times", "2 more times", "once more"):
            wrong = client.post(HOME, {"word": "daisy"}).text
            assert f"That is not the word. You can try {left}" in wrong
        assert "You can try" not in client.post(HOME, {"word": "daisy"}).text

    def test_her_word_opens_it_in_this_browser_alone(self, site_a):
        referral = with_a_page()
        client = inside(referral, word="  SUNFLOWER ")
        body = page(client)
        assert referral.reference in body
        assert client.get(HOME)["Cache-Control"] == "no-store"
        assert "What is your secret word?" in page(at_the_door(referral))

    def test_five_wrong_words_lock_it_until_a_coordinator_sets_a_new_one(self, alice, signed_in):
        referral = with_a_page()
        other = with_a_page(word="Marigold")
        already_in = inside(referral)
        client = at_the_door(referral)
        for word in ("Marigold", "rose", "", "tulip", "sun", "flower"):
            assert client.post(HOME, {"word": word}).status_code == 200
        assert client.post(HOME, {"word": WORD}).status_code == 200
        body = page(client)
        assert "Please ring us" in body and "01632 960001" in body
        assert not HERS_ALONE.search(body)
        assert "Please ring us" in page(already_in)
        assert other.reference in page(inside(other, word="Marigold"))

        address = f"/admin/referrals/referral/{referral.pk}/do/set-word/"
        desk = signed_in(alice)
        assert "Locked after five wrong tries" in desk.get(address[: -len("do/set-word/")]).text
        desk.post(address, {"word": "Bluebell wood"})
        assert referral.reference in page(inside(referral, word="bluebell wood"))
        assert "bluebell wood" not in desk.get(address).text.lower()

    def test_without_a_word_it_says_how_to_get_one_and_no_more(self, site_a):
        body = page(at_the_door(receive()))
        assert "There is none yet" in body and "116 123" in body
        assert not HERS_ALONE.search(body)

    def test_exit_this_page_locks_it_on_the_way_out(self, site_a):
        client = inside(with_a_page())
        assert 'href="/out/"' in page(client)
        gone = client.get("/out/")
        assert gone["Location"].startswith("https://www.bbc.co.uk/")
        assert client.get(HOME).status_code == 404

    def test_it_closes_by_itself_and_by_her_button(self, site_a):
        referral = with_a_page()
        client = inside(referral)
        session = client.session
        visit = session["her-page"]
        idle = clock.wall() - timedelta(minutes=16)
        session["her-page"] = visit | {"seen_at": idle.isoformat()}
        session.save()
        assert "What is your secret word?" in page(client)

        client = inside(referral)
        copied = {name: one.value for name, one in client.cookies.items()}
        assert client.post(HOME + "leave/")["Location"] == "/my-support/left/"
        assert client.get(HOME).status_code == 404
        thief = Client()
        thief.cookies.load(copied)
        assert "What is your secret word?" in page(thief)

    def test_every_page_behind_her_word_can_be_locked(self, site_a):
        client = inside(with_a_page())
        addresses = ["", "ask/ring/", "choice/1/", "tell/", "thanks/"]
        locks = [
            client.get(HOME + one).text.count('action="/my-support/leave/"') for one in addresses
        ]
        assert locks == [1] * len(addresses)
        assert "Not asked yet" not in page(client)
        assert "We will ask you when we talk" in page(client)
        assert "Nobody who opens your page can read it" in page(client, "my-support-thanks")

    def test_a_merged_one_opens_the_page_that_lives_on_with_its_own_word(self, site_a):
        kept, twin = with_a_page(), with_a_page(word="Marigold")
        Referral.objects.filter(pk=twin.pk).update(
            status=Status.CLOSED,
            closed_at=clock.now(),
            closed_reason="duplicate",
            duplicate_of=kept,
        )
        client = at_the_door(twin)
        assert client.post(HOME, {"word": "Marigold"}).status_code == 200
        client.post(HOME, {"word": WORD})
        assert kept.reference in page(client)


IN_HER_WORDS = {
    Status.RECEIVED: "A person will ring by",
    Status.IN_CONTACT: "We are trying to reach you",
    Status.WAITING: "You are waiting for the right person",
    Status.MATCHED: "We have found someone for you",
    Status.IN_SUPPORT: "You are meeting someone",
    Status.ENDING: "You are coming to the end",
    Status.CLOSED: "This is closed",
}


class TestWhereSheStands:
    def test_in_her_words(self, site_a):
        referral = with_a_page()
        client = inside(referral)
        for status, said in IN_HER_WORDS.items():
            is_closed = status == Status.CLOSED
            Referral.objects.filter(pk=referral.pk).update(
                status=status,
                accepted_at=clock.now(),
                closed_at=clock.now() if is_closed else None,
                closed_reason="moved_away" if is_closed else "",
            )
            body = page(client)
            assert said in body
            assert "•••• 123" in body and "r••••@••••" in body
            assert "900123" not in body and "rosa@" not in body

    def test_someone_in_mind_once_the_volunteer_said_yes_and_never_a_name(self, site_a):
        referral = waiting()
        match = make.MatchFactory(referral=referral, volunteer__site=site_a)
        assert her_page.step_of(referral) == Step.WAITING
        match.volunteer_agreed_at = clock.now()
        match.save()
        body = page(inside(referral))
        assert "We have someone in mind" in body
        assert match.volunteer.first_name not in body

    def test_a_late_call_is_said_to_be_late(self, site_a):
        long_ago = clock.now() - timedelta(days=30)
        body = page(inside(with_a_page(now=long_ago)))
        assert "We are late, and we are sorry" in body

    def test_after_a_loss_it_is_gentle(self, site_a):
        asked = type(HERS.asked)(situation=Situation.LOSS)
        client = inside(with_a_page(asked=asked))
        assert "We are so sorry" in page(client)
        addresses = ["", "ask/ring/", "ask/end/", "choice/1/", "tell/", "thanks/"]
        pages = [client.get(HOME + one).text for one in addresses]
        assert [
            one for one in pages if re.search(r"\bbaby|\bbabies|pregnan|birth", one, re.I)
        ] == []

    @pytest.mark.parametrize(
        ("days", "weeks"),
        [([21] * 9, None), ([1] * 10, 1), ([7] * 10, 1), ([7] * 7 + [20] * 3, 3), ([60] * 20, 9)],
    )
    def test_most_people_wait(self, days, weeks):
        assert queries.most_wait_weeks(days) == weeks

    def test_the_expected_wait_comes_from_ten_recent_starts_at_her_site(self, site_a, site_b):
        referral, now = waiting(), clock.now()
        client = inside(referral)
        started(site_b, days=100)
        for number in range(10):
            assert "We can’t say yet, honestly" in page(client)
            started(site_a, days=15 + number, at=now - timedelta(days=1))
        started(site_a, days=900, at=now - timedelta(days=400))
        assert "Most people here wait about 4 weeks" in page(client)


def started(site, *, days: int, at=None) -> None:
    at = at or clock.now()
    one = make.ReferralFactory(
        site=site, status=Status.IN_SUPPORT, accepted_at=at - timedelta(days=days)
    )
    one.referralevent_set.create(
        from_status="matched", to_status="in_support", at=at, actor_kind="system"
    )


class TestChoices:
    def test_taking_back_the_only_way_says_first_what_it_means(self, site_a):
        place = list(Purpose).index(Purpose.MESSAGES) + 1
        said = "A person may still write to you once, by hand"
        assert said not in page(inside(with_a_page()), "my-support-choice", place)
        client = inside(with_a_page(contacts=[HER_EMAIL]))
        assert said in page(client, "my-support-choice", place)
        client.post(f"{HOME}choice/{place}/", {"given": "no"})
        assert said not in page(client, "my-support-choice", place)

    def test_one_consent_is_taken_back_alone_and_stops_what_it_was_for(self, site_a):
        referral = with_a_page(
            consents={Purpose.MESSAGES: True, Purpose.EVALUATION: True, Purpose.STORIES: False}
        )
        client = inside(referral)
        place = list(Purpose).index(Purpose.MESSAGES) + 1
        assert "We send no more texts or e-mails" in page(client, "my-support-choice", place)
        client.post(f"{HOME}choice/{place}/", {"given": "no"})
        client.post(f"{HOME}choice/{place}/", {"given": "no"})
        assert not consent.has_given(referral, Purpose.MESSAGES)
        assert consent.has_given(referral, Purpose.EVALUATION)
        assert referral.consent_set.filter(purpose=Purpose.MESSAGES).count() == 2
        assert consent.latest(referral, Purpose.MESSAGES).actor_kind == "herself"
        notice = notices.get(actions.RECEIPT)
        assert notice.decide(notice.load(referral.pk), clock.now()) == Cancel("no_consent")
        client.post(f"{HOME}choice/{place}/", {"given": "yes"})
        assert consent.has_given(referral, Purpose.MESSAGES)

    def test_no_more_questions_close_the_ones_that_are_open(self, site_a, alice):
        with clock.standing_at(questionnaires.MONDAY):
            request = questionnaires.asked(site_a, alice)
            parent = request.referral.parent
            actions.set_secret_word(holder=parent, word=WORD, by=HERSELF, now=clock.now())
            assert outcomes.queries.open_request(request.pk, clock.now())
            client = inside(request.referral)
            place = list(Purpose).index(Purpose.EVALUATION) + 1
            client.post(f"{HOME}choice/{place}/", {"given": "no"})
            assert outcomes.queries.open_request(request.pk, clock.now()) is None

    def test_what_she_was_never_asked_is_not_given_by_a_button(self, site_a):
        referral = with_a_page()
        client = inside(referral)
        place = list(Purpose).index(Purpose.RESEARCH) + 1
        client.post(f"{HOME}choice/{place}/", {"given": "yes"})
        assert consent.latest(referral, Purpose.RESEARCH) is None
        assert client.get(f"{HOME}choice/99/").status_code == 404


class TestRequests:
    def test_asked_twice_it_is_one_and_she_is_told_who_comes_when(self, site_a):
        referral = with_a_page()
        client = inside(referral)
        for words in ("new number soon", "another"):
            client.post(f"{HOME}ask/contact/", {"words": words})
        made = HerRequest.objects.get()
        assert (made.kind, made.words) == (RequestKind.CONTACT, "new number soon")
        body = page(client, "my-support-ask", "contact")
        assert "Thank you. We have this." in body and "already with us" not in body
        body = page(client, "my-support-ask", "contact")
        assert "This is already with us" in body and "new number soon" not in body
        assert "already with us" in page(client)
        assert client.get(f"{HOME}ask/money/").status_code == 404

    def test_only_a_person_who_asked_her_in_an_old_safe_way_ends_it(self, alice, signed_in):
        referral = with_a_page(contacts=HERS.contacts[:1])
        request = actions.make_request(
            referral=referral, kind=RequestKind.END, by=HERSELF, now=clock.now()
        )
        doing = {"by": acting(alice), "now": clock.now()}
        actions.add_safe_contact(referral=referral, new=HERS.contacts[1], **doing)
        address = f"/admin/referrals/herrequest/{request.pk}/"
        desk = signed_in(alice)
        (row,) = queue("her-requests", alice)
        assert row.url == address and "speak with her by" in row.detail
        assert "Phone call" in desk.get(address).text
        for asked in ({"outcome": "done"}, {"outcome": "done", "confirmed_by": "email"}):
            desk.post(f"{address}do/finish/", asked)
            request.refresh_from_db()
            assert request.handled_at is None
        with pytest.raises(DomainError):
            actions.finish_request(
                request=request,
                outcome=RequestOutcome.DONE,
                confirmed_by=ContactChannel.EMAIL,
                **doing,
            )
        desk.post(f"{address}do/finish/", {"outcome": "done", "confirmed_by": "phone"})
        request.refresh_from_db()
        assert (request.outcome, request.confirmed_by) == ("done", "phone")
        assert request.handled_by == alice
        assert queue("her-requests", alice) == []
        referral.refresh_from_db()
        assert referral.status == Status.RECEIVED

    def test_a_new_way_is_noted_before_the_wish_for_it_ends(self, alice, signed_in):
        referral = with_a_page()
        doing = {"by": acting(alice), "now": clock.now()}
        asked = {"referral": referral, "kind": RequestKind.CONTACT, "now": clock.now()}
        done = {"outcome": "done", "confirmed_by": "phone"}
        desk = signed_in(alice)
        for change in ({}, {"nothing_changed": "on"}):
            request = actions.make_request(by=HERSELF, **asked)
            address = f"/admin/referrals/herrequest/{request.pk}/"
            shown = desk.get(address).text
            assert f"referral/{referral.pk}/do/add-contact/" in shown and "Replace (" in shown
            refused = desk.post(f"{address}do/finish/", done)
            assert "still as they were" in unescape(refused.text)
            if not change:
                actions.add_safe_contact(referral=referral, new=HER_TEXT, **doing)
            desk.post(f"{address}do/finish/", done | change)
            request.refresh_from_db()
            assert request.outcome == "done"

    def test_the_database_refuses_done_without_how(self, alice):
        request = actions.make_request(
            referral=with_a_page(), kind=RequestKind.RING, by=HERSELF, now=clock.now()
        )
        handled = {"handled_at": clock.now(), "handled_by": alice}
        rows = HerRequest.objects.filter(pk=request.pk)
        with (
            pytest.raises(IntegrityError, match="her_request_confirmed_with_her"),
            transaction.atomic(),
        ):
            rows.update(outcome="done", **handled)
        rows.update(outcome="no_answer", **handled)

    def test_charlie_sees_none_of_it(self, alice, charlie, signed_in):
        referral = waiting()
        request = actions.make_request(
            referral=referral, kind=RequestKind.RING, by=HERSELF, now=clock.now()
        )
        asked = CheckIn.objects.create(referral=referral, asked_at=clock.now())
        desk = signed_in(charlie)
        for address in (f"herrequest/{request.pk}/", f"checkin/{asked.pk}/"):
            assert desk.get(f"/admin/referrals/{address}").status_code == 404
        assert queue("her-requests", charlie) == []
        assert len(queue("her-requests", alice)) == 1

    @pytest.mark.parametrize(
        ("about", "kind", "seen"),
        [("complaint", ConcernKind.COMPLAINT, True), ("about_person", "about_person", False)],
    )
    def test_a_complaint_about_a_person_passes_the_local_team_by(
        self, alice, programme, about, kind, seen
    ):
        referral = with_a_page()
        client = inside(referral)
        assert "there is none who can read it" in page(client, "my-support-complain")
        person("tess@staff.example", Role.TRUSTEE, programme=programme)
        assert "A trustee of the charity reads it" in page(client, "my-support-complain")
        told = {"about": about, "words": "She shouted", "about_name": "Alice"}
        for _ in range(2):
            assert client.post(f"{HOME}tell/", told)["Location"] == "/my-support/thanks/"
        concern = Concern.objects.get()
        assert (concern.kind, concern.words, concern.referral) == (kind, "She shouted", referral)
        assert concern.about_name == (None if seen else "Alice")
        assert Concern.objects.visible_to(alice).exists() == seen
        assert "She shouted" not in page(client) + page(client, "my-support-thanks")


class TestStillWanted:
    def due(self, **parts):
        with clock.standing_at(MONDAY_NOON - timedelta(weeks=5)):
            return waiting(**parts)

    def test_two_sweeps_ask_once_and_by_day_only(self, site_a, mailoutbox):
        self.due()
        Message.objects.all().delete()
        with clock.standing_at(MONDAY_NOON - timedelta(weeks=2)):
            assert actions.keep_check_ins(now=clock.now()) == 0
        assert actions.keep_check_ins(now=AT_NIGHT - timedelta(days=1)) == 0
        assert actions.keep_check_ins(now=MONDAY_NOON) == 1
        assert actions.keep_check_ins(now=MONDAY_NOON + timedelta(minutes=5)) == 0
        with clock.standing_at(MONDAY_NOON):
            outbox.drain()
            outbox.drain()
        (mail,) = mailoutbox
        assert (mail.to, mail.subject) == (["rosa@post.example"], "bluebell: a quick question")
        without_link = re.sub(r"https?://\S+", "", mail.body)
        assert not GIVEAWAYS.search(without_link + mail.subject)
        assert "Rosa" not in mail.body and "Robin" in mail.body
        assert actions.keep_check_ins(now=MONDAY_NOON + timedelta(weeks=4)) == 1
        assert CheckIn.objects.filter(ended_at__isnull=True).count() == 1

    def test_everything_is_asked_again_when_it_is_sent(self, site_a):
        referral = self.due()
        actions.keep_check_ins(now=MONDAY_NOON)
        check_in, notice = CheckIn.objects.get(), notices.get(actions.CHECK_IN)

        def decide(now=MONDAY_NOON):
            return notice.decide(notice.load(check_in.pk), now)

        assert decide() == Send("rosa@post.example", unconfirmed=True)
        assert isinstance(decide(AT_NIGHT), Postpone)
        Referral.objects.filter(pk=referral.pk).update(status=Status.MATCHED)
        assert decide() == Cancel("not_waiting")
        assert actions.keep_check_ins(now=MONDAY_NOON) == 0
        check_in.refresh_from_db()
        assert check_in.ended_at == MONDAY_NOON

    def test_her_answer_reaches_a_person_and_changes_nothing(self, alice, signed_in):
        referral = waiting()
        client, desk = inside(referral), signed_in(alice)
        for answer in CheckInAnswer:
            check_in = CheckIn.objects.create(referral=referral, asked_at=clock.now())
            assert "A question for you" in page(client)
            client.post(f"{HOME}still/", {"answer": answer})
            client.post(f"{HOME}still/", {"answer": "yes"})
            (row,) = queue("check-in-answers", alice)
            assert row.detail == f"“{answer.label}”"
            desk.post(f"/admin/referrals/checkin/{check_in.pk}/do/seen/")
            assert queue("check-in-answers", alice) == []
        assert answer.label in desk.get(row.url).text
        referral.refresh_from_db()
        assert referral.status == Status.WAITING

    @pytest.mark.parametrize(
        "gap",
        [
            {"consents": {Purpose.MESSAGES: False}},
            {"consents": {}},
            {"contacts": HERS.contacts[:1]},
        ],
    )
    def test_whom_no_message_reaches_is_asked_by_phone(self, alice, signed_in, gap):
        self.due(**gap)
        actions.keep_check_ins(now=MONDAY_NOON)
        (row,) = queue("check-ins", alice, MONDAY_NOON)
        assert "ask her when you ring" in row.detail
        signed_in(alice).post(f"{row.url}do/answer/", {"answer": "later"})
        assert queue("check-ins", alice, MONDAY_NOON) == []
        assert queue("check-in-answers", alice) == []
        assert CheckIn.objects.get().seen_by == alice

    def test_who_can_be_asked_by_e_mail_is_not_rung_before_two_weeks(self, alice):
        self.due()
        actions.keep_check_ins(now=MONDAY_NOON)
        assert queue("check-ins", alice, MONDAY_NOON) == []
        late = MONDAY_NOON + timedelta(days=14)
        assert "No answer for two weeks" in queue("check-ins", alice, late)[0].detail
        Message.objects.filter(notice=actions.CHECK_IN).update(
            state=MessageState.EXPIRED, reason="too_late"
        )
        assert "did not go out" in queue("check-ins", alice, MONDAY_NOON)[0].detail


def test_today_costs_the_same_for_one_and_for_three(alice, django_assert_num_queries):
    assert queue("her-requests", alice) == []  # what she may see is read once
    for _ in range(3):
        referral = waiting(consents={})
        actions.make_request(referral=referral, kind=RequestKind.RING, by=HERSELF, now=clock.now())
        for answered in (None, clock.now()):
            CheckIn.objects.create(
                referral=referral,
                asked_at=clock.now(),
                answer="yes" if answered else "",
                answered_at=answered,
            )
        for key in ("her-requests", "check-in-answers", "check-ins"):
            with django_assert_num_queries(1):
                queue(key, alice)


class TestLinkFromTheDesk:
    def test_it_goes_to_a_safe_e_mail_only(self, alice, signed_in, mailoutbox):
        referral = with_a_page()
        desk, address = signed_in(alice), f"/admin/referrals/referral/{referral.pk}/"
        Message.objects.all().delete()
        desk.post(f"{address}do/send-page-link/")
        outbox.drain()
        (mail,) = mailoutbox
        assert mail.to == ["rosa@post.example"]
        assert not GIVEAWAYS.search(re.sub(r"https?://\S+", "", mail.body) + mail.subject)

    @pytest.mark.parametrize(
        ("parts", "why"),
        [
            ({"contacts": HERS.contacts[:1]}, "There is no safe e-mail address"),
            ({"consents": {}}, "She has not said yes to texts and e-mails"),
        ],
    )
    def test_why_it_cannot_go_is_said(self, alice, parts, why):
        with pytest.raises(DomainError, match=why):
            actions.send_her_page_link(
                referral=with_a_page(**parts), by=acting(alice), now=clock.now()
            )
        assert not Message.objects.filter(notice=actions.HER_PAGE_LINK).exists()

    def test_without_a_word_it_is_of_no_use(self, alice):
        with pytest.raises(DomainError, match="Set her secret word first"):
            actions.send_her_page_link(
                referral=receive(FROM_A_MIDWIFE, consents={Purpose.MESSAGES: True}),
                by=acting(alice),
                now=clock.now(),
            )

    def test_her_receipt_names_her_page_if_she_has_a_word(self, site_a, mailoutbox):
        with_a_page()
        receive()
        outbox.drain()
        assert sorted("/my-support/" in mail.body for mail in mailoutbox) == [False, True]
