"""Her pages as she meets them: a link in a message, a browser, no JavaScript."""

import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from outcomes import actions, queries
from outcomes.enums import MissingReason, RequestStatus
from outcomes.models import Answer, QuestionnaireRequest, RiskEvent, Score
from pim import clock
from pim.access.audit import HERSELF, acting
from pim.messages import links
from pim.models import Message
from referrals import actions as referring
from referrals.enums import Purpose
from tests import factories as make
from tests.outcomes.asking import (
    MONDAY,
    NOT_AT_ALL,
    WORRYING,
    answer,
    answer_all,
    asked,
    decide,
    later,
    on_the_rota,
)
from tests.referrals.her_own import WORD

pytestmark = pytest.mark.django_db

CARE = "Thank you for telling us"


@pytest.fixture(autouse=True)
def monday_morning():
    with clock.standing_at(MONDAY):
        yield


def link_to(request) -> str:
    token = links.make(purpose="questionnaire", object_id=request.pk, expires_at=request.closes_at)
    return reverse("questionnaire-link", args=[token])


def browser(request) -> Client:
    """A browser in which her link was opened."""
    client = Client()
    client.get(link_to(request))
    return client


def question(place: int) -> str:
    return reverse("questionnaire-question", args=[place])


def give(client: Client, place: int, chosen: str = NOT_AT_ALL) -> str:
    """Answer one question; where she is sent next."""
    return client.post(question(place), {"answer": chosen}).headers["Location"]


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


class TestNobodyOnTheRota:
    """What may worry us is not asked while nobody would look, and nothing she said is lost."""

    @pytest.fixture
    def asked_both(self, site_a, alice) -> QuestionnaireRequest:
        return asked(site_a, alice, instruments=["phq-9", "gad-7"])

    def test_the_other_questions_are_asked_and_the_rest_waits(self, site_a, alice, asked_both):
        answer(asked_both, "phq-9", 1, option_code=NOT_AT_ALL)
        site_a.rota_set.all().delete()
        client = browser(asked_both)
        assert "7 questions to go for now" in page(client, "/questionnaire/")
        assert client.get(question(10))["Location"] == question(11)
        assert "Question 11 of 17" in page(client, question(11))
        for place in range(11, 18):
            onward = give(client, place)
        assert onward == "/questionnaire/send/"
        for address in (onward, "/questionnaire/"):
            assert "Nothing to do just now" in page(client, address)
        client.post("/questionnaire/send/")
        asked_both.refresh_from_db()
        assert (asked_both.status, Answer.objects.count()) == (RequestStatus.OPEN, 8)
        on_the_rota(site_a, alice)
        assert client.get("/questionnaire/send/")["Location"] == question(2)

    def test_an_answer_to_a_question_she_has_before_her_is_kept(self, site_a, asked_both):
        for item in range(1, 9):
            answer(asked_both, "phq-9", item, option_code=NOT_AT_ALL)
        client = browser(asked_both)
        client.get(question(9))
        site_a.rota_set.all().delete()
        onward = give(client, 9, WORRYING[3])
        assert RiskEvent.objects.count() == 1
        assert CARE in client.get(onward, follow=True).text


def wish_for_word(referral) -> None:
    her = {"by": HERSELF, "now": MONDAY}
    referring.set_secret_word(holder=referral.parent, word=WORD, **her)
    referring.change_wishes(referral=referral, word_first=True, **her)


def typed(client: Client, word: str):
    return client.post("/questionnaire/", {"word": word})


