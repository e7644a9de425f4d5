"""Which research releases hold her answers: to be told when she says no to research."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.text import get_text_list

from outcomes.models import Release
from outcomes.releases import reading
from pim.admin import panels
from pim.admin.panels import Words
from referrals import consent
from referrals.enums import Purpose
from referrals.models import Referral

NO_MORE = (
    "No new one holds them. Files already fetched cannot be called back; whoever asked for them "
    "reads on the page of the release which rows to take out."
)
IF_NO = "If she says no to research, no new one holds them; files already fetched stay out."


@panels.on(Referral, order=45)
def in_releases(user, referral: Referral) -> Words | None:
    found = reading.releases_with(referral)
    if not found:
        return None
    says_yes = consent.has_given(referral, Purpose.RESEARCH)
    return Words("Her answers in research", f"{where(found)} {IF_NO if says_yes else NO_MORE}")


def where(releases: Sequence[Release]) -> str:
    days = [f"{timezone.localtime(one.made_at):%-d %B %Y}" for one in releases]
    many = "1 release" if len(days) == 1 else f"{len(days)} releases"
    return f"Her answers are in {many}, made on {get_text_list(list(dict.fromkeys(days)), 'and')}."
