"""Who opened the link to her questions may say on a page of ours that something has changed."""

from django.http import HttpRequest

from outcomes import queries
from outcomes.actions.ending import LINK
from outcomes.enums import StopReason
from pim import clock
from pim.messages import links
from referrals import at_the_door
from referrals.models import Referral
from referrals.queries import wishes_of


@at_the_door.by
def by_questionnaire(request: HttpRequest) -> Referral | None:
    """Also once her questions were stopped because of it: she is asked one thing more.

    Where she wants her secret word first, this link alone opens nothing.
    """
    link = links.once_remembered(request, LINK)
    asked = queries.requests().filter(pk=link.object_id).first() if link else None
    if asked is None or wishes_of(asked.referral.parent).word_first:
        return None
    is_open = queries.open_request(asked.pk, clock.now()) is not None
    return asked.referral if is_open or asked.stopped_why == StopReason.LOSS else None
