"""The lifecycles as Mermaid diagrams, drawn from the very tables the code obeys."""

from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path

from django.conf import settings

from referrals.lifecycle import TRANSITIONS
from volunteers.lifecycle import MATCH_TRANSITIONS, VOLUNTEER_TRANSITIONS

PAGE = Path(settings.BASE_DIR) / "docs" / "lifecycles.md"
DIAGRAMS: dict[str, Mapping] = {
    "A referral": TRANSITIONS,
    "A match": MATCH_TRANSITIONS,
    "A volunteer": VOLUNTEER_TRANSITIONS,
}


def page() -> str:
    """The whole of ``docs/lifecycles.md``."""
    parts = ["# Lifecycles", "Drawn by `manage.py draw_lifecycles` from the tables in the code."]
    for title, moves in DIAGRAMS.items():
        parts += [f"## {title}", f"```mermaid\n{diagram(moves)}\n```"]
    return "\n\n".join(parts) + "\n"


def diagram(moves: Mapping[Enum, Sequence[Enum]]) -> str:
    """One state diagram; the first key is where a life begins."""
    first = next(iter(moves))
    names = [f"    {state.value}: {state.label}" for state in moves]
    arrows = [f"    {old.value} --> {new.value}" for old, news in moves.items() for new in news]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {first.value}", *arrows])
