"""What the service promises, as questions to the database. Each counts the times it was broken."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from outcomes import queries
from outcomes.actions.inviting import SNOOZED
from outcomes.enums import Anchor, RequestStatus, ResponseStatus, RiskStepKind, WaveKey
from outcomes.models import (
    Answer,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    RiskEvent,
    RiskStep,
)
from outcomes.schedule import LONDON, MOST_REMINDERS, start_of
from outcomes.scoring import risk_of, score
from pim import clock
from pim.enums import GONE_OUT, IN_FLIGHT, Channel, MessageClass, MessageState
from pim.models import AuditEvent, Message
from referrals.enums import ContactChannel, Purpose, Status
from referrals.models import CheckIn, Concern, Consent, Referral, ReferralEvent, SafeContact
from referrals.notices.gate import WAYS
from volunteers import check_rules
from volunteers import queries as standing
from volunteers.enums import LIVE, Attendance, MatchStatus, WhyCover
from volunteers.models import Check, CoverNeed, GroupAttendance, Match, Session, Volunteer

A_MINUTE = timedelta(minutes=1)
DAY_OPENS, DAY_ENDS = time(9), time(20)
TO_HER = ("questionnaire.invitation", "questionnaire.reminder")

Promise = Callable[[datetime], int]
_promises: dict[str, Promise] = {}


def promise(sentence: str) -> Callable[[Promise], Promise]:
    """File a function under the sentence it would break."""

    def file(broken: Promise) -> Promise:
        _promises[sentence] = broken
        return broken

    return file


def broken(now: datetime) -> dict[str, int]:
    """Every promise and how often it was broken, as things stand at ``now``."""
    return {sentence: count(now) for sentence, count in _promises.items()}


# --- messages ------------------------------------------------------------------------------
def _sent() -> Iterator[Message]:
    return Message.objects.filter(state__in=GONE_OUT, notice__in=TO_HER).iterator()


@promise("No reminder after she has answered")
def reminded_after_the_answer(now: datetime) -> int:
    done = QuestionnaireRequest.objects.filter(pk=OuterRef("object_id"))
    sent = Message.objects.filter(state__in=GONE_OUT, notice="questionnaire.reminder")
    return (
        sent.annotate(answered_at=Subquery(done.values("ended_at")[:1]))
        .filter(sent_at__gt=F("answered_at"))
        .count()
    )


@promise("No more reminders than the plan allows, and never more than two")
def reminded_too_often(now: datetime) -> int:
    sent = Message.objects.filter(state__in=GONE_OUT, notice="questionnaire.reminder")
    by_plan = sent.exclude(dedupe_key__startswith=f"{SNOOZED}:").values("object_id")
    plans = dict(QuestionnaireRequest.objects.values_list("pk", "wave__reminder_days"))
    planned = by_plan.annotate(times=Count("id"))
    too_many = sum(row["times"] > len(plans[row["object_id"]] or ()) for row in planned)
    every = sent.values("object_id").annotate(times=Count("id"))
    return too_many + every.filter(times__gt=MOST_REMINDERS).count()


@promise("No two reminders on one day")
def reminded_twice_a_day(now: datetime) -> int:
    sent = Message.objects.filter(state__in=GONE_OUT, notice="questionnaire.reminder")
    days = sent.values("about_id", day=TruncDate("sent_at", tzinfo=LONDON))
    return days.annotate(times=Count("id")).filter(times__gt=1).count()


@promise("Who says later hears nothing before that day")
def asked_before_later(now: datetime) -> int:
    put_off = AuditEvent.objects.filter(action="questionnaire.snoozed")
    broken = 0
    for event in put_off:
        until = start_of(date.fromisoformat(event.codes["until"]))
        hers = Message.objects.filter(object_id=event.target_id, notice__in=TO_HER)
        again = put_off.filter(target_id=event.target_id, at__gt=event.at)
        if not again.exists():
            broken += hers.filter(sent_at__gt=event.at, sent_at__lt=until).count()
    return broken


@promise("No question is open that is asked no longer")
def open_and_unwanted(now: datetime) -> int:
    rows = QuestionnaireRequest.objects.open().filter(wave__isnull=False)
    opened = rows.select_related("wave", "referral")
    return sum(queries.why_unwanted(request, now) is not None for request in opened)


@promise("Nobody is asked how she was before once her support has begun")
def asked_too_late(now: datetime) -> int:
    early = QuestionnaireRequest.objects.filter(wave__key=WaveKey.START)
    asked = early.exclude(wave__anchor=Anchor.FIRST_SESSION)
    return sum(_had_met(request.referral_id, at) for request in asked for at in _asked_at(request))


def _asked_at(request: QuestionnaireRequest) -> list[datetime]:
    """When it was opened, and when anything was sent about it."""
    sent = Message.objects.filter(object_id=request.pk, state__in=GONE_OUT, notice__in=TO_HER)
    return [request.opened_at, *sent.values_list("sent_at", flat=True)]


def _had_met(referral: UUID, by: datetime) -> bool:
    """As far as anybody had told us."""
    met = Session.objects.filter(match__referral=referral, attendance=Attendance.HAPPENED)
    came = GroupAttendance.objects.filter(place__referral=referral)
    return (
        met.filter(logged_at__lt=by).exists() or came.filter(session__recorded_at__lt=by).exists()
    )


@promise("Nobody is asked the same twice about the same days")
def asked_twice(now: datetime) -> int:
    asked = RequestInstrument.objects.filter(request__wave__isnull=False)
    rows = asked.select_related("request", "instrument")
    ordered = rows.order_by("request__referral", "instrument__key", "request__opened_at")
    return sum(_is_too_soon(*two) for two in pairwise(ordered))


def _is_too_soon(one: RequestInstrument, next_one: RequestInstrument) -> bool:
    hers = [(row.request.referral_id, row.instrument.key) for row in (one, next_one)]
    days = queries.definition(one.instrument).recall_days or 0
    gap = clock.day_of(next_one.request.opened_at) - clock.day_of(one.request.opened_at)
    return hers[0] == hers[1] and gap < timedelta(days=days)


@promise("Nothing asked of her outside nine to eight")
def asked_at_night(now: datetime) -> int:
    hours = (timezone.localtime(message.sent_at).time() for message in _sent())
    return sum(not DAY_OPENS <= hour < DAY_ENDS for hour in hours)


@promise("No question sent without her consent at that moment")
def asked_without_consent(now: datetime) -> int:
    referral_of = dict(QuestionnaireRequest.objects.values_list("pk", "referral"))
    decided = _decided()
    return sum(
        not all(
            _had_consent(decided[referral_of[message.object_id], purpose], message.sent_at)
            for purpose in (Purpose.MESSAGES, Purpose.EVALUATION)
        )
        for message in _sent()
    )


def _decided() -> dict[tuple[UUID, str], list[tuple[datetime, bool]]]:
    """Each mum's decisions about each purpose, the newest first."""
    decided = defaultdict(list)
    rows = Consent.objects.order_by("-at", "-id")
    for referral, purpose, at, given in rows.values_list("referral", "purpose", "at", "given"):
        decided[referral, purpose].append((at, given))
    return decided


