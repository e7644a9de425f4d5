"""What reaches her by itself: every combination of all that decides."""

import datetime as dt
from dataclasses import replace
from itertools import product
from types import SimpleNamespace

import pytest

from pim import clock
from pim.access.audit import HERSELF
from pim.enums import Channel
from pim.messages import ledger, notices
from pim.messages.notices import Cancel, Postpone, Send
from pim.models import Message
from pim.quiet_hours import DAYTIME, EARLY, LONDON, Hours, any_day, next_allowed
from referrals import actions
from referrals.actions import HerHours
from referrals.enums import ContactChannel, HeldFor, LossKind, Means, Purpose
from referrals.notices.gate import ForHer, Standing, decide, way_to_her
from tests.referrals.arriving import HER_EMAIL, HER_TEXT, receive
from tests.test_neutral_words import TO_HER

MONDAY = dt.date(2026, 6, 1)
TEN = dt.datetime.combine(MONDAY, dt.time(10), LONDON)
EMAIL, TEXT = SimpleNamespace(address="her@post.example"), SimpleNamespace(address="+4477")
ADDRESS = {Channel.EMAIL: EMAIL.address, Channel.SMS: TEXT.address}
BOTH = (Channel.EMAIL, Channel.SMS)
MOMENTS = [TEN + dt.timedelta(hours=hours) for hours in range(-7, 24, 3)]


def wishing(channel="", hours=(None, None), quiet=None) -> SimpleNamespace:
    return SimpleNamespace(
        channel=channel, hours_from=hours[0], hours_until=hours[1], quiet_until_on=quiet
    )


EVERY_WISH = [
    wishing(*one)
    for one in product(
        ["", ContactChannel.EMAIL, ContactChannel.TEXT],
        [(None, None), (dt.time(7), dt.time(11)), (dt.time(17), dt.time(23))],
        [None, MONDAY, MONDAY + dt.timedelta(days=1)],
    )
]
EVERY_STANDING = [
    Standing(*one)
    for one in product(
        [False, True],
        [False, True],
        ["", LossKind.BABY_DIED, LossKind.SHE_DIED],
        [None, False, True],
        [
            {},
            {Channel.EMAIL: EMAIL},
            {Channel.SMS: TEXT},
            {Channel.EMAIL: EMAIL, Channel.SMS: TEXT},
        ],
        EVERY_WISH,
    )
]
FREE = Standing(False, False, "", True, {Channel.EMAIL: EMAIL}, wishing())


def ask(standing, now=TEN, order=BOTH, hours=DAYTIME, allowed=any_day, automatic=True):
    return decide(standing, now, order=order, hours=hours, allowed=allowed, automatic=automatic)


def may_go(standing: Standing, now, order, hours: Hours, automatic: bool) -> bool:
    """Said once more, as plainly as can be."""
    if standing.held or standing.erased or standing.agreed is not True:
        return False
    if standing.loss == LossKind.SHE_DIED or not set(order) & set(standing.ways):
        return False
    if not automatic:
        return True
    wishes, at = standing.wishes, now.astimezone(LONDON)
    in_ours = hours.opens <= at.time() < hours.closes
    in_hers = wishes.hours_from is None or wishes.hours_from <= at.time() < wishes.hours_until
    quiet = wishes.quiet_until_on and at.date() < wishes.quiet_until_on
    return not standing.loss and in_ours and in_hers and not quiet


@pytest.mark.parametrize("automatic", [True, False])
@pytest.mark.parametrize("hours", [DAYTIME, EARLY], ids=["daytime", "early"])
def test_it_goes_exactly_where_every_condition_holds(hours, automatic):
    sent = 0
    for standing, now, order in product(EVERY_STANDING, MOMENTS, [BOTH, BOTH[:1]]):
        verdict = ask(standing, now, order, hours, automatic=automatic)
        goes = may_go(standing, now, order, hours, automatic)
        assert isinstance(verdict, Send) == goes, (standing, now, order, verdict)
        if goes:
            sent += 1
            assert verdict.channel in standing.ways and verdict.channel in order
            assert verdict.to == ADDRESS[verdict.channel]
    assert sent > 100


@pytest.mark.parametrize("hours", [DAYTIME, EARLY], ids=["daytime", "early"])
def test_what_is_put_off_goes_at_the_moment_it_is_put_off_to(hours):
    for wishes, now in product(EVERY_WISH, MOMENTS):
        standing = replace(FREE, wishes=wishes)
        verdict = ask(standing, now, hours=hours)
        if isinstance(verdict, Postpone):
            assert verdict.until > now
            assert isinstance(ask(standing, verdict.until, hours=hours), Send)


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, Send(EMAIL.address)),
        ({"held": True}, Cancel("held_back")),
        ({"erased": True}, Cancel("erased")),
        ({"loss": LossKind.BABY_ELSEWHERE}, Cancel("loss")),
        ({"agreed": None}, Cancel("consent_not_asked")),
        ({"agreed": False}, Cancel("no_consent")),
        ({"ways": {}}, Cancel("no_safe_way")),
        ({"ways": {Channel.SMS: TEXT}}, Send(TEXT.address, Channel.SMS)),
    ],
)
def test_each_condition_alone_decides(change, verdict):
    assert ask(replace(FREE, **change)) == verdict


