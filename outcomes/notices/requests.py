"""What we write to her about questionnaires. Neutral words only: others may read them first."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from outcomes import queries
from outcomes.actions import INVITATION, NEW_LINK, REMINDER
from outcomes.actions.ending import LINK
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest
from pim.enums import MessageClass
from pim.messages import links, notices
from pim.messages.notices import Cancel, Verdict
from pim.models import Message
from referrals.notices.base import word_for
from referrals.notices.gate import ForHer
from referrals.queries import what_we_call_ourselves


class RequestNotice(ForHer):
    """A message about one request: everything is asked again at the moment of sending."""

    def load(self, object_id) -> QuestionnaireRequest | None:
        return queries.requests().filter(pk=object_id).first()

    def decide(self, request: QuestionnaireRequest, now: datetime) -> Verdict:
        if request.status != RequestStatus.OPEN:
            return Cancel(request.stopped_why or request.status)
        if request.closes_at <= now:
            return Cancel("too_late")
        if not queries.is_wanted(request):
            return Cancel("not_wanted")
        return self.gate(request.referral, now)

    def words(self, request: QuestionnaireRequest, message: Message) -> dict:
        questions = queries.questions_of(request)
        answered = queries.answers_of(request)
        return {
            "us": what_we_call_ourselves(request.referral),
            "word": word_for(request.referral),
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
