"""Which rows of ours are part of a mum's record: who opened them, and what goes with her."""

from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format

from outcomes.actions import stopping
from outcomes.enums import MissingReason
from outcomes.models import Answer, QuestionnaireRequest, ReleaseMember, RiskEvent, RiskStep
from referrals import parts_of_hers, who_looked
from referrals.copies import gathering
from referrals.parts_of_hers import People, at


def _releases(people: People, now: datetime) -> list[list[tuple[str, str]]]:
    """By what a study is for: its codes say nothing to her."""
    hers = ReleaseMember.objects.filter(referral__parent__in=people, release__made_at__isnull=False)
    found = hers.select_related("release__study").order_by("release__made_at")
    return [
        [
            ("Study", one.release.study.purpose),
            ("When", date_format(one.release.made_at, "j F Y")),
        ]
        for one in found
    ]


def register() -> None:
    who_looked.part_of_hers(QuestionnaireRequest, by="referral__parent")
    who_looked.part_of_hers(RiskEvent, by="response__request__referral__parent")
    parts_of_hers.add(Answer, _in_her_words, missing=MissingReason.ERASED)
    parts_of_hers.add(RiskEvent, at("response__request__referral__parent"))
    parts_of_hers.add(RiskStep, at("event__response__request__referral__parent"))
    parts_of_hers.add_step(stopping.stop_for_erasure)
    gathering.add("research", "files for research with answers of yours, without a name", _releases)


def _in_her_words(people: People) -> Q:
    """Answers she wrote. Those she chose are codes, and stay."""
    return Q(response__request__referral__parent__in=people, words__isnull=False)
