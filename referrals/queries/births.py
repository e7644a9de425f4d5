"""Whose baby is expected, whose due date has passed, and what was told of a birth."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from referrals.enums import ACCEPTED, OPEN, ContactOutcome, Situation
from referrals.models import ContactAttempt, Referral
from referrals.queries.clocks import uk_date
from referrals.queries.losses import has_a_loss, loss_of


def is_expecting(referral: Referral) -> bool:
    """Whether she may tell us that the baby is here: never while something sad stands."""
    return (
        referral.status in OPEN
        and referral.situation == Situation.PREGNANT
        and referral.born_on is None
        and loss_of(referral) is None
    )


def birthdays_by_link(user) -> QuerySet[Referral]:
    """Said through a link, no word typed, until somebody has spoken with her since."""
    spoken = ContactAttempt.objects.filter(
        referral=OuterRef("pk"),
        outcome=ContactOutcome.SPOKE,
        at__gt=OuterRef("birth_by_link_at"),
    )
    said = Referral.objects.visible_to(user).filter(status__in=OPEN, birth_by_link_at__isnull=False)
    unsure = said.filter(~Exists(spoken), ~has_a_loss())
    return unsure.select_related("parent").order_by("birth_by_link_at", "id")


def due_date_passed(user, now: datetime) -> QuerySet[Referral]:
    """The longest ago first; nobody is asked this while something sad stands."""
    expecting = Referral.objects.visible_to(user).filter(
        status__in=ACCEPTED, situation=Situation.PREGNANT, born_on__isnull=True
    )
    late = expecting.filter(~has_a_loss(), due_on__lt=uk_date(now))
    return late.select_related("parent").order_by("due_on", "id")