def _had_consent(decided: list[tuple[datetime, bool]], when: datetime) -> bool:
    return next((given for at, given in decided if at <= when), False)


@promise("No question sent to a mum in a way that is not safe for her")
def asked_unsafely(now: datetime) -> int:
    return sum(_unsafe(channel, way) for channel, way in WAYS.items())


def _unsafe(channel: Channel, way: ContactChannel) -> int:
    safe = SafeContact.objects.filter(parent__referral=OuterRef("about_id"), channel=way)
    sent = Message.objects.filter(state__in=GONE_OUT, notice__in=TO_HER, channel=channel)
    return sent.filter(~Exists(safe)).count()


@promise("No message left lying")
def left_lying(now: datetime) -> int:
    overdue = Q(state=MessageState.QUEUED, due_at__lt=now - timedelta(hours=13))
    urgent = Q(
        state=MessageState.QUEUED,
        due_at__lt=now - timedelta(hours=1),
        klass__in=(MessageClass.RISK, MessageClass.TRANSACTIONAL),
    )
    return Message.objects.filter(overdue | urgent | Q(state__in=IN_FLIGHT)).count()


# --- answers -------------------------------------------------------------------------------
@promise("Every risk answer has a person looking")
def risk_unseen(now: datetime) -> int:
    answers = Answer.objects.filter(option__isnull=False).select_related(
        "option", "response__instrument"
    )
    unseen = 0
    for answer in answers.filter(response__instrument__key="phq-9", item=9):
        definition = queries.definition(answer.response.instrument)
        if risk_of(definition, answer.item, answer.option.code):
            events = RiskEvent.objects.filter(response=answer.response, item=answer.item)
            unseen += not events.exists()
    return unseen


