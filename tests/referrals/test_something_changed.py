"""She says that something sad has happened: from her page, or from the link to her questions."""

import pytest
from django.test import Client
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.models import Message
from referrals import actions, loss_words, queries
from referrals.admin import loss as loss_desk
from referrals.enums import LossKind, LossWish
from referrals.models import Loss
from referrals.today import losses as losses_today
from tests.outcomes.asking import MONDAY, asked
from tests.outcomes.test_views import browser
from tests.referrals.her_own import at_the_door, inside, page, with_a_page

pytestmark = pytest.mark.django_db
HERE = "/something-changed/"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_from_her_page_in_her_words_and_nothing_is_sent(site_a, mailoutbox):
    referral = with_a_page()
    her = inside(referral)
    assert HERE in page(her)
    shown = text(her.get(HERE))
    assert "My baby died" in shown and "She herself has died" not in shown
    messages = Message.objects.count()
    said = text(her.post(HERE, {"kind": LossKind.BABY_DIED}, follow=True))
    assert "We are so sorry" in said
    assert "We have stopped our automatic messages. You can still have support." in said
    assert "Would you like Robin to ring?" in said
    assert "your baby" not in said and "get help now" in said
    thanks = text(her.post(HERE + "said/", {"wish": LossWish.WRITE}, follow=True))
    assert "Robin will write to you" in thanks
    loss = queries.loss_of(referral)
    assert (loss.kind, loss.wish, loss.said_by_kind) == ("baby_died", "write", "herself")
    assert (Message.objects.count(), mailoutbox) == (messages, [])


def test_where_the_baby_is_elsewhere_other_words_come_first(site_a):
    her = inside(with_a_page())
    said = text(her.post(HERE, {"kind": LossKind.BABY_ELSEWHERE}, follow=True))
    assert "Thank you for telling us" in said and "That must be very hard." in said
    assert "so sorry" not in said


def test_from_the_link_to_her_questions_which_are_over_then(site_a):
    with clock.standing_at(MONDAY):
        request = asked(site_a)
        her = browser(request)
        assert her.get(HERE).status_code == 200
        her.post(HERE, {"kind": LossKind.PREGNANCY_ENDED})
        assert her.get(reverse("questionnaire")).status_code == 404
        her.post(HERE + "said/", {"wish": LossWish.RING})
    assert Loss.objects.get().wish == LossWish.RING


def test_a_browser_that_had_opened_her_link_before_learns_nothing_of_it(site_a):
    with clock.standing_at(MONDAY):
        request = asked(site_a)
        her, somebody = browser(request), browser(request)
        her.post(HERE, {"kind": LossKind.BABY_DIED})
        for address in (HERE, HERE + "said/", HERE + "thanks/"):
            assert somebody.get(address).status_code == 404
        assert somebody.post(HERE + "said/", {"wish": LossWish.NOT_NOW}).status_code == 404
        assert queries.loss_of(request.referral).wish == ""
        assert "We are so sorry" in text(her.get(HERE + "said/"))


def test_what_another_said_of_her_is_shown_after_her_word_alone(site_a, alice):
    with clock.standing_at(MONDAY):
        request = asked(site_a)
        by_link = browser(request)
        kind = LossKind.BABY_DIED
        actions.report_loss(referral=request.referral, kind=kind, by=acting(alice), now=MONDAY)
        assert by_link.get(HERE).status_code == 404
    referral = with_a_page()
    actions.report_loss(referral=referral, kind=kind, by=acting(alice), now=clock.now())
    assert "We are so sorry" in text(inside(referral).get(HERE, follow=True))


def test_said_through_the_link_alone_staff_read_so_and_ring_her(site_a, alice):
    with clock.standing_at(MONDAY):
        her = browser(asked(site_a))
        her.post(HERE, {"kind": LossKind.BABY_DIED})
        her.post(HERE + "said/", {"wish": LossWish.NOT_NOW})
    loss = Loss.objects.get()
    [row] = losses_today.to_write(alice, MONDAY)
    assert row.detail == (
        "Said through the link, no word typed, so it may not have been her. She said not now, so "
        "keep it short: write to her, by e-mail (do not ring, no call is safe) once, and hear it "
        "from herself"
    )
    assert "no word typed" in loss_desk.said_by(loss)
    assert loss_desk.what_next(loss).startswith(f"{row.detail}. In your own words")
    actions.report_loss(
        referral=loss.referral, kind=LossKind.BABY_DIED, by=acting(alice), now=MONDAY
    )
    [row] = losses_today.to_write(alice, MONDAY)
    assert row.detail == (
        "She said not now, so keep it short: write to her, by e-mail (do not ring, no call is safe)"
    )


