"""Asking somebody who knows her. It says her first name, and nothing of what it is for."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from pim.enums import MessageClass
from pim.messages import links, notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message
from pim.quiet_hours import next_allowed
from volunteers.actions import (
    REFERENCE_ASKED,
    REFERENCE_LINK,
    REFERENCE_LINK_LASTS,
    REFERENCE_REMINDER,
)
from volunteers.enums import VolunteerStatus
from volunteers.models import Reference


class ToReferee(notices.Notice):
    def load(self, object_id):
        return Reference.objects.select_related("volunteer__site").filter(pk=object_id).first()

    def decide(self, reference: Reference, now) -> Verdict:
        if reference.answered_at or reference.replaced_at:
            return Cancel("not_needed")
        if reference.volunteer.status == VolunteerStatus.LEFT:
            return Cancel("has_left")
        return Send(reference.email, unconfirmed=True) if reference.email else Cancel("no_address")

    def words(self, reference: Reference, message: Message) -> dict:
        her = reference.volunteer
        ends = message.due_at + REFERENCE_LINK_LASTS
        token = links.make(
            purpose=REFERENCE_LINK, object_id=reference.pk, message=message, expires_at=ends
        )
        return {
            "name": reference.name,
            "first_name": her.first_name,
            "desk": her.site,
            "until": ends - timedelta(days=1),
            "link": settings.BASE_URL + reverse("reference-link", args=[token]),
        }


@notices.register
class ReferenceAsked(ToReferee):
    key = REFERENCE_ASKED
    called = "Questions to someone who knows a volunteer"
    says = "Four questions about her. Ring them, and note what they say."
    template = "volunteers/messages/reference"
    if_not_arrived = "Ring them, or ask her for somebody else"


@notices.register
class ReferenceReminder(ToReferee):
    """Once, after a week."""

    key = REFERENCE_REMINDER
    called = "Reminder to someone who knows a volunteer"
    klass = MessageClass.REMINDER
    template = "volunteers/messages/reference_reminder"

    def decide(self, reference: Reference, now) -> Verdict:
        allowed = next_allowed(now)
        if allowed > now:
            return Postpone(allowed, "quiet_hours")
        return super().decide(reference, now)
