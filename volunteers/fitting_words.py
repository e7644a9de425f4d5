"""What fits, in a few words for her. Pure; true of the two, and telling nothing about one.

She may read that somebody shares what she asked for, never what that is: it is the volunteer's
own to tell. Nothing is ever said about background.
"""

from collections.abc import Collection, Sequence

from volunteers import wording
from volunteers.wording import AT_TIME, BY_FORMAT, listed

ALWAYS = "She has been through hard days as a mum herself, and has trained to be there for others."
SHARED = "Some of what you told us, she knows from her own life."
LIVED_THROUGH = "You have been through something she has been through too"


def fits_you(
    *,
    wishes: Collection[str],
    experience: Collection[str],
    her_formats: Collection[str],
    formats: Collection[str],
    her_times: Collection[str],
    times: Collection[str],
    language: str,
    needs_interpreter: bool,
    languages: Collection[str],
) -> list[str]:
    """The sentences on her page, the warmest first."""
    said = [ALWAYS]
    if set(wishes) & set(experience):
        said.append(SHARED)
    if language and language != "English" and language in languages and not needs_interpreter:
        said.append(f"She speaks {language}.")
    if ways := listed(BY_FORMAT, shared(her_formats, formats)):
        said.append(f"You could meet {ways}.")
    if when := listed(AT_TIME, shared(her_times, times)):
        said.append(f"She is free {when}, as you are.")
    return said


def shared(hers: Collection[str], offered: Collection[str]) -> set[str]:
    """Named by both. Who named nothing would like anything, so nothing is promised."""
    return set(hers) & set(offered)


def fits_her(reasons: Sequence[str]) -> list[str]:
    """Why we thought of a volunteer, before the two have agreed: what the mum lived through is
    the mum's own to tell, so one sentence stands for all of it. The rest is practical."""
    told = dict.fromkeys(_hushed(reason) for reason in reasons)
    return list(told)


def _hushed(reason: str) -> str:
    return LIVED_THROUGH if reason in wording.SHARED.values() else reason
