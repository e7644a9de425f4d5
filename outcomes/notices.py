"""What we write about questionnaires. Neutral words only: somebody else may read them first."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from outcomes import queries
from outcomes.actions import INVITATION, NEW_LINK, REMINDER, RISK_ALERT
from outcomes.actions.ending import LINK
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest, RiskEvent
from pim import clock
from pim.enums import MessageClass
from pim.messages import links, notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message
from referrals.notices.gate import ForHer

ASK_AGAIN_WHO_LOOKS = timedelta(minutes=10)


class RequestNotice(ForHer):
    """A message about one request: everything is asked again at the moment of sending."""

    def load(self, object_id) -> QuestionnaireRequest | None:
        return queries.requests().filter(pk=object_id).first()

    def decide(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        if request.status != RequestStatus.OPEN:
            return Cancel(request.status)
        if request.closes_at <= now:
            return Cancel("too_late")
        if not queries.is_wanted(request):
            return Cancel("not_wanted")
        return self.gate(request.referral, now)

    def words(self, request: QuestionnaireRequest, message: Message) -> dict:
        contact = queries.safe_email(request.referral)
        questions = queries.questions_of(request)
        answered = queries.answers_of(request)
        return {
            "us": contact.us or request.referral.programme.us,
            "word": contact.word or "",
            "link": link_for(request, message),
            "minutes": queries.minutes_for(questions),
            "last_day": queries.last_day(request),
            "half_done": request.answered_from_at is not None,
            "left": sum(question.key not in answered for question in questions),
            "site": request.referral.site,
        }


def link_for(request: QuestionnaireRequest, message: Message) -> str:
    token = links.make(
        purpose=LINK, object_id=request.pk, message=message, expires_at=request.closes_at
    )
    return settings.BASE_URL + reverse("questionnaire-link", args=[token])


@notices.register
class Invitation(RequestNotice):
    key = INVITATION
    called = "Questionnaire invitation"
    klass = MessageClass.REMINDER
    template = "outcomes/messages/invitation"


@notices.register
class Reminder(RequestNotice):
    """Stops as soon as she has answered; other words where she has begun."""

    key = REMINDER
    called = "Questionnaire reminder"
    klass = MessageClass.REMINDER
    template = "outcomes/messages/reminder"


@notices.register
class NewLink(RequestNotice):
    """She asked for it just now, so no quiet hours."""

    key = NEW_LINK
    called = "New link to a questionnaire"
    template = "outcomes/messages/new_link"
    is_automatic = False


@notices.register
class RiskAlert(notices.Notice):
    """To whoever has to look, at any hour. Says neither who nor what."""

    key = RISK_ALERT
    called = "Alert about an answer"
    klass = MessageClass.RISK
    template = "outcomes/messages/risk_alert"

    def load(self, object_id) -> RiskEvent | None:
        return queries.risk_events().filter(pk=object_id).first()

    def decide(self, event: RiskEvent, now: datetime) -> Verdict:
        if event.acknowledged_at is not None:
            return Cancel("acknowledged")
        person = queries.who_is_told(event, now)
        if person is None:
            return Postpone(now + ASK_AGAIN_WHO_LOOKS, "nobody_to_tell")
        return Send(person.email)

    def words(self, event: RiskEvent, message: Message) -> dict:
        return {
            "look_by": event.look_by,
            "is_overdue": event.look_by <= clock.now(),
            "link": settings.BASE_URL + reverse("admin:index"),
        }
