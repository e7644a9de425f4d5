"""What ``manage.py check --deploy`` asks of a system that is open to the world."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

from pim.messages import provider


@register(Tags.security, deploy=True)
def proxies_are_counted(**_: Any) -> list[CheckMessage]:
    """With TLS a proxy stands in front; uncounted, everybody seems to come from its address."""
    if not settings.HTTPS or settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "PIM_TRUSTED_PROXIES is not set, so everybody seems to be one visitor: one wrong "
            "password locks out all, and many forms in an hour are held back.",
            hint="Say how many proxies of your own stand in front, mostly 1.",
            id="pim.W001",
        )
    ]


@register()
def provider_can_be_used(**_: Any) -> list[CheckMessage]:
    """A wrong address is said at once, and not at the first text to somebody."""
    try:
        if settings.SMS_URL:
            provider.at(settings.SMS_URL)
    except provider.BadProvider as error:
        return [Error(str(error), id="pim.E001")]
    return []


@register(deploy=True)
def letters_come_back(**_: Any) -> list[CheckMessage]:
    """Without it nobody hears that an address is wrong, or that she wrote back."""
    if not settings.HTTPS or settings.MAIL_KEY:
        return []
    return [
        Warning(
            "PIM_MAIL_KEY is not set, so nobody here sees e-mails that come back and replies.",
            hint="Let your mail server hand in what comes to replies+... and bounces+...",
            id="pim.W002",
        )
    ]
