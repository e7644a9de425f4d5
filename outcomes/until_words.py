"""Until when she may answer, in words for her own pages.

Messages, which others may read, name no meeting: where the day is not certain they name none.
"""

from datetime import date

from django.utils.formats import date_format

from outcomes import queries
from outcomes.models import QuestionnaireRequest


def until(asked: QuestionnaireRequest) -> str:
    """As in "You have until ..."."""
    day = date_format(queries.last_day(asked), "l j F")
    return f"{day}, or the day you first meet if that is sooner" if is_early(asked) else day


def certain_day(asked: QuestionnaireRequest) -> date | None:
    """Her last day; None where her first session may bring it forward."""
    return None if is_early(asked) else queries.last_day(asked)


def is_early(asked: QuestionnaireRequest) -> bool:
    """Whether it asks how she is before her support begins."""
    return queries.ends_with_first_session(asked.wave)
