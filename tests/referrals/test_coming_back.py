"""A half-filled form saved, and gone on with on another device by its link and its word."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from pim import clock
from pim.access.audit import VISITOR
from pim.errors import DomainError
from pim.messages import links, outbox
from pim.models import Message
from referrals import actions, queries
from referrals.actions.saving import MOST_LINKS
from referrals.models import Draft, Parent, Referral, SecretWord
from tests.referrals.arriving import receive
from tests.referrals.test_views import HER_PAGES, fill, let_time_pass, title_of

pytestmark = pytest.mark.django_db

SOME_PAGES = {name: HER_PAGES[name] for name in ("you", "reach", "words")}
WORD = "Blåbär "


def save(client, **typed):
    fill(client, "yourself", SOME_PAGES)
    assert client.post("/refer/yourself/place/", {"save": "", "postcode": "WA"}).url == SAVE
    assert client.post(SAVE, {"word": WORD} | typed).url == "/refer/yourself/saved/"
    page = client.get("/refer/yourself/saved/").content.decode()
    return re.search(rf"{settings.BASE_URL}(/back/[^/]+/)", page)[1]


SAVE = "/refer/yourself/save/"


def let_in(client, link, word=WORD):
    client.get(link)
    return client.post("/back/", {"word": word})


class TestLeaving:
    def test_what_is_half_typed_stays_and_is_no_mistake_of_hers(self, client, site_a):
        let_in(client, save(client))
        page = client.get("/refer/yourself/", follow=True).content.decode()
        assert 'value="WA"' in page
        assert "There is a problem" not in page
        wrong = client.post("/refer/yourself/place/", {"postcode": "WA"}).content.decode()
        assert "There is a problem" in wrong

    def test_a_page_not_begun_stays_so(self, client, site_a):
        client.post("/refer/yourself/you/", {"save": "", "called": ""})
        page = client.get("/refer/yourself/", follow=True).content.decode()
        assert "There is a problem" not in page

    def test_it_is_kept_for_a_fortnight_and_the_day_is_named(self, client, site_a):
        link = save(client)
        until = clock.now() + timedelta(days=14)
        page = client.get("/refer/yourself/saved/").content.decode()
        assert f"{until:%A} {until.day} {until:%B}" in page
        with clock.standing_at(until - timedelta(minutes=1)):
            assert let_in(Client(), link).url == "/refer/yourself/"
        with clock.standing_at(until + timedelta(minutes=1)):
            assert client.get("/refer/yourself/place/").url == "/refer/yourself/you/"

    def test_here_too_it_opens_by_its_word_only_and_going_on_shortens_nothing(self, client, site_a):
        """Whoever saves a form on her phone must not read what she types into the next one."""
        copied = Client()
        fill(client, "yourself", SOME_PAGES)
        copied.cookies.update(client.cookies)
        client.post(SAVE, {"word": WORD})
        link = re.search("/back/[^/]+/", client.get("/refer/yourself/saved/").text)[0]
        for browser in (client, copied):
            assert browser.get("/refer/yourself/reach/").url == "/refer/yourself/you/"
        let_in(client, link)
        client.post("/refer/yourself/place/", HER_PAGES["place"])
        assert client.get(link).url == "/back/"
        assert client.get("/back/").url == "/refer/yourself/"
        with clock.standing_at(clock.now() + timedelta(days=13)):
            assert let_in(Client(), link).url == "/refer/yourself/"

    def test_taken_off_a_shared_phone_it_still_opens_with_its_word(self, client, site_a):
        link = save(client)
        client.post("/refer/yourself/clear/")
        assert client.get("/refer/yourself/place/").url == "/refer/yourself/you/"
        assert let_in(client, link).url == "/refer/yourself/"

    @pytest.mark.parametrize("word", ["", "abc", " a  b "])
    def test_a_word_too_short_is_not_taken(self, client, site_a, word):
        client.post("/refer/yourself/you/", {"save": ""})
        page = client.post(SAVE, {"word": word}).content.decode()
        assert "There is a problem" in page
        assert Draft.objects.get().saved_at is None

    def test_what_is_endless_is_not_kept(self, client, site_a):
        page = client.post("/refer/yourself/you/", {"save": "", "called": "x" * 5001})
        assert "There is a problem" in page.content.decode()
        assert Draft.objects.get().answers == {}

    def test_nothing_begun_is_nothing_to_save(self, client, site_a):
        assert client.get(SAVE).url == "/refer/yourself/"
        assert client.get("/refer/yourself/saved/").url == "/refer/yourself/"


class TestAnotherDevice:
    def test_it_needs_the_word_and_then_shows_all(self, client, site_a):
        link = save(client)
        other = Client()
        assert other.get(link).headers["Referrer-Policy"] == "no-referrer"
        asked = other.get("/back/")
        assert "Rosa" not in asked.content.decode()
        assert other.get("/refer/yourself/reach/").url == "/refer/yourself/you/"
        wrong = other.post("/back/", {"word": "blabar"})
        assert "not the word" in wrong.content.decode()
        assert other.post("/back/", {"word": "  BLÅBÄR"}).url == "/refer/yourself/"
        assert other.get("/refer/yourself/").url == "/refer/yourself/place/"
        assert 'value="Rosa"' in other.get("/refer/yourself/you/").content.decode()

    def test_it_says_when_it_was_begun_at_the_door_and_behind_it(self, client, site_a):
        monday = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
        with clock.standing_at(monday):
            link = save(client)
            when = "on Monday 23 November at 14:00"  # five minutes of typing
            other = Client()
            other.get(link)
            door = other.get("/back/").text
            assert f"the form you began {when}" in door
            assert "After five wrong tries it locks itself" in door
            assert "Begun" not in other.get("/refer/yourself/", follow=True).text
            let_in(other, link)
            assert f"Begun {when}" in other.get("/refer/yourself/", follow=True).text
            assert f"the form you began {when}" in client.get("/refer/yourself/saved/").text

    def test_over_one_that_was_not_saved_she_is_asked_first(self, client, site_a):
        link = save(client)
        other = Client()
        typed = HER_PAGES["you"] | {"called": "Nadia"}
        other.post("/refer/yourself/you/", typed)
        other.get(link)
        assert "Keep the one I began here" in other.get("/back/").text
        assert other.post("/back/", {"keep": "here"}).url == "/refer/yourself/"
        assert "Nadia" in other.get("/refer/yourself/you/").text
        assert other.get("/back/").status_code == 404
        let_in(other, link)
        assert "Rosa" in other.get("/refer/yourself/you/").text
        assert list(Draft.objects.filter(saved_at=None).values_list("answers")) == [(None,)]

    def test_where_nothing_is_begun_nothing_is_asked(self, client, site_a):
        link = save(client)
        other = Client()
        other.get(link)
        assert "another form" not in other.get("/back/").text

    def test_there_it_is_open_for_two_hours_only(self, client, site_a):
        link = save(client)
        other = Client()
        let_in(other, link)
        assert other.get("/refer/yourself/reach/").status_code == 200
        kept = [each.cookies["form-yourself"]["max-age"] for each in (other, client)]
        assert kept == [2 * 3600, 600]
        with time_machine.travel(clock.wall() + timedelta(hours=3), tick=False):
            assert other.get("/refer/yourself/reach/").url == "/refer/yourself/you/"

    def test_after_five_wrong_tries_it_opens_for_nobody(self, client, site_a):
        link = save(client)
        tries = [let_in(Client(), link, "wrong") for _ in range(5)]
        assert [answer.status_code for answer in tries] == [200] * 4 + [403]
        page = let_in(Client(), link).content.decode()
        assert "Please ring us" in page
        assert site_a.phone in page
        assert client.get("/refer/yourself/reach/").url == "/refer/yourself/you/"

    def test_the_right_word_begins_the_count_anew(self, client, site_a):
        link = save(client)
        for _ in range(3):
            for _ in range(4):
                let_in(Client(), link, "wrong")
            assert let_in(Client(), link).url == "/refer/yourself/"

    def test_every_dead_link_is_one_and_the_same_page(self, client, site_a):
        sent, expired = save(client), save(Client())
        let_in(client, sent)
        for page in list(HER_PAGES)[3:]:
            client.post(f"/refer/yourself/{page}/", HER_PAGES[page])
        let_time_pass()
        assert client.post("/refer/yourself/check/").url == "/refer/yourself/sent/"
        Draft.objects.filter(referral=None).update(expires_at=clock.now())
        until = clock.now() + timedelta(days=1)
        foreign = links.make(purpose="other", object_id=Draft.objects.first().pk, expires_at=until)
        dead = (sent, expired, f"/back/{foreign}/", f"/back/{'x' * 22}/", "/back/")
        answers = [Client().get(link) for link in dead]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        assert "does not open anything" in title_of(answers[0])

    def test_a_link_opened_before_it_was_sent_is_dead_too(self, client, site_a):
        link = save(client)
        other = Client()
        let_in(other, link)
        third = Client()
        third.get(link)
        Draft.objects.update(expires_at=clock.now())
        assert third.post("/back/", {"word": WORD}).status_code == 404


class TestTheMessage:
    def test_it_says_when_it_was_begun_and_nothing_about_what(self, client, site_a, mailoutbox):
        save(client, email="rosa@post.example")
        outbox.drain()
        mail = mailoutbox[0]
        begun = clock.now()
        assert f"{begun:%A} {begun.day} {begun:%B}" in mail.subject
        link = re.search(rf"{settings.BASE_URL}(/back/[^/]+/)", mail.body)[1]
        assert let_in(Client(), link).url == "/refer/yourself/"

    def test_nobody_can_fill_a_mailbox(self, client, site_a):
        pages = set()
        for _ in range(MOST_LINKS + 2):
            someone = Client()
            save(someone, email="rosa@post.example")
            page = someone.get("/refer/yourself/saved/").content.decode()
            pages.add(re.sub(r"/back/[^/]+/|value=\"\w{64}\"| at \d\d:\d\d", "", page))
        assert (Message.objects.count(), len(pages)) == (MOST_LINKS, 1)
        with clock.standing_at(clock.now() + timedelta(days=1, minutes=1)):
            save(Client(), email="rosa@post.example")
        assert Message.objects.count() == MOST_LINKS + 1

    def test_once_sent_in_no_link_goes_out(self, client, site_a, mailoutbox):
        let_in(client, save(client, email="rosa@post.example"))
        for page in list(HER_PAGES)[3:]:
            client.post(f"/refer/yourself/{page}/", HER_PAGES[page])
        let_time_pass()
        client.post("/refer/yourself/check/")
        Message.objects.exclude(notice=actions.DRAFT_NOTICE).delete()
        outbox.drain()
        assert (mailoutbox, Message.objects.get().reason) == ([], "sent_in")
        assert Draft.objects.get().email is None


class TestTheWord:
    def test_it_goes_over_to_her_when_the_form_is_sent(self, client, site_a):
        let_in(client, save(client))
        for page in list(HER_PAGES)[3:]:
            client.post(f"/refer/yourself/{page}/", HER_PAGES[page])
        client.post("/refer/yourself/check/")
        parent = Referral.objects.get().parent
        assert queries.secret_word_state(parent) == "open"
        page = client.get("/refer/yourself/sent/").text
        link = re.search(rf"{settings.BASE_URL}(/my-support/[^/]+/)", page)[1]
        assert Client().get(link).url == "/my-support/"
        with clock.standing_at(clock.now() + timedelta(minutes=11)):
            assert "/my-support/" not in client.get("/refer/yourself/sent/").text
        assert actions.try_secret_word(holder=parent, word="blåbär", now=clock.now())

    @pytest.fixture
    def parent(self, site_a) -> Parent:
        parent = receive().parent
        self.pick(parent, "marigold")
        return parent

    def pick(self, parent, word):
        actions.set_secret_word(holder=parent, word=word, by=VISITOR, now=clock.now())

    def test_five_wrong_tries_lock_it_until_there_is_a_new_one(self, parent):
        for _ in range(5):
            assert not actions.try_secret_word(holder=parent, word="x", now=clock.now())
        assert queries.secret_word_state(parent) == "locked"
        assert not actions.try_secret_word(holder=parent, word="marigold", now=clock.now())
        self.pick(parent, "harebell")
        assert actions.try_secret_word(holder=parent, word="harebell", now=clock.now())

    def test_only_its_hash_is_kept(self, parent):
        assert "marigold" not in SecretWord.objects.get().digest
        with pytest.raises(DomainError, match="4 letters or more"):
            self.pick(parent, " a b")

    def test_the_word_in_our_messages_opens_nothing(self, client, site_a):
        """She saved under one word, and then told us the same one to know us by."""
        let_in(client, save(client, word="harebell"), "harebell")
        client.post("/refer/yourself/words/", HER_PAGES["words"] | {"word": "Harebell"})
        for page in list(HER_PAGES)[3:]:
            client.post(f"/refer/yourself/{page}/", HER_PAGES[page])
        client.post("/refer/yourself/check/")
        assert queries.secret_word_state(Referral.objects.get().parent) == "none"


def test_a_purge_leaves_neither_answers_nor_address_nor_word(client, site_a):
    save(client, email="rosa@post.example")
    later = clock.now() + timedelta(days=14)
    assert actions.purge_drafts(now=later - timedelta(minutes=1)) == 0
    assert actions.purge_drafts(now=later + timedelta(minutes=1)) == 1
    draft = Draft.objects.get()
    assert (draft.answers, draft.email, draft.email_index) == (None, None, None)
    assert (draft.secret_word.digest, queries.secret_word_state(draft)) == (None, "none")
    assert actions.purge_drafts(now=later + timedelta(days=1)) == 0