@pytest.mark.parametrize(
    ("wishes", "now", "reason"),
    [
        (wishing(), TEN.replace(hour=21), "quiet_hours"),
        (wishing(hours=(dt.time(17), dt.time(20))), TEN, "her_hours"),
        (wishing(quiet=MONDAY + dt.timedelta(days=1)), TEN, "quiet_until"),
    ],
)
def test_whose_wish_it_is_that_it_waits(wishes, now, reason):
    assert ask(replace(FREE, wishes=wishes), now).reason == reason


def test_a_day_that_is_not_allowed_is_left_out():
    def tuesdays(day):
        return day.weekday() == 1

    until = next_allowed(TEN, DAYTIME, tuesdays)
    assert ask(FREE, allowed=tuesdays) == Postpone(until, "early_on_a_staffed_day")


@pytest.mark.parametrize(
    ("hour", "reason"), [(12, "early_on_a_staffed_day"), (21, "quiet_hours"), (7, "quiet_hours")]
)
def test_what_is_held_for_a_morning_is_not_said_to_wait_for_the_night_to_end(hour, reason):
    assert ask(FREE, TEN.replace(hour=hour), hours=EARLY).reason == reason
    assert ledger.in_words(reason) != reason


def test_hours_that_never_meet_ours_are_said_to_be_so():
    evening = wishing(hours=(dt.time(17), dt.time(20)))
    assert ask(replace(FREE, wishes=evening), hours=EARLY) == Cancel("no_shared_hour")


def test_what_is_for_her_passes_the_gate():
    """And only what she asks for waits for no hour."""
    for_her = {key for key, one in notices.every().items() if isinstance(one, ForHer)}
    assert for_her == set(notices.to_her())
    assert for_her >= set(TO_HER) - {"referrals.draft_link"}  # a form that nobody has sent yet
    links = {"questionnaire.new_link", "referrals.her_page_link"}
    at_once = links | {"referrals.receipt", "referrals.we_read"}
    assert set(notices.to_her()) - set(notices.to_her(only_automatic=True)) == at_once


@pytest.mark.django_db
class TestAsItStands:
    """What decides is read from her record at that moment."""

    def at(self, referral, hour=10, **more):
        return way_to_her(referral, TEN.replace(hour=hour), **more)

    def test_her_channel_comes_first_and_only_a_safe_one(self, site_a):
        referral = receive(contacts=[HER_EMAIL, HER_TEXT])
        assert self.at(referral).channel == Channel.EMAIL
        actions.change_wishes(
            referral=referral, channel=ContactChannel.TEXT, by=HERSELF, now=clock.now()
        )
        assert self.at(referral) == Send(HER_TEXT.address, Channel.SMS, unconfirmed=True)
        assert self.at(referral, order=[Channel.EMAIL]).channel == Channel.EMAIL
        referral.parent.safecontact_set.filter(channel="text").update(ended_at=clock.now())
        assert self.at(referral).channel == Channel.EMAIL

    def test_her_hours_and_her_quiet_day(self, site_a):
        referral = receive()
        actions.change_wishes(
            referral=referral,
            hours=HerHours(dt.time(12), dt.time(17)),
            by=HERSELF,
            now=clock.now(),
        )
        assert self.at(referral).reason == "her_hours"
        assert isinstance(self.at(referral, 13), Send)
        assert isinstance(self.at(referral, automatic=False), Send)

    def test_loss_consent_and_what_is_held_back(self, site_a):
        referral = receive()
        assert isinstance(self.at(referral), Send)
        loss = actions.report_loss(
            referral=referral, kind=LossKind.BABY_DIED, by=HERSELF, now=clock.now()
        )
        assert self.at(referral) == Cancel("loss")
        assert isinstance(self.at(referral, automatic=False), Send)
        loss.delete()
        actions.record_consent(
            referral=referral,
            purpose=Purpose.MESSAGES,
            given=False,
            means=Means.BY_PHONE,
            by=HERSELF,
            now=clock.now(),
        )
        assert self.at(referral, automatic=False) == Cancel("no_consent")
        referral.held_for = HeldFor.TRAP
        assert self.at(referral) == Cancel("held_back")

    @pytest.mark.parametrize(("provider", "channel"), [("", None), ("https://x", Channel.SMS)])
    def test_a_text_goes_only_where_there_are_words_and_a_provider(
        self, site_a, settings, provider, channel
    ):
        settings.SMS_URL = provider
        referral = receive(contacts=[HER_TEXT])
        receipt = notices.get(actions.RECEIPT)
        verdict = receipt.decide(referral, TEN)
        assert verdict == (
            Send(HER_TEXT.address, channel, unconfirmed=True) if channel else Cancel("no_safe_way")
        )
        assert receipt.words(referral, Message())["word"] == HER_TEXT.word
