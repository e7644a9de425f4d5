"""The loss switch as coordinators press it, and what Today says then."""

from datetime import timedelta

import pytest

from pim import clock
from pim.access.audit import HERSELF, acting
from pim.models import AuditEvent
from referrals import actions, queries
from referrals.enums import ContactChannel, LossKind, LossWish
from referrals.models import Loss
from referrals.today.losses import to_write
from tests.referrals.arriving import receive
from tests.referrals.her_own import with_a_page

pytestmark = pytest.mark.django_db


def press(desk, referral, key, **data):
    return desk.post(f"/admin/referrals/referral/{referral.pk}/do/{key}/", data, follow=True)


def test_two_clicks_stop_everything_and_the_page_says_what(alice, signed_in):
    referral = receive()
    desk = signed_in(alice)
    shown = press(desk, referral, "something-sad", kind=LossKind.BABY_DIED).content.decode()
    assert "Her automatic messages are stopped" in shown
    assert "What has happened" in shown and "Her baby died" in shown and "Alice" in shown
    assert "No message was waiting" in shown
    press(desk, referral, "something-sad", kind=LossKind.BABY_DIED)
    assert Loss.objects.count() == 1


def test_it_is_on_today_with_her_wish_until_a_person_was_in_touch(alice, charlie, signed_in):
    referral = receive()
    loss = actions.report_loss(
        referral=referral,
        kind=LossKind.BABY_DIED,
        wish=LossWish.WRITE,
        by=HERSELF,
        now=clock.now(),
    )
    (row,) = to_write(alice, clock.now())
    assert (row.since, row.detail) == (
        loss.said_at,
        "She would like you to write: write to her, by e-mail",
    )
    assert to_write(charlie, clock.now()) == []
    desk = signed_in(alice)
    assert "Something sad has happened: a person is next" in desk.get("/admin/").content.decode()
    page = f"/admin/referrals/loss/{loss.pk}/"
    assert "A person was in touch" in desk.get(page).content.decode()
    desk.post(page + "do/written/")
    assert to_write(alice, clock.now()) == []
    assert queries.loss_of(referral) == loss


def test_whoever_has_died_asks_for_something_else(alice):
    referral = receive()
    actions.report_loss(
        referral=referral, kind=LossKind.SHE_DIED, by=acting(alice), now=clock.now()
    )
    (row,) = to_write(alice, clock.now())
    assert "tell her volunteer in person" in row.detail


def test_no_page_speaks_as_if_she_lived(alice, signed_in):
    referral = receive()
    desk = signed_in(alice)
    shown = press(desk, referral, "something-sad", kind=LossKind.SHE_DIED).content.decode()
    loss = Loss.objects.get()
    page = f"/admin/referrals/loss/{loss.pk}/"
    shown += desk.get(page).content.decode()
    for words in ("been in touch", "was in touch", "What she would like", "support stays open"):
        assert words not in shown
    assert "Her volunteer has been told" in shown and "Who told her volunteer" in shown
    assert "She has died" in desk.get("/admin/cover/", follow=True).content.decode()
    desk.post(page + "do/told/")
    loss.refresh_from_db()
    assert loss.written_by == alice
    assert "She has died" not in desk.get("/admin/cover/", follow=True).content.decode()


def test_it_is_taken_back_on_its_page(alice, signed_in):
    referral = receive()
    desk = signed_in(alice)
    press(desk, referral, "something-sad", kind=LossKind.BABY_DIED)
    page = f"/admin/referrals/loss/{Loss.objects.get().pk}/"
    assert "Take it back" in desk.get(page).content.decode()
    shown = desk.post(page + "do/take-back/", follow=True).content.decode()
    assert "Taken back" in shown and "Take it back" not in shown
    assert "No message was waiting" not in shown
    assert queries.loss_of(referral) is None
    assert AuditEvent.objects.filter(action="loss.taken_back").exists()


def test_nobody_of_another_site_presses_it(site_a, charlie, signed_in):
    referral = receive()
    desk = signed_in(charlie)
    assert press(desk, referral, "something-sad", kind="baby_died").status_code == 404
    loss = actions.report_loss(
        referral=referral, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now()
    )
    assert desk.post(f"/admin/referrals/loss/{loss.pk}/do/take-back/").status_code == 404


class TestHerWishes:
    def test_a_coordinator_notes_them_and_sees_them(self, alice, signed_in):
        referral, day = with_a_page(), clock.today() + timedelta(days=9)
        desk = signed_in(alice)
        answers = {
            "channel": ContactChannel.TEXT,
            "hours": "evening",
            "quiet_until_on_day": day.day,
            "quiet_until_on_month": day.month,
            "quiet_until_on_year": day.year,
            "word_first": "on",
        }
        shown = press(desk, referral, "wishes", **answers).content.decode()
        assert "Text message first" in shown and "In the evening, from 5 to 8" in shown
        wishes = queries.wishes_of(referral.parent)
        assert (wishes.channel, wishes.quiet_until_on) == (ContactChannel.TEXT, day)
        assert wishes.word_first
        press(desk, referral, "wishes", channel="", hours="any")
        wishes = queries.wishes_of(referral.parent)
        assert (wishes.channel, wishes.hours_from, wishes.quiet_until_on) == ("", None, None)
        assert not wishes.word_first

    @pytest.mark.parametrize(
        ("days", "why"), [(-1, "That day is over"), (120, "more than 3 months away")]
    )
    def test_a_day_that_is_over_or_far_away_is_asked_about(self, alice, signed_in, days, why):
        referral, day = receive(), clock.today() + timedelta(days=days)
        parts = {"day": day.day, "month": day.month, "year": day.year}
        quiet = {f"quiet_until_on_{part}": value for part, value in parts.items()}
        shown = press(signed_in(alice), referral, "wishes", hours="any", **quiet)
        assert why in shown.content.decode()
        assert queries.wishes_of(referral.parent).quiet_until_on is None

    def test_her_word_first_needs_a_word(self, alice, signed_in):
        referral = receive()
        shown = press(signed_in(alice), referral, "wishes", hours="any", word_first="on")
        assert "She has no secret word yet" in shown.content.decode()
        assert not queries.wishes_of(referral.parent).word_first

    def test_unchanged_they_are_nothing_to_note(self, alice):
        referral = receive()
        actions.change_wishes(referral=referral, channel="", by=HERSELF, now=clock.now())
        assert not AuditEvent.objects.filter(action="wishes.changed").exists()


def test_stop_is_a_no_to_messages_and_takes_back_what_waits(alice):
    referral = receive()
    stopped = actions.stop_messages(referral=referral, by=HERSELF, now=clock.now())
    assert stopped == 1
    decision = referral.consent_set.filter(purpose="messages").latest("pk")
    assert (decision.given, decision.means) == (False, "by_message")
    assert actions.stop_messages(referral=referral, by=HERSELF, now=clock.now()) == 0
    assert referral.consent_set.filter(purpose="messages", given=False).count() == 1
