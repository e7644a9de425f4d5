"""What of ours can stand open in the name of somebody who leaves."""

from pim import clock
from pim.access import leaving
from volunteers.models import HomeVisit, Match, MeetingTime


def register() -> None:
    leaving.may_stand_open("Mums she supports", _mums)
    leaving.may_stand_open("First meetings she meant to come along to", _first_meetings)
    leaving.may_stand_open("Home visits she said she answers for", _visits)


def _mums(user):
    live = Match.objects.live().filter(volunteer__user=user)
    return live.values_list("referral__site__name", flat=True)


def _first_meetings(user):
    ahead = MeetingTime.objects.filter(
        joined_by=user, withdrawn_at__isnull=True, starts_at__gt=clock.now()
    )
    return ahead.values_list("match__referral__site__name", flat=True)


def _visits(user):
    ahead = HomeVisit.objects.filter(
        answered_by=user, out_at__isnull=True, called_off_at__isnull=True, settled_at__isnull=True
    )
    return ahead.values_list("match__referral__site__name", flat=True)
