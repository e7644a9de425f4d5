"""How often we tried and did not reach her. Only different days count."""

from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from referrals.enums import ContactOutcome, Status
from referrals.models import Referral, ReferralEvent

NOT_REACHED = (ContactOutcome.NO_ANSWER, ContactOutcome.VOICEMAIL, ContactOutcome.WRONG_NUMBER)


@dataclass(frozen=True)
class Tries:
    """Since it was last taken up again. ``spoke`` says that she was reached after all."""

    made: int
    days: int
    wanted: int
    spoke: bool

    @property
    def missing(self) -> int:
        """On how many more days the programme asks for a try before she counts as not reachable."""
        return max(0, self.wanted - self.days)

    def __str__(self) -> str:
        counted = f"{self.days} of {self.wanted} tries"
        if not self.made:
            return counted
        on_days = f"on {self.days} day{'s' if self.days > 1 else ''}"
        made = f" ({self.made} made)" if self.made > self.days else ""
        return f"{counted}, {on_days}{made}"


def with_tries(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """The same rows with what ``tries_of`` needs, in one query. Days are those of our sites."""
    closed_before = ReferralEvent.objects.filter(
        referral=OuterRef("pk"), from_status=Status.CLOSED
    ).order_by("-at")
    since = Q(taken_up_at=None) | Q(contactattempt__at__gte=F("taken_up_at"))
    failed = since & Q(contactattempt__outcome__in=NOT_REACHED)
    spoken = since & Q(contactattempt__outcome=ContactOutcome.SPOKE)
    return referrals.annotate(taken_up_at=Subquery(closed_before.values("at")[:1])).annotate(
        tries_made=Count("contactattempt", filter=failed),
        days_tried=Count(TruncDate("contactattempt__at"), filter=failed, distinct=True),
        times_spoken=Count("contactattempt", filter=spoken),
    )


def tries_of(referral: Referral) -> Tries:
    """Of a row that came from ``with_tries``."""
    return Tries(
        made=referral.tries_made,
        days=referral.days_tried,
        wanted=referral.programme.contact_attempts,
        spoke=referral.times_spoken > 0,
    )


def tries(referral: Referral) -> Tries:
    rows = Referral.objects.select_related("programme").filter(pk=referral.pk)
    return tries_of(with_tries(rows).get())
