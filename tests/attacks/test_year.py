"""A year of questionnaires, event by event, and two nights minute by minute.

Five hundred women with plans, hours and fates of their own; the real outbox and the real sweeps,
a clock that is set, and messages that are kept here. What must never happen is counted.
"""

import datetime as dt
import sys
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

import pytest

from outcomes import actions, instrument_register
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest, Wave
from outcomes.schedule import LONDON
from pim import clock
from pim.access.audit import HERSELF, SYSTEM
from pim.enums import AttemptOutcome, Channel, MessageState
from pim.errors import DomainError
from pim.messages import channels, outbox
from pim.messages.answers import Answer
from pim.models import Message
from referrals import actions as referral_actions
from referrals.arrivals import NewContact
from referrals.enums import ContactChannel, LossKind, Purpose, Situation, Status
from referrals.models import MessageWishes, Referral, SafeContact
from tests import factories as make
from tests.outcomes.asking import decide

pytestmark = pytest.mark.django_db
MUMS, SEED = 500, 29
A_DAYS_SHARE = 80  # of so many one answers on a day, and the life of one moves
A_DAY = dt.timedelta(days=1)
BEGINS = dt.datetime(2026, 1, 5, tzinfo=LONDON)
SPRING, AUTUMN = dt.date(2026, 3, 29), dt.date(2026, 10, 25)
SLEEPS_FROM = dt.datetime(2026, 6, 3, 10, tzinfo=LONDON)
SLEEPS_UNTIL = SLEEPS_FROM + dt.timedelta(hours=6)
PLANS = (
    ("asked", "accepted", 0, 14, [3, 8], ["gad-7"]),
    ("start", "asked", 5, 30, [2], ["gad-2"]),
    ("mid", "birth", 14, 60, [5, 6], ["phq-2"]),
    ("end", "planned_end", -7, 28, [5, 12], ["experience"]),
    ("follow_up", "due_date", 40, 90, [1, 2], ["gad-7", "experience"]),
)


@dataclass
class Sent:
    notice: str
    request: UUID
    about: UUID
    channel: str
    to: str
    at: dt.datetime
    is_safe: bool


@dataclass
class Told:
    """What happened to whom, by moments: what must not be sent afterwards."""

    ended: dict[UUID, dt.datetime] = field(default_factory=dict)
    loss: dict[UUID, dt.datetime] = field(default_factory=dict)
    no_more: dict[UUID, dt.datetime] = field(default_factory=dict)


