"""That something new stands on her page, and how a volunteer is getting on."""

from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from pim import clock
from pim.enums import MessageClass
from pim.messages import notices
from pim.messages.notices import Cancel, Send, Verdict
from pim.models import Message
from referrals.notices.base import TELL_HER_YOURSELF, words_for
from referrals.notices.her_page import NewsForHer
from referrals.queries import LOSS, her_page_link, loss_of
from volunteers import queries
from volunteers.actions import HER_NEWS, HOW_ARE_YOU
from volunteers.enums import MatchStatus, VolunteerStatus
from volunteers.models import Match
from volunteers.notices.checks import in_daytime


class AboutMatch(notices.Notice):
    def load(self, object_id) -> Match | None:
        rows = Match.objects.select_related(
            "referral__parent", "referral__programme", "referral__site", "volunteer"
        )
        return rows.filter(pk=object_id).first()


@notices.register
class HerNews(AboutMatch, NewsForHer):
    """Someone in mind, times to meet, or the ending: what it is, she reads behind her word."""

    key = HER_NEWS
    called = "News for her"
    says = "There is something new on her page: open her match to see what."
    by_hand_if = TELL_HER_YOURSELF | {"no_secret_word"}
    template = "volunteers/messages/her_news"

    def decide(self, match: Match, now: datetime) -> Verdict:
        if match.status not in (MatchStatus.PROPOSED, MatchStatus.ACTIVE):
            return Cancel("overtaken")
        return self.lead_to_her_page(match.referral, now)

    def words(self, match: Match, message: Message) -> dict:
        return words_for(match.referral) | {"link": her_page_link(match.referral, message)}


def reaches_her(match: Match) -> bool:
    """Whether we may write to her that there is something new on her page, as it stands now."""
    verdict = notices.get(HER_NEWS).lead_to_her_page(match.referral, clock.now())
    return not isinstance(verdict, Cancel)


@notices.register
class HowAreYou(AboutMatch):
    """Nothing was logged for a while. A word to the volunteer, once a silence, and no blame."""

    key = HOW_ARE_YOU
    called = "“How are you getting on?”"
    klass = MessageClass.REMINDER
    template = "volunteers/messages/how_are_you"

    def decide(self, match: Match, now: datetime) -> Verdict:
        if not queries.silent_matches(now).filter(pk=match.pk).exists():
            return Cancel("not_silent")
        if loss_of(match.referral):  # a person speaks with her volunteer
            return Cancel(LOSS)
        if match.volunteer.status == VolunteerStatus.LEFT:
            return Cancel("has_left")
        if not match.volunteer.email:
            return Cancel("no_address")
        return in_daytime(Send(match.volunteer.email), now)

    def words(self, match: Match, message: Message) -> dict:
        return {
            "link": urljoin(settings.BASE_URL, reverse("staff-home")),
            "can_sign_in": match.volunteer.user_id is not None,
            "desk": match.volunteer.site,
        }
