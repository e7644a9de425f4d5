"""What a paper says, piece by piece, as it is typeset."""

import re

import pytest

from outcomes.papers import sheet

PAGE = re.compile(rb"/Type /Page\b")


@pytest.fixture
def typeset(monkeypatch):
    """Every piece of text given to the typesetter, in order."""
    texts = []
    monkeypatch.setattr(sheet, "escape", lambda text: texts.append(text) or text)
    return texts


def pages(pdf: bytes) -> int:
    return len(PAGE.findall(pdf))
