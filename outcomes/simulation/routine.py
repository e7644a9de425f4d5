"""What the service does by itself, day after day: sweeps, and the post."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from outcomes import actions as outcomes
from outcomes.simulation.answering import LINK, reading
from outcomes.simulation.rarities import check_ins_are_rung_about
from outcomes.simulation.stage import Stage, at, later
from outcomes.simulation.world import Life
from pim import clock
from pim.messages import outbox
from referrals import actions as referrals
from volunteers import actions as volunteers

POST_HOURS = (9.1, 16)
SWEEPS_EVERY = 3  # days; in life they never rest, and find the same
VOLUNTEERS_SWEEPS_EVERY = 7


def sweeps(stage: Stage, starts_on: date) -> Life:
    """Some mornings what is due is asked, what is over is closed."""
    yield from _now_and_again(stage, starts_on, SWEEPS_EVERY, _questionnaires_and_proposals)


def sweeps_of_volunteers(stage: Stage, starts_on: date) -> Life:
    """Once a week whoever is silent, or whose check runs out, is looked at."""
    yield from _now_and_again(stage, starts_on, VOLUNTEERS_SWEEPS_EVERY, _volunteers)


def _now_and_again(
    stage: Stage, starts_on: date, days: int, sweep: Callable[[Stage], None]
) -> Life:
    """And at the very end, so that nothing is left for the sweeps of a demonstration that has
    just been started."""
    yield at(starts_on, 6)
    while later(days) < stage.ends_at:
        sweep(stage)
        yield later(days)
    sweep(stage)
    yield stage.ends_at
    sweep(stage)


def _questionnaires_and_proposals(stage: Stage) -> None:
    now, happened = clock.now(), stage.world.happened
    outcomes.follow_dates(now=now)
    outcomes.write_once_we_may(now=now)
    happened["questionnaires asked"] += outcomes.open_due_requests(now=now)
    happened["questionnaires ran out"] += outcomes.close_expired_requests(now=now)
    happened["asked whether she still wants this"] += referrals.keep_check_ins(now=now)
    volunteers.withdraw_stale_proposals(now=now)
    happened["proposals without an answer"] += volunteers.let_proposals_lapse(now=now)


def _volunteers(stage: Stage) -> None:
    now, happened = clock.now(), stage.world.happened
    volunteers.ask_after_silences(now=now)
    volunteers.warn_of_rechecks(now=now)
    volunteers.settle_cover_needs(now=now)
    happened["plans asked for"] += volunteers.raise_cover_needs(now=now)


def check_ins(stage: Stage, starts_on: date) -> Life:
    """Every week, whoever waits long is asked whether she still wants this.

    Whom no message reached, or who did not answer it, is asked by phone in the week after.
    """
    yield at(starts_on, 10)
    while True:
        check_ins_are_rung_about(stage)
        asked = referrals.keep_check_ins(now=clock.now())
        stage.world.happened["asked whether she still wants this"] += asked
        yield later(7)


def post(stage: Stage, starts_on: date) -> Life:
    """Several times a day what is due is sent; whoever gets a link may follow it."""
    box = LetterBox(stage)
    for moment in _post_times(stage, starts_on):
        yield moment
        for lane in (outbox.RISK, outbox.ORDINARY):
            outbox.drain(lane, for_seconds=60)
        box.empty()


def _post_times(stage: Stage, day: date) -> Iterator[datetime]:
    """The hours of each day; at the very end once more, so that nothing due is left over."""
    last = stage.world.ends_at
    while (morning := at(day, 0)) < last:
        hours = (morning + timedelta(hours=hour) for hour in POST_HOURS)
        yield from (hour for hour in hours if hour < last)
        day += timedelta(days=1)
    yield last


class LetterBox:
    """Looks through what has come since the last time."""

    def __init__(self, stage: Stage):
        self.stage = stage
        self.read = 0

    def empty(self) -> None:
        new, self.read = self.stage.letters[self.read :], len(self.stage.letters)
        for letter in new:
            self.stage.note("messages sent")
            mum = self.stage.mum_of(letter.to)
            if mum and LINK.search(letter.body):
                chance = self.stage.chance("letter", letter.to, clock.now())
                self.stage.world.begin(reading(self.stage, letter, mum, chance))
