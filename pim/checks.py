"""What ``manage.py check --deploy`` asks of a system that is open to the world."""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from pim.access import encryption
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


@register(Tags.security, deploy=True)
def keys_can_be_used(**_: Any) -> list[CheckMessage]:
    try:
        encryption.refuse_bad_keys()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="pim.E002")]
    return []


@register(Tags.security, deploy=True)
def hosts_are_named(**_: Any) -> list[CheckMessage]:
    """A request may call itself what it likes; only to our own names do we answer."""
    own, hosts = urlsplit(settings.BASE_URL).hostname or "", settings.ALLOWED_HOSTS
    if hosts and "*" not in hosts and validate_host(own, hosts):
        return []
    return [
        Warning(
            "PIM_ALLOWED_HOSTS must name the host of PIM_BASE_URL, and no * in it.",
            hint="www.example.org,localhost",
            id="pim.W003",
        )
    ]


@register(Tags.security, deploy=True)
def nothing_is_shown(**_: Any) -> list[CheckMessage]:
    """The demonstration's passwords and letters stand on a page for everybody."""
    if not settings.HTTPS or not settings.DEMO:
        return []
    return [
        Warning(
            "This is a demonstration: its page tells everybody how to sign in as anybody.",
            hint="Set PIM_DEMO=0 where real people use it.",
            id="pim.W004",
        )
    ]


@register(Tags.security, deploy=True)
def scripts_come_from_us(**_: Any) -> list[CheckMessage]:
    """What somebody typed is no script, even if it were once printed without escaping."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    ran = directives.get("script-src", directives.get("default-src", ["*"]))
    is_sent = "csp.middleware.CSPMiddleware" in settings.MIDDLEWARE
    if is_sent and {*ran} <= {SELF, NONE}:
        return []
    return [
        Warning(
            "Pages do not forbid scripts of others: see CONTENT_SECURITY_POLICY.", id="pim.W005"
        )
    ]
