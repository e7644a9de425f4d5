"""“Just ring me”: one page, a look at it, sent."""

from pim.access.audit import HERSELF
from pim.forms.pages import Answers, Page
from referrals.arrivals import Arrival
from referrals.forms import ring_me, where
from referrals.views.referring import ReferralJourney


class RingMe(ReferralJourney):
    journey, by = "ring-me", HERSELF
    url_name, done_name = "refer-ring-me-page", "refer-ring-me-done"
    clear_name, new_name = "refer-ring-me-clear", "refer-ring-me-new"
    check_template = "referrals/ring_me/check.html"
    pages = [
        Page(
            "call",
            ring_me.RingMeForm,
            "Just ring me",
            template="referrals/ring_me/call.html",
        ),
        *where.pages("referrals/yourself"),
    ]

    def arrival(self, answers: Answers) -> Arrival:
        return ring_me.arrival(answers)