@pytest.mark.parametrize(
    ("wish", "by_link", "ways", "said"),
    [
        ("ring", False, {"phone", "email"}, "She would like to hear from you: ring her"),
        ("not_now", False, {"phone", "email"}, "keep it short: write to her, by e-mail"),
        ("write", False, {"phone"}, "She would like you to write: ring her"),
        ("write", True, {"phone", "text"}, "write: ring her once, and hear it from herself"),
        ("", False, {"text", "email"}, "like: write to her, by text or e-mail (do not ring,"),
        ("ring", True, set(), "No way to reach her is safe that we know of: ask whoever"),
    ],
)
def test_staff_read_one_thing_to_do_that_fits_her_ways(wish, by_link, ways, said):
    loss = Loss(kind=LossKind.BABY_DIED, wish=wish, by_link_alone=by_link)
    assert said in loss_words.next_step(loss, ways)


def test_her_ways_stand_beside_it_and_she_reads_that_somebody_may_be_in_touch(
    site_a, alice, signed_in
):
    with clock.standing_at(MONDAY):
        her = browser(asked(site_a))
        her.post(HERE, {"kind": LossKind.BABY_DIED})
        thanks = text(her.post(HERE + "said/", {"wish": LossWish.NOT_NOW}, follow=True))
        assert "A person may still get in touch once, only in a way that is safe." in thanks
        there = reverse("admin:referrals_loss_change", args=[Loss.objects.get().pk])
        body = text(signed_in(alice).get(there))
    assert "How to reach her safely" in body and "@post.example" in body


class TestMistake:
    def test_there_is_a_way_back_and_something_else_and_first_a_question(self, site_a):
        with clock.standing_at(MONDAY):
            shown = text(browser(asked(site_a)).get(HERE))
        assert '<a class="nhsuk-back-link" href="/questionnaire/">Back</a>' in shown
        assert 'new number or a move? <a href="/questionnaire/choices/">' in shown
        assert "You came here by mistake? Just go back." in shown
        assert shown.index("Has something sad happened?") < shown.index("My baby died")

    def test_she_takes_it_back_where_she_said_it_and_nowhere_else(self, site_a):
        with clock.standing_at(MONDAY):
            request = asked(site_a)
            her, other = browser(request), browser(request)
            her.post(HERE, {"kind": LossKind.BABY_DIED})
            assert "Was this a mistake?" in text(her.get(HERE + "said/"))
            other.post(HERE + "mistake/")
            assert queries.loss_of(request.referral)
            undone = text(her.post(HERE + "mistake/", follow=True))
            assert "We have taken it back" in undone
            assert queries.loss_of(request.referral) is None
            assert her.get("/questionnaire/").status_code == 200

    def test_once_a_person_was_in_touch_she_reads_whom_to_ring(self, site_a, alice):
        with clock.standing_at(MONDAY):
            request = asked(site_a)
            her = browser(request)
            her.post(HERE, {"kind": LossKind.BABY_DIED})
            loss = queries.loss_of(request.referral)
            actions.note_written(loss=loss, by=acting(alice), now=MONDAY)
            assert "Was this a mistake? Ring us on" in text(her.get(HERE + "said/"))
            her.post(HERE + "mistake/")
            assert queries.loss_of(request.referral) == loss

    def test_staff_read_that_she_took_it_back_herself(self, site_a, alice, signed_in):
        with clock.standing_at(MONDAY):
            her = browser(asked(site_a))
            her.post(HERE, {"kind": LossKind.BABY_DIED})
            her.post(HERE + "mistake/")
            there = reverse("admin:referrals_loss_change", args=[Loss.objects.get().pk])
            assert "Herself, where she had said it" in text(signed_in(alice).get(there))


def test_said_after_her_word_it_is_hers(site_a):
    inside(with_a_page()).post(HERE, {"kind": LossKind.BABY_DIED})
    assert not Loss.objects.get().by_link_alone


def test_twice_is_once_and_she_is_not_asked_again(site_a):
    her = inside(with_a_page())
    for _ in range(2):
        answer = her.post(HERE, {"kind": LossKind.BABY_DIED})
        assert answer.url == HERE + "said/"
    assert her.get(HERE).url == HERE + "said/"
    assert Loss.objects.count() == 1


def test_nobody_without_her_word_or_link_gets_there(site_a):
    referral = with_a_page()
    for browser_ in (Client(), at_the_door(referral)):
        assert browser_.get(HERE).status_code == 404
        assert browser_.post(HERE, {"kind": LossKind.BABY_DIED}).status_code == 404
    assert not Loss.objects.exists()


def test_where_she_wants_her_word_first_the_link_alone_is_not_enough(site_a, alice):
    with clock.standing_at(MONDAY):
        request = asked(site_a)
        her = browser(request)
        actions.change_wishes(
            referral=request.referral, word_first=True, by=acting(alice), now=MONDAY
        )
        assert her.get(HERE).status_code == 404


def test_an_answer_is_needed_and_another_kind_is_not_taken(site_a):
    her = inside(with_a_page())
    for kind in ("", LossKind.SHE_DIED):
        assert her.post(HERE, {"kind": kind}).status_code == 200
    assert not Loss.objects.exists()
