"""On her own page: the questions that are open for her, and her choices. Never a score."""

from datetime import datetime

from outcomes import queries, until_words
from referrals import consent, her_page
from referrals.enums import Purpose
from referrals.her_page import Panel
from referrals.models import Referral
from referrals.queries import loss_of

TEMPLATE = "outcomes/her_page/questions.html"


@her_page.panel(order=20)
def questions_for_you(referral: Referral, now: datetime) -> Panel | None:
    asked = queries.open_request_of(referral, now)
    if asked is None:
        return choices_alone(referral)
    left = queries.open_on_screen(asked)
    context = {
        "asked": asked,
        "count": len(left),
        "rests": queries.rests(asked),
        "minutes": queries.minutes_for(left),
        "until": until_words.until(asked),
    }
    return Panel("Questions for you", TEMPLATE, context)


def choices_alone(referral: Referral) -> Panel | None:
    """After a loss there is no word of questions at all."""
    decision = consent.latest(referral, Purpose.EVALUATION)
    said_no = decision is not None and not decision.given and loss_of(referral) is None
    place = tuple(Purpose).index(Purpose.EVALUATION) + 1
    return Panel("Messages from us", TEMPLATE, {"said_no": said_no, "place": place})