@promise("Every risk alert was queued with its event")
def risk_without_alert(now: datetime) -> int:
    alert = Message.objects.filter(object_id=OuterRef("pk"), klass=MessageClass.RISK)
    return RiskEvent.objects.filter(~Exists(alert)).count()


@promise("Every risk alert went out within the minute, or somebody was looking by then")
def risk_told_late(now: datetime) -> int:
    in_time = OuterRef("raised_at") + A_MINUTE
    went_out = Message.objects.filter(
        object_id=OuterRef("pk"), state__in=GONE_OUT, sent_at__lte=in_time
    )
    due = RiskEvent.objects.filter(raised_at__lt=now - A_MINUTE)
    return (
        due.exclude(acknowledged_at__lte=F("raised_at") + A_MINUTE)
        .filter(~Exists(went_out))
        .count()
    )


@promise("Every risk answer was looked at in time, or passed up")
def risk_left_with_one(now: datetime) -> int:
    late = RiskEvent.objects.filter(look_by__lt=now - A_MINUTE, escalated=0)
    return late.filter(
        Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gt=F("look_by"))
    ).count()


@promise("No risk answer is closed before somebody spoke with her or told somebody")
def risk_closed_unspoken(now: datetime) -> int:
    kinds = (RiskStepKind.SPOKE, RiskStepKind.TOLD)
    done = RiskStep.objects.filter(event=OuterRef("pk"), kind__in=kinds)
    return RiskEvent.objects.exclude(closed_at=None).filter(~Exists(done)).count()


@promise("No risk answer stays open for a fortnight")
def risk_open_too_long(now: datetime) -> int:
    return RiskEvent.objects.open().filter(raised_at__lt=now - timedelta(days=14)).count()


@promise("Every stored score is what its answers give")
def wrongly_scored(now: datetime) -> int:
    done = Response.objects.filter(status=ResponseStatus.COMPLETED).select_related("instrument")
    return sum(
        _is_wrong(response) for response in done.prefetch_related("answer_set__option", "score_set")
    )


def _is_wrong(response: Response) -> bool:
    definition = queries.definition(response.instrument)
    codes = {a.item: a.option.code if a.option else None for a in response.answer_set.all()}
    right = score(definition, codes).totals
    return {row.scale: row.total for row in response.score_set.all()} != dict(right)


@promise("Everyone accepted who agreed to questions was asked")
def baseline_forgotten(now: datetime) -> int:
    yesterday = now - timedelta(days=1)
    accepted = Referral.objects.filter(accepted_at__lt=yesterday)
    asked = QuestionnaireRequest.objects.filter(referral=OuterRef("pk"), wave__key="asked")
    forgotten = accepted.filter(~Exists(asked), programme__wave__key="asked")
    decided = _decided()
    return sum(
        _had_consent(decided[referral.pk, Purpose.EVALUATION], referral.accepted_at)
        for referral in forgotten
    )


@promise("No questionnaire stays open after its last day")
def open_too_long(now: datetime) -> int:
    late = QuestionnaireRequest.objects.filter(status=RequestStatus.OPEN)
    return late.filter(closes_at__lt=now - timedelta(days=1)).count()


