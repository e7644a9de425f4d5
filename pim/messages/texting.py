"""Text messages through a provider, and what it says it has taken from us."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from pim.enums import AttemptOutcome
from pim.messages import provider as providers
from pim.messages.answers import Answer
from pim.messages.notices import Rendered
from pim.messages.provider import CutOff, NotReached, Provider

MOST_LISTED = "1000"

# Our account or the provider is in trouble, and not this one message: it waits.
NOT_NOW = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_MANY_REQUESTS,
)
# Somebody between us and the provider lost sight of what we sent.
NOBODY_KNOWS = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)


def provider() -> Provider | None:
    return _known(settings.SMS_URL) if settings.SMS_URL else None


@lru_cache(maxsize=4)
def _known(url: str) -> Provider:
    return providers.at(url)


def send(rendered: Rendered, message_id: UUID) -> Answer:
    """Before the line stands nothing was sent; after it a silent line is *unknown*."""
    sms = provider()
    if sms is None:
        return Answer(AttemptOutcome.NOT_NOW)
    try:
        status, words = sms.hand_over(
            To=rendered.to,
            From=sms.sender,
            Body=rendered.body,
            StatusCallback=settings.BASE_URL + reverse("text-receipt", args=[message_id]),
        )
    except NotReached:
        return Answer(AttemptOutcome.NOT_NOW)
    except CutOff:
        return Answer(AttemptOutcome.UNKNOWN)
    return Answer(_meaning(status), status, str(words.get("sid", ""))[:64])


def _meaning(status: int) -> AttemptOutcome:
    if 200 <= status < 300:
        return AttemptOutcome.SENT
    if status in NOBODY_KNOWS:
        return AttemptOutcome.UNKNOWN
    if 400 <= status < 500 and status not in NOT_NOW:
        return AttemptOutcome.REFUSED
    return AttemptOutcome.NOT_NOW


def taken_for(number: str, since: datetime) -> list[dict] | None:
    """What the provider has taken for this number since then; None if it cannot say for sure.

    Not asked by date there: what still waits at the provider has no date of sending.
    """
    sms = provider()
    if sms is None:
        return None
    try:
        status, words = sms.list_of(To=number, PageSize=MOST_LISTED)
    except (NotReached, CutOff):
        return None
    listed = words.get("messages")
    if status != HTTPStatus.OK or not isinstance(listed, list) or words.get("next_page_uri"):
        return None
    return [one for one in listed if _is_since(one, since)]


def _is_since(one: dict, since: datetime) -> bool:
    """One without a date that can be read counts: better asked about than overlooked."""
    try:
        created_at = parsedate_to_datetime(str(one.get("date_created")))
        return created_at >= since.replace(microsecond=0)
    except (ValueError, TypeError):
        return True
