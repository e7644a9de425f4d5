"""What she answered goes along when two of her referrals turn out to be one."""

from datetime import datetime

from outcomes.models import QuestionnaireRequest
from pim.access import audit
from pim.access.audit import Actor
from referrals.models import Referral


def hand_over(*, stays: Referral, gone: Referral, by: Actor, now: datetime) -> None:
    """Each questionnaire of the duplicate, unless she was asked the same one on the other too.

    Then hers there counts, and this one stays where it was asked: it is on file, and closed.
    """
    asked = QuestionnaireRequest.objects.filter(referral=stays, wave__isnull=False).values("wave")
    for request in QuestionnaireRequest.objects.filter(referral=gone).exclude(wave__in=asked):
        request.referral = stays
        request.save(update_fields=["referral"])
        audit.record(by=by, action="questionnaire.handed_over", target=request, now=now)