# --- asking ---------------------------------------------------------------------------------
@promise("Nothing is sent about a form that is held back")
def wrote_about_what_is_held(now: datetime) -> int:
    held = Referral.objects.held().values("pk")
    return Message.objects.filter(about_id__in=held, klass=MessageClass.TRANSACTIONAL).count()


@promise("Every open concern has somebody who looks, and no later than was said")
def concern_left_alone(now: datetime) -> int:
    unseen = Concern.objects.open().filter(acknowledged_at__isnull=True)
    return unseen.filter(Q(owner__isnull=True) | Q(due_at__lt=now)).count()


@promise("Nobody is asked whether she still wants this once she waits no longer")
def asked_in_vain(now: datetime) -> int:
    open_ones = CheckIn.objects.filter(answered_at__isnull=True, ended_at__isnull=True)
    a_day_ago = now - timedelta(days=1)
    gone = open_ones.exclude(referral__status=Status.WAITING)
    return gone.filter(referral__status_since__lt=a_day_ago).count()


# --- people --------------------------------------------------------------------------------
@promise("Every status is the last of its dated moves")
def status_without_move(now: datetime) -> int:
    moves = ReferralEvent.objects.filter(referral=OuterRef("pk")).order_by("-at", "-id")
    return (
        Referral.objects.annotate(last=Subquery(moves.values("to_status")[:1]))
        .exclude(last=F("status"))
        .count()
    )


@promise("Every move is in the audit trail")
def move_without_audit(now: datetime) -> int:
    audited = AuditEvent.objects.filter(
        target_type="referrals.referral", action__startswith="referral."
    )
    known = set(audited.values_list("target_id", "action", "at"))
    moves = ReferralEvent.objects.values_list("referral", "to_status", "at")
    return sum((str(pk), f"referral.{status}", at) not in known for pk, status, at in moves)


@promise("No volunteer has more mums than she offered")
def over_capacity(now: datetime) -> int:
    live = Count("match", filter=Q(match__status__in=LIVE))
    return Volunteer.objects.annotate(live=live).filter(live__gt=F("capacity")).count()


@promise("Nobody was matched while a check was missing")
def matched_without_checks(now: datetime) -> int:
    volunteers = {one.pk: one for one in Volunteer.objects.with_standing()}
    return sum(
        not _was_valid(volunteers[match.volunteer_id], rule, timezone.localdate(match.proposed_at))
        for match in Match.objects.all()
        for rule in standing.required_kinds(volunteers[match.volunteer_id]).values()
    )


def _was_valid(volunteer: Volunteer, rule: check_rules.Rule, day: date) -> bool:
    lasting = Q(recheck_on__isnull=True) | Q(recheck_on__gt=day)
    enough = Q(level__in=check_rules.enough_for(rule.level)) if rule.level else Q()
    checks = Check.objects.filter(volunteer=volunteer, kind=rule.kind, issued_on__lte=day)
    return checks.filter(lasting & enough).exists()


@promise("Each mum of a volunteer whose check has run out has one plan, and keeps her volunteer")
def lapses_without_one_need(now: datetime) -> int:
    """On the day itself the sweep may still be on its way."""
    yesterday = timezone.localdate(now) - timedelta(days=1)
    volunteers = Volunteer.objects.filter(match__status=MatchStatus.ACTIVE).distinct()
    lapses = {one.pk: standing.lapsed_on(one, on=yesterday) for one in volunteers.with_standing()}
    active = Match.objects.active().filter(volunteer__in=[pk for pk, day in lapses.items() if day])
    return sum(_needs(match, lapses[match.volunteer_id]) != 1 for match in active)


def _needs(match: Match, lapsed_on: date) -> int:
    """A match that began since needs none: the check was noted afterwards, as older."""
    if timezone.localdate(match.started_at) > lapsed_on:
        return 1
    lapse = Q(why=WhyCover.CHECK_LAPSED, since_on=lapsed_on)
    return CoverNeed.objects.filter(lapse | Q(settled_at__isnull=True), match=match).count()
