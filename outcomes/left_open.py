"""What of ours can stand open in the name of somebody who leaves."""

from outcomes.models import Release, RiskEvent
from pim.access import leaving


def register() -> None:
    leaving.may_stand_open("Worrying answers she has", _answers)
    leaving.may_stand_open("Research releases she asked for, not decided", _releases)


def _answers(user):
    hers = RiskEvent.objects.filter(owner=user).open()
    return hers.values_list("response__request__referral__site__name", flat=True)


def _releases(user):
    asked = Release.objects.filter(
        requested_by=user, approved_at__isnull=True, declined_at__isnull=True
    )
    return asked.values_list("study__programme__name", flat=True)
