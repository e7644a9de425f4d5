"""That a check has to be done again soon. What it is, each reads after signing in."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from pim.messages import notices
from pim.messages.notices import Cancel, Postpone, Send, Verdict
from pim.models import Message, User
from pim.quiet_hours import next_allowed
from referrals.queries import uk_date
from volunteers import queries
from volunteers.actions import CHECK_DUE, CHECKS_ON_TODAY
from volunteers.models import Check


@notices.register
class CheckDue(notices.Notice):
    """To the volunteer: something on her page about what we hold of her."""

    key = CHECK_DUE
    called = "A check to do again, to the volunteer"
    template = "volunteers/messages/check_due"

    def load(self, object_id):
        return Check.objects.select_related("volunteer").filter(pk=object_id).first()

    def decide(self, check: Check, now) -> Verdict:
        volunteer = check.volunteer
        if queries.recheck_of(check, on=uk_date(now)) is None:
            return Cancel("renewed")
        if not volunteer.email:
            return Cancel("no_address")
        if volunteer.user_id is None:
            return Cancel("no_sign_in")
        return in_daytime(Send(volunteer.email), now)

    def words(self, check: Check, message: Message) -> dict:
        return {"link": urljoin(settings.BASE_URL, reverse("own-checks"))}


@notices.register
class ChecksOnToday(notices.Notice):
    """To a coordinator, once a day at most: Today says whose, and until when."""

    key = CHECKS_ON_TODAY
    called = "Checks to renew, to a coordinator"
    template = "volunteers/messages/checks_on_today"

    def load(self, object_id):
        return User.objects.filter(pk=object_id, is_active=True).first()

    def decide(self, user: User, now) -> Verdict:
        if not queries.rechecks_due(on=uk_date(now), user=user):
            return Cancel("renewed")
        return in_daytime(Send(user.email), now)

    def words(self, user: User, message: Message) -> dict:
        return {"link": urljoin(settings.BASE_URL, reverse("admin:index"))}


def in_daytime(verdict: Send, now) -> Verdict:
    allowed = next_allowed(now)
    return verdict if allowed <= now else Postpone(allowed, "quiet_hours")
