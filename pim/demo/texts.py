"""The phones of a demonstration: what its provider of texts has kept, and typing a reply."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings

from pim.messages import texting
from pim.messages.provider import CutOff, NotReached
from pim.stack.phones import OUTBOUND, keep, text

MOST = 200


@dataclass(frozen=True)
class Text:
    number: str  # hers, whoever wrote
    is_hers: bool
    words: str
    at: datetime


@dataclass(frozen=True)
class Phone:
    number: str
    texts: list[Text]  # newest first


def phones() -> list[Phone]:
    """The one with the newest text first."""
    by_number: dict[str, list[Text]] = {}
    for one in _newest():
        by_number.setdefault(one.number, []).append(one)
    return [Phone(number, texts) for number, texts in by_number.items()]


def reply(number: str, words: str) -> bool:
    """Type it on that phone; it comes in as any text does."""
    provider = texting.provider()
    if provider is None:
        return False
    try:
        status, _ = provider.ask("POST", "/phones", urlencode({"From": number, "Body": words}))
    except (NotReached, CutOff):
        return False
    return status == 202


def lay(texts: Iterable[tuple[datetime, str, str]]) -> None:
    """Texts that came earlier, each with its moment, number and words, as if it had kept them."""
    provider = texting.provider()
    if not (settings.DEMO and provider):
        return
    for at, number, words in texts:
        keep(_folder(), text(OUTBOUND, provider.sender, number, words, at), at)


def _newest() -> Iterable[Text]:
    files = sorted(_folder().glob("*.json"), reverse=True)
    return [_read(file) for file in files[:MOST]]


def _folder() -> Path:
    return settings.VAR_DIR / "texts"


def _read(file: Path) -> Text:
    kept = json.loads(file.read_text())
    is_hers = kept["direction"] == "inbound"
    nanoseconds = int(file.stem.partition("-")[0])
    return Text(
        number=kept["from"] if is_hers else kept["to"],
        is_hers=is_hers,
        words=kept["body"],
        at=datetime.fromtimestamp(nanoseconds / 1e9, UTC),
    )
