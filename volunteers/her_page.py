"""What her own page says about the person who may support her: never a name."""

from referrals import her_page
from referrals.her_page import Step
from referrals.models import Referral
from volunteers.enums import MatchStatus
from volunteers.models import Match


@her_page.nearer
def someone_in_mind(referral: Referral) -> Step | None:
    """Only once a volunteer has said yes: if she says no first, the mum hears nothing of it."""
    proposed = Match.objects.filter(
        referral=referral, status=MatchStatus.PROPOSED, volunteer_agreed_at__isnull=False
    )
    is_waiting = her_page.STEP_OF[referral.status] == Step.WAITING
    return Step.IN_MIND if is_waiting and proposed.exists() else None
