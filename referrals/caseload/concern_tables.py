"""Worries about somebody's safety and complaints, as a site takes them out."""

from referrals.caseload.own_tables import AT, BY, BY_KIND
from referrals.caseload.tables import Column, Table, register
from referrals.enums import ConcernKind
from referrals.models import Concern, ConcernStep
from referrals.parts_of_hers import about_her_safety


def _concerns(site):
    """Those about volunteers and staff belong to a trustee, and to nobody of the site."""
    return Concern.objects.filter(site=site).exclude(kind=ConcernKind.ABOUT_PERSON)


def _steps(site):
    steps = ConcernStep.objects.filter(concern__in=_concerns(site))
    return steps.select_related("actor").order_by("at", "pk")


CONCERNS = Table(
    "concerns",
    "worries about somebody’s safety, and complaints",
    Concern,
    lambda site: _concerns(site).select_related("owner", "actor").order_by("raised_at", "pk"),
    (
        Column("id", "Its own key"),
        Column("kind", "What it is about"),
        Column("urgency", "How soon somebody had to look"),
        Column("referral", "The referral it is about, as in referrals.csv", "referral_id"),
        Column("about_name", "Whose safety it is about, if she is not on file"),
        Column("words", "What happened"),
        Column("raised_at", "When it was raised"),
        Column("actor_kind", "Who raised it: a person who works here, herself, ..."),
        Column("actor", "The name of the person who works here, if it was one", "actor.name"),
        Column("owner", "Who looks after it", "owner.name"),
        Column("due_at", "By when somebody had to look"),
        Column("acknowledged_at", "When somebody took it on"),
        Column("escalated", "How far it was passed up"),
        Column("authority_told_at", "When an authority was told"),
        Column("chase_due_at", "When to ask the authority again"),
        Column("word_back", "What whoever raised it was told"),
        Column("closed_at", "When it was closed"),
        Column("outcome", "How it ended"),
        Column("learned", "What we learn from it"),
    ),
    {
        "programme": "the same for all of a site",
        "site": "the site of this export",
        "about_user": "only concerns about people have it, and they are not here",
        "may_mean": "only concerns about people have it, and they are not here",
    },
    whose=about_her_safety(""),
    harms=True,
)
CONCERN_STEPS = Table(
    "concern_steps",
    "what was done about each concern",
    ConcernStep,
    _steps,
    (
        Column("id", "Its own key"),
        Column("concern", "The concern, as in concerns.csv", "concern_id"),
        Column("kind", "What was done"),
        Column("told", "Who outside was told"),
        Column("basis", "On what basis"),
        Column("words", "What was said"),
        AT, BY_KIND, BY,
    ),
    whose=about_her_safety("concern__"),
    harms=True,
)  # fmt: skip


def register_all() -> None:
    for table in (CONCERNS, CONCERN_STEPS):
        register(table)
