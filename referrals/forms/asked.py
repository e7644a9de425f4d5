"""What the answers of any form say about what she asks for."""

from collections.abc import Mapping
from typing import Any

from referrals.arrivals import Asked
from referrals.enums import Situation, Urgency

SAID = (
    "due_on",
    "born_on",
    "wish",
    "wishes",
    "formats",
    "times",
    "known_risks",
    "others_involved",
    "child_protection",
)


def asked(answers: Mapping[str, Any]) -> Asked:
    """What a form does not ask stays as if nothing was said."""
    return Asked(
        situation=Situation(answers["situation"]),
        urgency=Urgency(answers.get("urgency") or Urgency.ORDINARY),
        referrer_may_be_told=bool(answers.get("may_be_told")),
        **{name: answers[name] for name in SAID if name in answers},
    )
