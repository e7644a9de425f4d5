"""What comes with a release in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from outcomes.releases.codebook import Codebook

TABLES = """\
long       one row for each episode of support, wave, questionnaire and question
scores     one row for each episode, wave, questionnaire and scale
wide       one row for each episode
episodes   one row for each episode: from asking for support to how it came out
fhir       one line for each episode: a FHIR R4 bundle of its answers and scores
codebook   every column and what it means, as a page and as a table
load.R     reads the CSV files into R and labels them
redcap     the data dictionary of a REDCap project that takes in the file wide
SHA256SUMS check with: sha256sum --check SHA256SUMS
"""
RULES = """\
Only women whose own consent to research stood on that day are in these files. Codes are random,
made for this study alone; a woman who had support twice has two. There are no dates, names,
postcodes or free words. A blank cell has its reason in the column the codebook names.

No study may see answers about self-harm. Where a scale has such a question (PHQ-9), its total is
here and its single answers are not: with them, the one left out could be worked out. Forms that
were begun and never sent in are not here.

Scores are scores, not diagnoses. Scores before and after, without a group to compare with, cannot
show what caused a change.
"""
HIDDEN = """\
Could anybody be told apart? What others may know about a woman is in the columns below. At least
{k} episodes look alike in all of them, and not all of those have, or all lack, a score at the
cut-off. Where too few were alike, cells are left blank and named in the column withheld.
Episodes {episodes}, with something left blank {with_blanks}, smallest group {smallest_group}.
"""
TOO_FEW = """\
There are only {episodes} episodes in it, fewer than the {k} that are needed to hide among: all
that others may know about a woman is left blank.
"""


def readme(codebook: Codebook, names: Sequence[str], hidden: Mapping[str, Any]) -> str:
    blanked = [f"  {name}: blank in {n}" for name, n in hidden["blanked"]]
    about = TOO_FEW if hidden["episodes"] < hidden["k"] else HIDDEN
    return "\n".join(
        [
            f"Study: {codebook.study}",
            f"Programme: {codebook.programme}",
            f"Made on: {codebook.made_on:%-d %B %Y}",
            f"Purpose: {codebook.purpose}",
            "",
            TABLES,
            f"Files: {', '.join(names)}",
            "",
            RULES,
            about.format(**hidden),
            *blanked,
            "",
        ]
    )
