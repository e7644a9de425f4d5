"""What a link to questionnaires leads to, for the database's own guard (``pim.access.reach``)."""

from outcomes.actions.ending import LINK
from pim.access import reach
from referrals import in_reach

ASKED = "SELECT referral_id FROM outcomes_questionnairerequest WHERE id = %(id)s"


def register() -> None:
    reach.of_link(LINK, in_reach.hers(ASKED))
