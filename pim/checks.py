"""What ``manage.py check --deploy`` asks of a system that is open to the world."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


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
