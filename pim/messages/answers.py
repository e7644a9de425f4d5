"""What a mail server or a provider said when a message was handed over."""

from dataclasses import dataclass

from pim.enums import AttemptOutcome


@dataclass(frozen=True)
class Answer:
    """``ref`` is the provider's own key of what it took, where it gives one."""

    outcome: AttemptOutcome
    code: int | None = None
    ref: str = ""