class Year:
    """The days in turn. ``at`` sets the one clock that everything reads."""

    def __init__(self, site, monkeypatch) -> None:
        self.random = Random(SEED)
        self.site, self.now = site, BEGINS
        self.sent: list[Sent] = []
        self.told = Told()
        self.safe: dict[UUID, set[tuple[str, str]]] = defaultdict(set)
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(clock, "today", lambda: clock.day_of(self.now))
        self.mums = [self._mum() for _ in range(MUMS)]

    # --- Who they are -----------------------------------------------------------------------
    def _mum(self) -> Referral:
        draw = self.random
        accepted_at = BEGINS + draw.randrange(300) * A_DAY + dt.timedelta(hours=draw.randrange(24))
        day = accepted_at.date()
        mum = make.ReferralFactory(
            site=self.site,
            status=Status.IN_SUPPORT,
            accepted_at=accepted_at,
            asked_at=accepted_at - draw.randrange(9) * A_DAY,
            planned_end_on=day + draw.randrange(20, 120) * A_DAY,
            situation=Situation.PREGNANT,
            due_on=day + draw.randrange(-20, 60) * A_DAY,
            born_on=None,
        )
        self.can_be_reached(mum, BEGINS)
        if draw.random() < 0.3:
            self.can_be_reached(mum, BEGINS)
        if draw.random() < 0.4:
            opens = draw.randrange(9, 18)
            MessageWishes.objects.create(
                parent=mum.parent,
                hours_from=dt.time(opens),
                hours_until=dt.time(opens + 2),
                changed_at=BEGINS,
            )
        for purpose in (Purpose.EVALUATION, Purpose.MESSAGES):
            decide(mum, purpose, True, BEGINS)
        return mum

    def can_be_reached(self, mum: Referral, now: dt.datetime) -> None:
        """By e-mail or by text, at a new address."""
        unique = self.random.randrange(10**5)
        way, channel, address = self.random.choices(
            (
                (ContactChannel.EMAIL, Channel.EMAIL, f"{mum.pk}.{unique}@home.example"),
                (ContactChannel.TEXT, Channel.SMS, f"+4477009{unique:05}"),
            ),
            (2, 1),
        )[0]
        new = NewContact(channel=way, address=address)
        referral_actions.add_safe_contact(referral=mum, new=new, by=SYSTEM, now=now)
        self.safe[mum.pk].add((channel, address))

    # --- What happens -----------------------------------------------------------------------
    def live(self) -> None:
        """Every hour from eight to nine at night; on the two nights every minute of the day."""
        for number in range(365):
            day = BEGINS.date() + number * A_DAY
            self.at(dt.datetime.combine(day, dt.time(0, 5), LONDON))
            self.sweep()
            self.something_happens()
            for moment in self.moments(day):
                self.at(moment)
                if not SLEEPS_FROM <= moment < SLEEPS_UNTIL:
                    self.drain()

    def moments(self, day: dt.date):
        if day in (SPRING, AUTUMN):
            begins = dt.datetime.combine(day, dt.time(0), LONDON).astimezone(dt.UTC)
            ends = dt.datetime.combine(day + A_DAY, dt.time(0), LONDON).astimezone(dt.UTC)
            for minute in range(int((ends - begins).total_seconds() // 60)):
                yield begins + dt.timedelta(minutes=minute)
        else:
            for hour in (0, 8, 9, 11, 14, 19, 20, 23):
                minute = self.random.randrange(60)
                yield dt.datetime.combine(day, dt.time(hour, minute), LONDON)

    def at(self, moment: dt.datetime) -> None:
        self.now = moment.astimezone(dt.UTC)

    def sweep(self) -> None:
        actions.follow_dates(now=self.now)
        actions.close_expired_requests(now=self.now)
        actions.open_due_requests(now=self.now)

    def drain(self) -> None:
        if Message.objects.waiting().filter(due_at__lte=self.now).exists():
            outbox.drain(for_seconds=600)

    def keep(self, rendered, message_id) -> Answer:
        row = Message.objects.get(pk=message_id)
        way = (rendered.channel, rendered.to)
        is_safe = way in self.safe[row.about_id]
        self.sent.append(Sent(row.notice, row.object_id, row.about_id, *way, self.now, is_safe))
        return Answer(AttemptOutcome.SENT)

    def something_happens(self) -> None:
        """About a dozen a day: she answers, says later, has enough, or her life moves."""
        opened = list(QuestionnaireRequest.objects.open().select_related("referral"))
        for request in self.random.sample(opened, min(len(opened), MUMS // A_DAYS_SHARE)):
            fate = self.random.choices(
                (self.answers, self.says_later, self.has_enough, self.lost), (6, 5, 1, 1)
            )[0]
            request.refresh_from_db()
            if request.status == RequestStatus.OPEN:  # nothing has happened to her just now
                fate(request)
        for mum in self.random.sample(self.mums, MUMS // A_DAYS_SHARE):
            self.life_moves(mum)

    def answers(self, request) -> None:
        actions.refuse(request=request, by=HERSELF, now=self.now)
        self.told.ended[request.pk] = self.now

    def says_later(self, request) -> None:
        days = actions.later_days(request, self.now)
        if days:
            chosen = self.random.choice(days)
            actions.snooze(request=request, until_on=chosen, by=HERSELF, now=self.now)

    def has_enough(self, request) -> None:
        decide(request.referral, Purpose.EVALUATION, False, self.now)
        self.told.no_more[request.referral_id] = self.now

    def lost(self, request) -> None:
        referral_actions.report_loss(
            referral=request.referral, kind=LossKind.BABY_DIED, by=SYSTEM, now=self.now
        )
        self.told.loss[request.referral_id] = self.now

    def life_moves(self, mum: Referral) -> None:
        mum.refresh_from_db()
        move = self.random.choice(("end", "due", "birth", "ways"))
        today = clock.day_of(self.now)
        if move == "end":
            mum.planned_end_on += self.random.randrange(1, 9) * A_DAY
            mum.save(update_fields=["planned_end_on"])
        elif move == "ways":
            self.ways_change(mum)
        elif move == "due" and mum.born_on is None:
            self.tried(referral_actions.move_due_date, mum, due_on=mum.due_on + 3 * A_DAY)
        elif mum.accepted_at <= self.now and mum.due_on <= today:
            self.tried(referral_actions.baby_is_here, mum, born_on=today)

    def ways_change(self, mum: Referral) -> None:
        """Nothing that was safe is safe any more. Most say at once what is."""
        for contact in SafeContact.objects.live().filter(parent=mum.parent_id):
            referral_actions.end_safe_contact(contact=contact, by=SYSTEM, now=self.now)
        self.safe[mum.pk].clear()
        if self.random.random() < 0.8:
            self.can_be_reached(mum, self.now)

    def tried(self, action, mum, **what) -> None:
        with suppress(DomainError):
            action(referral=mum, by=SYSTEM, now=self.now, **what)


@pytest.fixture
def year(site_a, monkeypatch) -> Year:
    instrument_register.install(now=BEGINS)
    for key, anchor, opens, closes, reminders, asked in PLANS:
        Wave.objects.create(
            programme=site_a.programme,
            key=key,
            anchor=anchor,
            opens_days=opens,
            closes_days=closes,
            reminder_days=reminders,
            instruments=asked,
        )
    lived = Year(site_a, monkeypatch)
    with channels.kept_here(lived.keep):
        lived.live()
    return lived


def test_a_year(year):
    """One year is lived once, and everything is asked of it."""
    reminders = [one for one in year.sent if one.notice == actions.REMINDER]
    local = {id(one): one.at.astimezone(LONDON) for one in year.sent}
    wishes = {row.parent_id: row for row in MessageWishes.objects.all()}
    parent_of = dict(Referral.objects.values_list("pk", "parent"))
    broken = Counter()
    for one in year.sent:
        at = local[id(one)]
        hers = wishes.get(parent_of[one.about])
        broken["outside nine to eight"] += not dt.time(9) <= at.time() < dt.time(20)
        broken["outside her hours"] += bool(
            hers and not hers.hours_from <= at.time() < hers.hours_until
        )
        broken["after her answer"] += after(year.told.ended, one.request, one)
        broken["after a loss"] += after(year.told.loss, one.about, one)
        broken["after she had enough"] += after(year.told.no_more, one.about, one)
        broken["by a way that is not safe"] += not one.is_safe
        broken["while the worker slept"] += SLEEPS_FROM <= one.at < SLEEPS_UNTIL
    days = Counter((one.about, local[id(one)].date()) for one in reminders)
    broken["two reminders on one local day"] = sum(count > 1 for count in days.values())
    asked = defaultdict(int)
    for one in reminders:
        asked[one.request] += 1
    broken["more than two reminders"] = sum(count > 2 for count in asked.values())
    invited = Counter(one.request for one in year.sent if one.notice == actions.INVITATION)
    broken["invited twice"] = sum(count > 1 for count in invited.values())
    stale = Message.objects.filter(state=MessageState.EXPIRED)
    broken["stale without a reason"] = stale.filter(reason="").count()
    broken["left lying"] = Message.objects.waiting().filter(due_at__lt=year.now - 2 * A_DAY).count()
    opened = QuestionnaireRequest.objects.filter(status=RequestStatus.OPEN)
    broken["open too long"] = opened.filter(closes_at__lt=year.now - A_DAY).count()
    counted = f"{len(invited)} invitations, {len(reminders)} reminders, {stale.count()} stale"
    sys.stdout.write(f"\n{counted}\n")
    assert len(invited) > MUMS and len(reminders) > MUMS
    assert {one.channel for one in year.sent} == {Channel.EMAIL, Channel.SMS}
    assert {SPRING, AUTUMN} <= {at.date() for at in local.values()}
    assert +broken == Counter()


def after(moments: dict[UUID, dt.datetime], key: UUID, sent: Sent) -> bool:
    return key in moments and sent.at >= moments[key]
