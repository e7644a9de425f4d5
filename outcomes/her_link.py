"""Who opened the link to her questions may say on a page of ours that something has changed."""

from django.http import HttpRequest

from outcomes import her_word, queries
from outcomes.actions.ending import LINK
from outcomes.enums import StopReason
from outcomes.models import QuestionnaireRequest
from pim import clock
from pim.messages import links
from referrals import at_the_door, said_here
from referrals.models import Referral


@at_the_door.by
def by_questionnaire(request: HttpRequest) -> Referral | None:
    """Also once her questions were stopped because of it, in the browser in which she said so:
    she is asked one thing more.

    Where she wants her secret word first, the link alone opens nothing.
    """
    link = links.once_remembered(request, LINK)
    asked = queries.requests().filter(pk=link.object_id).first() if link else None
    if asked is None or her_word.is_asked(request, asked.referral):
        return None
    is_open = queries.open_request(asked.pk, clock.now()) is not None
    return asked.referral if is_open or said_it_here(request, asked) else None


def said_it_here(request: HttpRequest, asked: QuestionnaireRequest) -> bool:
    return asked.stopped_why == StopReason.LOSS and said_here.was_said(request, asked.referral)
