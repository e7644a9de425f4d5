"""Whose due date has passed, and nobody has told us about the baby."""

from datetime import datetime

from django.db.models import QuerySet

from referrals.enums import ACCEPTED, Situation
from referrals.models import Referral
from referrals.queries.clocks import uk_date
from referrals.queries.losses import has_a_loss


def due_date_passed(user, now: datetime) -> QuerySet[Referral]:
    """The longest ago first; nobody is asked this while something sad stands."""
    expecting = Referral.objects.visible_to(user).filter(
        status__in=ACCEPTED, situation=Situation.PREGNANT, born_on__isnull=True
    )
    late = expecting.filter(~has_a_loss(), due_on__lt=uk_date(now))
    return late.select_related("parent").order_by("due_on", "id")
