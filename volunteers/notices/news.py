"""That something new stands on her page."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from pim.messages import notices
from pim.messages.notices import Cancel, Send, Verdict
from pim.models import Message
from volunteers.actions import NEWS, NUDGE
from volunteers.enums import MatchStatus, VolunteerStatus
from volunteers.models import Match


@notices.register
class News(notices.Notice):
    """Something new on her page. What it is, she reads after signing in."""

    key = NEWS
    called = "News for a volunteer"
    template = "volunteers/messages/news"

    def load(self, object_id):
        return Match.objects.select_related("volunteer").filter(pk=object_id).first()

    def decide(self, match: Match, now) -> Verdict:
        volunteer = match.volunteer
        if volunteer.status == VolunteerStatus.LEFT:
            return Cancel("has_left")
        if not volunteer.email:
            return Cancel("no_address")
        if volunteer.user_id is None:
            return Cancel("no_sign_in")
        return Send(volunteer.email)

    def words(self, match: Match, message: Message) -> dict:
        return {"link": urljoin(settings.BASE_URL, reverse("staff-home"))}


@notices.register
class Nudge(News):
    """Half-way to the day by which we hope for her answer. Not once she has given one."""

    key = NUDGE
    called = "A word to a volunteer who has not answered yet"
    template = "volunteers/messages/nudge"

    def decide(self, match: Match, now) -> Verdict:
        if match.status != MatchStatus.PROPOSED or match.volunteer_agreed_at:
            return Cancel("answered")
        return super().decide(match, now)
