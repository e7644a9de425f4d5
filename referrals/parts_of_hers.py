"""Where a woman's own words and names rest, so that they go when what identifies her is erased.

Upper apps say in ``AppConfig.ready()`` which of their rows are hers::

    parts_of_hers.add(Match, at("referral__parent"))

A test walks every model: a column that goes with a person is in a row that is hers, or stands in
a short list with the reason why it is not.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from pim.access.audit import Actor
from pim.access.privacy import EMPTIED, ERASED, classes_of
from pim.models import Message, Reply
from referrals.enums import ConcernKind
from referrals.models import (
    Concern,
    ConcernStep,
    ContactAttempt,
    Draft,
    EmergencyLook,
    HerRequest,
    Parent,
    Passage,
    RecordCopy,
    Referral,
    Referrer,
    SafeContact,
    Triage,
)

People = Collection[UUID]
Whose = Callable[[People], Q]
Step = Callable[..., None]
Again = Callable[..., int]


def at(path: str) -> Whose:
    """Rows from which this path leads to her."""
    return lambda people: Q(**{f"{path}__in": people})


def about_her(people: People) -> Q:
    """Lines of the ledger are about her, or about a referral of hers."""
    return at_about("")(people)


def at_about(path: str) -> Whose:
    def whose(people: People) -> Q:
        referrals = Referral.objects.filter(parent__in=people).values("pk")
        about = f"{path}about_id__in"
        return Q(**{about: people}) | Q(**{about: referrals})

    return whose


def _referred_only_her(people: People) -> Q:
    others = Referral.objects.exclude(parent__in=people).exclude(referrer=None).values("referrer")
    return Q(referral__parent__in=people) & ~Q(pk__in=others)


def about_her_safety(path: str) -> Whose:
    """A concern about a volunteer or a member of staff is kept about him or her."""
    return lambda people: (
        Q(**{f"{path}referral__parent__in": people}) & ~Q(**{f"{path}kind": ABOUT_PERSON})
    )


ABOUT_PERSON = ConcernKind.ABOUT_PERSON
_parts: dict[type[Model], Whose] = {
    Concern: about_her_safety(""),
    ConcernStep: about_her_safety("concern__"),
    ContactAttempt: at("referral__parent"),
    Draft: at("referral__parent"),
    EmergencyLook: at("referral__parent"),
    HerRequest: at("referral__parent"),
    Message: about_her,
    Parent: at("pk"),
    Passage: at("copy__parent"),
    RecordCopy: at("parent"),
    Referral: at("parent"),
    Referrer: _referred_only_her,
    Reply: about_her,
    SafeContact: at("parent"),
    Triage: at("referral__parent"),
}
_also: dict[type[Model], dict[str, object]] = {}
_before: list[Step] = []
_again: list[Again] = []


def add(model: type[Model], whose: Whose, **also: object) -> None:
    """``also``: what other columns say where something was erased."""
    _parts[model], _also[model] = whose, also


def add_step(step: Step) -> None:
    """``step(referral=, by=, now=)``: what must end before anything is erased."""
    _before.append(step)


def add_again(erase: Again) -> None:
    """``erase(keys=, now=)``: other people of ours on the list outside, whom a restored backup
    brought back; how many were erased once more."""
    _again.append(erase)


def erase_others_again(*, keys: Sequence[UUID], now: datetime) -> int:
    return sum(erase(keys=keys, now=now) for erase in _again)


def end_what_goes_on(*, people: People, by: Actor, now: datetime) -> None:
    for referral in Referral.objects.filter(parent__in=people).order_by("pk"):
        for step in _before:
            step(referral=referral, by=by, now=now)


def rows_of(people: People) -> Iterator[QuerySet]:
    """Every row of hers that holds something which goes with her."""
    for model, whose in _parts.items():
        keys = model._default_manager.filter(whose(people)).order_by().values_list("pk", flat=True)
        yield model._default_manager.filter(pk__in=list(keys))


def all_of_her(parent_id: UUID) -> list[UUID]:
    """Her record, and those that were merged into it."""
    people = [parent_id]
    for one in people:  # grows while it is walked
        people += Parent.objects.filter(merged_into=one).values_list("pk", flat=True)
    return people


def models() -> set[type[Model]]:
    return set(_parts)


def emptied(model: type[Model]) -> dict[str, object]:
    """What each column that goes with a person holds afterwards, and others that say so."""
    classes = classes_of(model)
    gone = {name: None for name, kind in classes.items() if kind in ERASED}
    fields = (model._meta.get_field(name) for name, kind in classes.items() if kind in EMPTIED)
    return gone | {field.name: field.get_default() for field in fields} | _also.get(model, {})
