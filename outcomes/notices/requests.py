"""What we write to her about questionnaires. Neutral words only: others may read them first."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse

from outcomes import queries, until_words
from outcomes.actions import INVITATION, NEW_LINK, REMINDER
from outcomes.actions.ending import LINK
from outcomes.actions.inviting import REMINDER_IS_STALE_AFTER, SNOOZED, had_reminders
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest
from outcomes.schedule import MOST_REMINDERS, start_of
from pim import clock
from pim.enums import Channel, MessageClass
from pim.messages import links, notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message
from pim.quiet_hours import EARLY, next_allowed
from referrals.notices.base import word_for
from referrals.notices.gate import ForHer
from referrals.queries import what_we_call_ourselves, wishes_of


class RequestNotice(ForHer):
    """A message about one request: everything is asked again at the moment of sending."""

    def load(self, object_id) -> QuestionnaireRequest | None:
        return queries.requests().filter(pk=object_id).first()

    def decide(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        if request.status != RequestStatus.OPEN:
            return Cancel(request.stopped_why or request.status)
        if request.closes_at <= now:
            return Cancel("too_late")
        if not queries.is_wanted(request, now):
            return Cancel("not_wanted")
        return self.way(request, now)

    def way(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        return self.gate(request.referral, now)

    def words(self, request: QuestionnaireRequest, message: Message) -> dict:
        questions = queries.questions_of(request)
        answered = queries.answers_of(request)
        return {
            "us": what_we_call_ourselves(request.referral),
            "word": word_for(request.referral),
            "link": link_for(request, message),
            "minutes": queries.minutes_for(questions),
            "last_day": until_words.certain_day(request),
            "half_done": request.answered_from_at is not None,
            "left": sum(question.key not in answered for question in questions),
            "site": request.referral.site,
        }


def link_for(request: QuestionnaireRequest, message: Message) -> str:
    token = links.make(
        purpose=LINK, object_id=request.pk, message=message, expires_at=request.closes_at
    )
    return settings.BASE_URL + reverse("questionnaire-link", args=[token])


class Asking(RequestNotice):
    """A message we send by ourselves: it waits where it is not wanted yet, or cannot go yet, and
    for no longer than she can answer."""

    klass = MessageClass.REMINDER

    def way(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        if queries.support_has_begun(request, clock.day_of(now)):
            return Cancel("support_began")
        verdict = self.gate_or_wait(request, now)
        if reason := self.in_the_way(verdict, request, now):
            verdict = on_day(look_again_on(request, reason, clock.day_of(now)), reason)
        return self.in_time(verdict, request, now)

    def in_the_way(self, verdict: Verdict, request: QuestionnaireRequest, now: datetime) -> str:
        """What may pass: then everything is asked again. No second message on the same local
        day, whichever questionnaire it is about."""
        if isinstance(verdict, Cancel):
            return verdict.reason if verdict.reason in queries.MAY_PASS else ""
        if not isinstance(verdict, Send):
            return ""
        if queries.rests(request):
            return "no_rota"
        return "one_a_day" if queries.was_asked_today(request.referral, now) else ""

    def gate_or_wait(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        today = clock.day_of(now)
        rests_until = queries.rests_until(request.referral, today)
        later = request.snoozed_until_on
        if later and later > max(today, rests_until or today):
            quiet = wishes_of(request.referral.parent).quiet_until_on
            if quiet and quiet > later:
                return on_day(quiet, "quiet_until")
            return on_day(later, "she_said_later")
        if rests_until:
            return self.after_pause(min(rests_until, queries.last_day(request)), today)
        return self.in_hours(request, now)

    def after_pause(self, day: date, today: date) -> Verdict:
        return on_day(day, "paused") if day > today else Cancel("paused")

    def in_hours(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        return self.gate(request.referral, now, order=order_of(request))

    def early(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        """The first she hears of it: with a question whose answer may worry us it goes early in
        a staffed day, so that somebody is there for the rest of it."""
        if not queries.has_risk_item(request):
            return self.gate(request.referral, now, order=order_of(request))
        way = {"order": order_of(request), "allowed": queries.open_days(request.referral.site)}
        verdict = self.gate(request.referral, now, hours=EARLY, **way)
        never_free_then = verdict == Cancel("no_shared_hour")
        return self.gate(request.referral, now, **way) if never_free_then else verdict

    def in_time(self, verdict: Verdict, request: QuestionnaireRequest, now: datetime) -> Verdict:
        """What waits is worth sending on the day it waits for."""
        if not isinstance(verdict, Postpone):
            return verdict
        if verdict.until >= request.closes_at:
            return Cancel(verdict.reason)
        stale_at = min(verdict.until + REMINDER_IS_STALE_AFTER, request.closes_at)
        return replace(verdict, expires_at=stale_at)


def on_day(day: date, reason: str) -> Postpone:
    """Then everything is asked again, her hours too."""
    return Postpone(next_allowed(start_of(day)), reason)


def look_again_on(request: QuestionnaireRequest, reason: str, today: date) -> date:
    """Tomorrow. Her yes and a safe way are noticed when they come, so nobody asks for them day
    by day: once more on her last day, and then no more."""
    tomorrow = today + timedelta(days=1)
    if reason in queries.MAY_PASS:
        return max(tomorrow, queries.last_day(request))
    return tomorrow


def order_of(request: QuestionnaireRequest) -> list[Channel]:
    """The channels of the wave, the first that is safe for her is used."""
    return [Channel(one) for one in request.wave.channels]


@notices.register
class Invitation(Asking):
    key = INVITATION
    called = "Questionnaire invitation"
    says = "That there are some questions, how long they take, her link and her last day."
    template = "outcomes/messages/invitation"

    def in_hours(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        return self.early(request, now)

    def in_time(self, verdict: Verdict, request: QuestionnaireRequest, now: datetime) -> Verdict:
        """An invitation is worth sending to the last day."""
        verdict = super().in_time(verdict, request, now)
        if isinstance(verdict, Postpone):
            return replace(verdict, expires_at=request.closes_at)
        return verdict


@notices.register
class Reminder(Asking):
    """Stops as soon as she has answered; other words where she has begun, or said "later"."""

    key = REMINDER
    called = "Questionnaire reminder"
    says = "That the questions are still there, or how many are left, with her link."
    template = "outcomes/messages/reminder"

    def gate_or_wait(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        if had_reminders(request.pk) >= MOST_REMINDERS:
            return Cancel("two_reminders")
        return super().gate_or_wait(request, now)

    def in_hours(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        """Where no invitation ever went, it is one."""
        if not queries.was_asked(request):
            return self.early(request, now)
        return super().in_hours(request, now)

    def in_the_way(self, verdict: Verdict, request: QuestionnaireRequest, now: datetime) -> str:
        """Never before the invitation."""
        if isinstance(verdict, Send) and queries.invitation_waits(request):
            return "after_invitation"
        return super().in_the_way(verdict, request, now)

    def words(self, request: QuestionnaireRequest, message: Message) -> dict:
        asked_for = message.dedupe_key.startswith(f"{SNOOZED}:")
        return super().words(request, message) | {"she_said_later": asked_for}


@notices.register
class NewLink(RequestNotice):
    """She asked for it just now, so no quiet hours."""

    key = NEW_LINK
    called = "New link to a questionnaire"
    says = "The new link that she asked for."
    template = "outcomes/messages/new_link"
    is_automatic = False
