"""A mum's page on a slow phone: 60 kB on the wire in all."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
FONT = STATIC / "fonts" / "atkinson-hyperlegible-next.woff2"


def packed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


def test_the_style_sheet_and_the_typeface_are_light():
    assert packed((STATIC / "css" / "public.css").read_bytes()) <= 15_000
    assert FONT.stat().st_size <= 20_000


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/refer/", "/get-help-now/"])
def test_a_whole_page_stays_under_sixty_thousand_bytes(client, address):
    assert weight(client.get(address)) <= 60_000


def weight(page) -> int:
    """The page with all that it loads."""
    linked = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page.text))

    assert "css/public.css" in linked
    files = sum(packed((STATIC / name).read_bytes()) for name in linked)
    return len(page.content) + files + FONT.stat().st_size


@pytest.mark.parametrize("sheet", ["public.css", "staff.css"])
def test_a_style_sheet_fetches_nothing_from_elsewhere_and_looks_like_nobody_else(sheet):
    css = (STATIC / "css" / sheet).read_text()

    for address in re.findall(r'url\("?([^")]+)', css):
        assert (STATIC / "css" / address).resolve().is_file(), address
    assert "frutiger" not in css.lower()
    assert "#005eb8" not in css.lower()
