"""Every address of the service, with something in the place of each name in it."""

import re

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

NOBODY = "00000000-0000-0000-0000-000000000001"
STANDS_FOR = {"uuid": NOBODY, "int": "1", "slug": "check", "str": "A" * 22, "path": NOBODY}
NUMBER = "447700900123"


def every() -> dict[str, str]:
    """By name; one without a name by its own address."""
    return dict(_found(get_resolver().url_patterns))


def _found(patterns, route: str = "/", space: str = ""):
    for one in patterns:
        here = route + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _found(
                one.url_patterns, here, f"{space}{one.namespace}:" if one.namespace else space
            )
        elif isinstance(one, URLPattern):
            address = _filled(here)
            yield (space + one.name if one.name else address), address


def _filled(route: str) -> str:
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", NUMBER, route)
    plain = re.sub(r"<(?:(\w+):)?\w+>", lambda found: STANDS_FOR[found[1] or "str"], plain)
    return re.sub(r"[\^$]|\\Z", "", plain)