def without_csrf(body: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


class TestLink:
    def test_it_lets_the_browser_in_and_leaves_no_token_in_the_address(self, site_a):
        response = Client().get(link_to(asked(site_a)))
        assert (response.status_code, response["Location"]) == (302, "/questionnaire/")
        cookie = response.cookies["open-questionnaire"]
        assert (cookie["httponly"], cookie["max-age"]) == (True, 7200)

    def test_scanners_open_it_twenty_times_and_she_still_answers_once(self, site_a):
        request = asked(site_a)
        for _ in range(20):
            scanner = browser(request)
            scanner.get("/questionnaire/")
            scanner.get(question(1))
        request.refresh_from_db()
        assert (request.status, request.answered_from_at) == (RequestStatus.OPEN, None)
        her = browser(request)
        for place in range(1, 8):
            give(her, place)
        assert her.post("/questionnaire/send/").headers["Location"] == "/questionnaire/thank-you/"
        request.refresh_from_db()
        assert request.status == RequestStatus.COMPLETED
        assert Score.objects.get().total == 0

    def test_dead_links_all_show_one_page(self, site_a):
        request = asked(site_a)
        foreign = links.make(purpose="other", object_id=request.pk, expires_at=later(days=1))
        expired = links.make(
            purpose="questionnaire", object_id=site_a.pk, expires_at=later(days=-1)
        )
        used = link_to(request)
        actions.refuse(request=request, by=HERSELF, now=MONDAY)
        addresses = [
            used,
            *(reverse("questionnaire-link", args=[each]) for each in (foreign, expired, "x")),
            "/questionnaire/",
            question(3),
            "/questionnaire/send/",
        ]
        answers = [Client().get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {404}
        assert len({without_csrf(answer.content.decode()) for answer in answers}) == 1

    def test_exit_this_page_closes_it_in_this_browser(self, site_a):
        client = browser(asked(site_a))
        assert client.get("/questionnaire/").status_code == 200
        client.post("/out/")
        assert client.get("/questionnaire/").status_code == 404

    @pytest.mark.parametrize("way", ["/out/", "/my-support/leave/"])
    def test_what_was_typed_is_gone_with_it_though_the_link_is_opened_again(
        self, site_a, alice, way
    ):
        request = asked(site_a, alice, instruments=["phq-9"])
        client = browser(request)
        for place in range(1, 9):
            give(client, place)
        onward = give(client, 9, WORRYING[3])
        client.post(way)
        client.get(link_to(request))
        assert "checked" not in page(client, question(9))
        assert CARE not in page(client, onward)
        assert "Alice" not in page(client, "/questionnaire/stopped/")

    def test_a_link_dies_when_she_takes_her_yes_back(self, site_a):
        request = asked(site_a)
        client = browser(request)
        decide(request.referral, Purpose.EVALUATION, False, later(minutes=1))
        assert client.get("/questionnaire/").status_code == 404

    def test_asking_for_a_new_link_answers_the_same_to_everybody(self, site_a):
        request = asked(site_a)
        answers = [
            Client().post(address, {"new-link": "yes"})
            for address in (link_to(request), "/questionnaire/xyz/", "/questionnaire/", question(2))
        ]
        assert {answer["Location"] for answer in answers} == {"/questionnaire/new-link/"}
        assert Message.objects.filter(notice=actions.NEW_LINK).count() == 1

    def test_where_nothing_comes_it_says_what_she_can_do(self):
        body = page(Client(), reverse("questionnaire-new-link"))
        assert "nothing you need to do" not in body
        assert "you may have asked us to stop messages" in body and "Ring the number" in body

    def test_nobody_fills_her_mailbox_with_new_links(self, site_a):
        link = link_to(asked(site_a))
        for minutes in range(0, 100, 20):
            with clock.standing_at(later(minutes=minutes)):
                Client().post(link, {"new-link": "yes"})
        assert Message.objects.filter(notice=actions.NEW_LINK).count() == 3

    def test_an_answer_sent_after_the_browser_forgot_is_not_taken_for_a_wish(self, site_a):
        asked(site_a)
        assert Client().post(question(1), {"answer": NOT_AT_ALL}).status_code == 404


class TestStart:
    def test_how_long_until_when_and_that_she_need_not(self, site_a):
        body = page(browser(asked(site_a)), "/questionnaire/")
        assert "about 2 minutes" in body
        assert "Monday 15 June" in body
        assert "You don’t have to answer" in body
        assert "will see it by" not in body

    def test_with_a_risk_item_it_says_who_looks_and_when(self, site_a, alice):
        alice.name = "Alice Example"
        alice.save()
        body = page(browser(asked(site_a, alice)), "/questionnaire/")
        assert "Alice will see it by 17:00 on Monday 1 June and try to reach you" in body

    def test_she_carries_on_where_she_stopped(self, site_a):
        request = asked(site_a)
        answer(request, "gad-7", 1, option_code=NOT_AT_ALL)
        body = page(browser(request), "/questionnaire/")
        assert "You have made a start" in body
        assert question(2) in body


class TestQuestions:
    def test_each_answer_is_kept_as_soon_as_it_is_sent(self, site_a):
        client = browser(asked(site_a))
        assert give(client, 1, WORRYING[2]) == question(2)
        assert Answer.objects.get().option.code == WORRYING[2]

    def test_nothing_chosen_is_asked_again(self, site_a):
        client = browser(asked(site_a))
        body = client.post(question(1), {}).content.decode()
        assert "Error: Question 1 of 7" in body
        assert "Choose an answer" in body
        assert not Answer.objects.exists()

    @pytest.mark.parametrize("chosen", ["LA9999-9", "3", "", "\x00", "x" * 10_000, "🙂"])
    def test_what_is_not_on_the_page_is_refused(self, site_a, chosen):
        client = browser(asked(site_a))
        assert client.post(question(1), {"answer": chosen}).status_code == 200
        assert not Answer.objects.exists()

    def test_she_may_rather_not_say(self, site_a):
        client = browser(asked(site_a))
        assert give(client, 1, "rather-not") == question(2)
        assert Answer.objects.get().missing == MissingReason.RATHER_NOT
        assert re.search(r'value="rather-not" checked', page(client, question(1)))

    def test_she_cannot_run_ahead(self, site_a):
        client = browser(asked(site_a))
        give(client, 1)
        for place in (3, 99, 0):
            assert client.get(question(place))["Location"] == question(2)
        assert client.get("/questionnaire/send/")["Location"] == question(2)

    def test_her_own_browser_shows_her_answer_and_lets_her_change_it(self, site_a):
        client = browser(asked(site_a))
        give(client, 1, WORRYING[3])
        assert f'value="{WORRYING[3]}" checked' in page(client, question(1))
        give(client, 1, WORRYING[1])
        assert Answer.objects.get().option.code == WORRYING[1]

    def test_a_second_browser_sees_no_answer_and_goes_on(self, site_a):
        request = asked(site_a, instruments=["experience"])
        first = browser(request)
        for place, chosen in enumerate(("agree", "rather-not", "It was so kind"), start=1):
            give(first, place, chosen if place != 2 else "agree")
        second = browser(request)
        for place in (1, 2, 3):
            body = page(second, question(place))
            assert "checked" not in body
            assert "kind" not in body
        assert question(4) in page(second, "/questionnaire/")
        assert give(second, 1, "") == question(2)
        assert Answer.objects.get(item=1).option.code == "agree"

    def test_an_answer_changed_elsewhere_is_not_shown_here(self, site_a):
        request = asked(site_a)
        first, second = browser(request), browser(request)
        give(first, 1, WORRYING[1])
        with clock.standing_at(later(minutes=5)):
            give(second, 1, WORRYING[3])
        assert "checked" not in page(first, question(1))

    def test_a_forged_cookie_shows_nothing(self, site_a):
        request = asked(site_a)
        give(browser(request), 1, WORRYING[3])
        other = browser(request)
        other.cookies["open-typed"] = f'{{"{request.pk}": {{"1": {MONDAY.timestamp()}}}}}'
        assert "checked" not in page(other, question(1))

    def test_free_words_and_what_does_not_apply(self, site_a):
        client = browser(asked(site_a, instruments=["experience"]))
        given = ["does-not-apply", "prefer-not-to-say", "It helped. <b>Thank you</b> 🙂", ""]
        for place, typed in enumerate(given, start=1):
            give(client, place, typed)
        rows = Answer.objects.order_by("item").select_related("option")
        assert [row.option.code for row in rows[:2]] == given[:2]
        assert [(row.words, row.missing) for row in rows[2:]] == [
            (given[2], ""),
            (None, MissingReason.NOT_ANSWERED),
        ]
        assert "&lt;b&gt;Thank you" in page(client, question(3))

    def test_words_that_are_too_long_stay_on_the_page(self, site_a):
        client = browser(asked(site_a, instruments=["experience"]))
        for place in (1, 2):
            give(client, place, "agree")
        body = client.post(question(3), {"answer": "y" * 5001}).content.decode()
        assert "5000 characters or fewer" in body
        assert "y" * 5001 in body

    def test_titles_and_addresses_are_neutral(self, site_a, alice):
        client = browser(asked(site_a, alice))
        titles = []
        for place in range(1, 10):
            titles += re.findall("<title>(.*?)</title>", page(client, question(place)))
            give(client, place)
        assert titles == [f"Question {n} of 17 – Parent to Parent" for n in range(1, 10)]


class TestDatabaseAway:
    """For a moment. Nothing she chose is lost."""

    @pytest.mark.parametrize("gone", ["at once", "while it is kept"])
    def test_what_she_chose_stays_on_the_page_and_goes_with_one_press(self, site_a, gone):
        client = browser(asked(site_a))

        def fail(execute, sql, params, many, context):
            if gone == "at once" or "INSERT" in sql:
                raise OperationalError("the connection is gone")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(fail):
            response = client.post(question(1), {"answer": WORRYING[2]})
        body = response.content.decode()
        assert response.status_code == 503
        assert f'name="answer" value="{WORRYING[2]}"' in body
        assert "csrfmiddlewaretoken" in body
        assert ("You chose" in body) == (gone == "while it is kept")
        assert not Answer.objects.exists()

        kept = re.search(r'name="answer" value="([^"]+)"', body).group(1)
        assert give(client, 1, kept) == question(2)
        assert Answer.objects.get().option.code == WORRYING[2]


class TestCare:
    def client(self, site, user, **contact):
        request = asked(site, user, instruments=["phq-9"])
        if contact:
            make.SafeContactFactory(parent=request.referral.parent, is_primary=False, **contact)
        client = browser(request)
        for place in range(1, 9):
            give(client, place)
        return client

    def test_help_comes_at_once_and_says_truly_who_looks(self, site_a, alice):
        alice.name = "Alice Example"
        alice.save()
        client = self.client(site_a, alice, channel="phone", address="+447700900123")
        onward = give(client, 9, WORRYING[1])
        body = " ".join(page(client, onward).split())
        assert onward == question(10)
        assert RiskEvent.objects.count() == 1
        for said in (
            "Many mums have thoughts like this. It does not make you a bad mum.",
            "Not safe, or might hurt yourself or your baby?",
            "Nobody here is reading this now. Alice will see it by 17:00 on Monday 1 June "
            "and try to ring your safe number.",
            "116 123",
            "85258",
            "Exit this page",
        ):
            assert said in body

    def test_she_carries_on_from_it_once_and_may_go_back_to_her_answer(self, site_a, alice):
        client = self.client(site_a, alice)
        onward = give(client, 9, WORRYING[3])
        assert CARE in page(client, onward) and CARE in page(client, onward)
        assert f'value="{WORRYING[3]}" checked' in page(client, question(9))
        assert client.post(onward, {"carry-on": "yes"})["Location"] == onward
        assert CARE not in page(client, onward) and "Question 10 of 10" in page(client, onward)
        give(client, 9, WORRYING[2])
        assert CARE in page(client, onward)

    def test_it_comes_before_the_last_page_too_and_sends_nothing_by_itself(self, site_a, alice):
        client = self.client(site_a, alice)
        answer_all(QuestionnaireRequest.objects.get())
        send = "/questionnaire/send/"
        give(client, 9, WORRYING[3])
        assert CARE in page(client, send)
        assert client.post(send, {"carry-on": "yes"})["Location"] == send
        assert QuestionnaireRequest.objects.get().status == RequestStatus.OPEN
        assert "Send my answers" in page(client, send)

    def test_history_is_the_same_whatever_she_answered(self, site_a, alice):
        """Addresses and titles of all that she is shown after an answer."""

        def seen(chosen):
            came_to = client.get(give(client, 9, chosen), follow=True)
            titles = re.findall("<title>(.*?)</title>", came_to.text)
            return came_to.request["PATH_INFO"], titles, CARE in came_to.text

        client = self.client(site_a, alice)
        fine, worrying = seen(NOT_AT_ALL), seen(WORRYING[3])
        assert fine[:2] == worrying[:2]
        assert (fine[2], worrying[2]) == (False, True)

    def test_without_a_safe_number_it_promises_no_call(self, site_a, alice):
        client = self.client(site_a, alice)
        body = page(client, give(client, 9, WORRYING[3]))
        assert "reach you in the way you said is safe" in body
        assert "ring your safe number" not in body

    WHO_LOOKS = "Alice will see it by 10:30 on Monday 1 June"

    @pytest.mark.parametrize("pressed", [1, 2])
    def test_the_last_page_says_truly_who_looks_where_it_was_typed(self, site_a, alice, pressed):
        client = self.client(site_a, alice)
        give(client, 9, WORRYING[3])
        request = QuestionnaireRequest.objects.get()
        other = browser(request)
        answer_all(request)
        for _ in range(pressed):
            client.post("/questionnaire/send/")
        anybody = without_csrf(page(other, "/questionnaire/thank-you/"))
        assert self.WHO_LOOKS not in anybody
        thanked = " ".join(page(client, "/questionnaire/thank-you/").split())
        assert self.WHO_LOOKS in thanked and "116 123" in thanked
        for address in ("thank-you", "stopped"):
            assert self.WHO_LOOKS not in page(client, f"/questionnaire/{address}/")
        assert without_csrf(page(client, "/questionnaire/thank-you/")) == anybody

    @pytest.mark.parametrize("is_seen", [False, True])
    def test_it_promises_there_no_time_that_has_passed(self, site_a, alice, is_seen):
        client = self.client(site_a, alice)
        give(client, 9, WORRYING[3])
        answer_all(QuestionnaireRequest.objects.get())
        client.post("/questionnaire/send/")
        if is_seen:
            event = RiskEvent.objects.get()
            actions.acknowledge_risk(event=event, by=acting(alice), now=MONDAY)
        with clock.standing_at(later(hours=1)):
            thanked = page(client, "/questionnaire/thank-you/")
        assert ("Nobody here has looked at it yet" in thanked) != is_seen
        assert "will see it by" not in thanked

    def test_so_does_the_page_where_she_stops(self, site_a, alice):
        client = self.client(site_a, alice)
        give(client, 9, WORRYING[3])
        other = browser(QuestionnaireRequest.objects.get())
        stopped = " ".join(page(client, "/questionnaire/stopped/").split())
        assert self.WHO_LOOKS in stopped and "116 123" in stopped
        assert self.WHO_LOOKS not in page(other, "/questionnaire/stopped/")

    @pytest.mark.parametrize("chosen", ["this-time", "never"])
    def test_so_does_the_page_where_she_would_rather_not(self, site_a, alice, chosen):
        client = self.client(site_a, alice)
        give(client, 9, WORRYING[3])
        other = browser(QuestionnaireRequest.objects.get())
        client.post("/questionnaire/rather-not/", {"no_more": chosen})
        here = "/questionnaire/thats-fine/"
        assert self.WHO_LOOKS not in page(other, here)
        fine = " ".join(page(client, here).split())
        assert self.WHO_LOOKS in fine and "116 123" in fine
        assert self.WHO_LOOKS not in page(client, here), "this browser has forgotten"

    def test_no_time_is_promised_that_has_passed(self, site_a, alice):
        client = self.client(site_a, alice)
        onward = give(client, 9, WORRYING[3])
        with clock.standing_at(later(hours=1)):
            body = page(client, onward)
        assert "will see it by" not in body
        assert "Nobody here has looked at it yet" in body

    def test_once_somebody_has_seen_it_the_page_says_that_and_no_more(self, site_a, alice):
        client = self.client(site_a, alice)
        onward = give(client, 9, WORRYING[3])
        event = RiskEvent.objects.get()
        actions.acknowledge_risk(event=event, by=acting(alice), now=MONDAY)
        body = page(client, onward)
        assert "One of us has seen your answer" in body
        assert "Nobody here" not in body

    def test_right_before_the_question_it_says_who_would_look_and_when(self, site_a, alice):
        client = self.client(site_a, alice)
        assert "will see it by" not in page(client, question(8))
        with clock.standing_at(later(hours=9)):  # the day is over
            assert "will see it by 17:00 on Tuesday 2 June" in page(client, question(9))

    def test_another_browser_does_not_learn_of_it(self, site_a, alice):
        client = self.client(site_a, alice)
        onward = give(client, 9, WORRYING[3])
        assert CARE in page(client, onward)
        assert CARE not in page(browser(QuestionnaireRequest.objects.get()), onward)

    def test_changed_in_another_browser_staff_are_told_to_go_by_the_first(
        self, site_a, alice, signed_in
    ):
        client = self.client(site_a, alice)
        give(client, 9, WORRYING[3])
        event = RiskEvent.objects.get()
        staff = reverse("admin:outcomes_riskevent_change", args=[event.pk])
        with clock.standing_at(later(minutes=1)):
            give(client, 9, WORRYING[1])  # she herself
        event.refresh_from_db()
        assert event.changed_elsewhere_at is None
        assert "Go by the first" not in signed_in(alice).get(staff).text
        with clock.standing_at(later(minutes=5)):
            give(browser(event.response.request), 9, NOT_AT_ALL)
            event.refresh_from_db()
            assert event.changed_elsewhere_at == later(minutes=5)
            assert "Go by the first" in signed_in(alice).get(staff).text

    def test_with_her_word_any_browser_is_hers(self, site_a, alice):
        client = self.client(site_a, alice)
        give(client, 9, WORRYING[3])
        event = RiskEvent.objects.get()
        wish_for_word(event.referral)
        other = browser(event.response.request)
        typed(other, WORD)
        with clock.standing_at(later(minutes=5)):
            give(other, 9, NOT_AT_ALL)
        event.refresh_from_db()
        assert event.changed_elsewhere_at is None

    def test_other_answers_go_straight_on(self, site_a, alice):
        client = self.client(site_a, alice)
        assert give(client, 9, NOT_AT_ALL) == question(10)
        assert give(client, 9, "rather-not") == question(10)


class TestWordFirst:
    """Where she wants it, the link alone shows nothing."""

    @pytest.fixture
    def request_(self, site_a):
        request = asked(site_a)
        wish_for_word(request.referral)
        return request

    def test_nothing_is_shown_or_kept_before_her_word(self, request_):
        client = browser(request_)
        body = page(client, "/questionnaire/")
        assert "What is your secret word?" in body
        assert "question" not in re.sub("<[^>]+>", "", body).lower()
        for address in (question(1), "/questionnaire/send/"):
            assert client.get(address)["Location"] == "/questionnaire/"
        assert give(client, 1) == "/questionnaire/"
        assert not Answer.objects.exists()

    def test_her_word_opens_it_for_two_hours_in_this_browser(self, request_):
        client = browser(request_)
        assert "That is not the word" in typed(client, "wrong").content.decode()
        opened = typed(client, "sunflower")
        assert opened.cookies["open-word"]["max-age"] == 7200
        assert question(1) in page(client, "/questionnaire/")
        assert "secret word" in page(browser(request_), "/questionnaire/")

    def test_five_wrong_words_lock_it_and_a_new_word_ends_what_was_open(self, request_):
        inside, stranger = browser(request_), browser(request_)
        typed(inside, WORD)
        for _ in range(5):
            typed(stranger, "guess")
        assert "Please ring us" in page(stranger, "/questionnaire/")
        assert "Please ring us" in page(inside, "/questionnaire/")
        assert "Please ring us" in typed(stranger, WORD).content.decode()

    def test_without_a_word_on_file_it_stays_shut(self, site_a):
        request = asked(site_a)
        referring.change_wishes(referral=request.referral, word_first=True, by=HERSELF, now=MONDAY)
        assert "There is none yet" in page(browser(request), "/questionnaire/")


class TestEnding:
    def test_the_link_and_the_page_are_dead_afterwards(self, site_a):
        request = asked(site_a)
        client = browser(request)
        answer_all(request)
        client.post("/questionnaire/send/")
        assert client.get("/questionnaire/").status_code == 404
        assert Client().get(link_to(request)).status_code == 404

    def test_sending_twice_is_harmless(self, site_a):
        request = asked(site_a)
        first, second = browser(request), browser(request)
        answer_all(request)
        first.post("/questionnaire/send/")
        thanked = second.post("/questionnaire/send/")
        assert thanked["Location"] == "/questionnaire/thank-you/"
        assert "no-store" in second.get("/questionnaire/send/").headers["Cache-Control"]
        assert second.get("/questionnaire/").status_code == 404
        assert Score.objects.count() == 1

    @pytest.mark.parametrize(("chosen", "may_ask"), [("this-time", True), ("never", False)])
    def test_she_would_rather_not(self, site_a, chosen, may_ask):
        request = asked(site_a)
        client = browser(request)
        assert "Choose" in client.post("/questionnaire/rather-not/", {}).content.decode()
        response = client.post("/questionnaire/rather-not/", {"no_more": chosen})
        assert response["Location"] == "/questionnaire/thats-fine/"
        request.refresh_from_db()
        assert (request.status, queries.is_wanted(request, MONDAY)) == (
            RequestStatus.REFUSED,
            may_ask,
        )

    def test_stopping_forgets_this_browser_and_keeps_the_answers(self, site_a):
        request = asked(site_a)
        client = browser(request)
        give(client, 1, WORRYING[2])
        assert "Monday 15 June" in page(client, "/questionnaire/stopped/")
        assert client.get("/questionnaire/").status_code == 404
        client.get(link_to(request))
        assert "checked" not in page(client, question(1))
        assert Answer.objects.count() == 1

    @pytest.mark.parametrize("name", ["thank-you", "thats-fine", "new-link", "stopped"])
    def test_fixed_pages_need_no_cookie_and_show_where_to_turn(self, name):
        body = page(Client(), f"/questionnaire/{name}/")
        assert "116 123" in body
        assert "Exit this page" in body
