"""Which rows of ours are part of a mum's record: who opened them, and what goes with her."""

from django.db.models import Q

from outcomes.actions import stopping
from outcomes.enums import MissingReason
from outcomes.models import Answer, QuestionnaireRequest, RiskEvent, RiskStep
from referrals import parts_of_hers, who_looked
from referrals.parts_of_hers import People, at


def register() -> None:
    who_looked.part_of_hers(QuestionnaireRequest, by="referral__parent")
    who_looked.part_of_hers(RiskEvent, by="response__request__referral__parent")
    parts_of_hers.add(Answer, _in_her_words, missing=MissingReason.ERASED)
    parts_of_hers.add(RiskEvent, at("response__request__referral__parent"))
    parts_of_hers.add(RiskStep, at("event__response__request__referral__parent"))
    parts_of_hers.add_step(stopping.stop_for_erasure)


def _in_her_words(people: People) -> Q:
    """Answers she wrote. Those she chose are codes, and stay."""
    return Q(response__request__referral__parent__in=people, words__isnull=False)
