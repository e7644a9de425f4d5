"""The copy she asked for: gathered at once, looked through, given by a second person, deleted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from pim import clock
from pim.access import audit, roles
from pim.access.audit import HERSELF, SYSTEM, Actor
from pim.errors import DomainError
from referrals import parts_of_hers, queries
from referrals.actions.locking import locked_person
from referrals.actions.requests import finish_request, send_her_page_link, why_no_link
from referrals.copies import changing, gathering, months
from referrals.copies.enums import (
    CopyStanding,
    CopyWay,
    PassageChoice,
    PassageMark,
    WhyLonger,
)
from referrals.enums import ContactChannel, RequestOutcome
from referrals.models import HerRequest, Passage, RecordCopy, Referral

COPY_LASTS = timedelta(days=30)


@transaction.atomic
def make_copy(
    *,
    referral: Referral,
    way: CopyWay,
    asked_on: date,
    request: HerRequest | None = None,
    confirmed_by: ContactChannel | str = "",
    by: Actor,
    now: datetime,
) -> RecordCopy:
    """Everything about her as it is now. What she asked on her page is settled with it: it goes
    on here, by the day she is owed it."""
    person = locked_person(referral.parent_id)
    if person.erased_at:
        raise DomainError("What identified her has been erased.")
    if RecordCopy.objects.not_given_yet().filter(parent=person).exists():
        raise DomainError("A copy is being looked through already.")
    if asked_on > clock.day_of(now):
        raise DomainError("She cannot have asked on a day to come.")
    if way == CopyWay.PAGE and not queries.can_open_her_page(referral):
        raise DomainError("She has no secret word, so she cannot open her page. Print it instead.")
    if request:
        finish_request(
            request=request,
            outcome=RequestOutcome.DONE,
            confirmed_by=confirmed_by,
            by=by,
            now=now,
        )
    copy = _kept(person, referral, way, asked_on, request, by, now)
    audit.record(by=by, action="copy.made", target=copy, now=now, way=way)
    return copy


def _kept(person, referral, way, asked_on, request, by: Actor, now: datetime) -> RecordCopy:
    people = parts_of_hers.all_of_her(person.pk)
    gathered = gathering.gather(people, now)
    copy = RecordCopy.objects.create(
        parent=person,
        referral=referral,
        programme_id=referral.programme_id,
        site_id=referral.site_id,
        request=request,
        way=way,
        content=gathered.content,
        asked_on=asked_on,
        due_on=months.due_on(asked_on, nation=_nation(referral)),
        made_at=now,
        made_by=by.user,
    )
    Passage.objects.bulk_create(
        Passage(
            copy=copy,
            place=place,
            section=one.section,
            label=one.label,
            words=one.words,
            mark=one.mark,
        )
        for place, one in enumerate(gathered.passages, start=1)
    )
    return copy


def _nation(referral: Referral) -> str:
    return referral.site.nation if referral.site else "ENG"


# --- Looking it through -------------------------------------------------------------------------
@transaction.atomic
def decide_passages(
    *, copy: RecordCopy, choices: Mapping[int, PassageChoice], by: Actor, now: datetime
) -> None:
    """Each by its place: given to her, or left out and why."""
    copy = _locked(copy, CopyStanding.LOOKED_AT)
    for passage in Passage.objects.filter(copy=copy, place__in=choices):
        passage.choice = PassageChoice(choices[passage.place])
        passage.chosen_at, passage.chosen_by = now, by.user
        passage.save(update_fields=["choice", "chosen_at", "chosen_by"])
        codes = {"place": passage.place, "choice": passage.choice, "mark": passage.mark}
        audit.record(by=by, action="copy.passage_decided", target=copy, now=now, **codes)


@transaction.atomic
def mark_entry(*, copy: RecordCopy, section: int, entry: int, by: Actor, now: datetime) -> None:
    """Something else in it is to be decided about too: a whole entry becomes one passage."""
    copy = _locked(copy, CopyStanding.LOOKED_AT)
    passages = {one.place: one for one in Passage.objects.filter(copy=copy)}
    found = changing.taken_out(copy.content, section, entry, passages)
    if found is None:
        raise DomainError("There is no such entry, or it is marked already.")
    place = max(passages, default=0) + 1
    Passage.objects.create(
        copy=copy,
        place=place,
        section=found.section,
        label=found.section,
        words=found.words,
        mark=PassageMark.CHOSEN,
    )
    Passage.objects.filter(copy=copy, place__in=found.inside).delete()
    copy.content = changing.with_passage(copy.content, section, entry, place)
    copy.save(update_fields=["content"])
    audit.record(by=by, action="copy.passage_marked", target=copy, now=now, place=place)


@transaction.atomic
def look_again(*, copy: RecordCopy, place: int, by: Actor, now: datetime) -> None:
    copy = _locked(copy, CopyStanding.LOOKED_AT)
    passages = Passage.objects.filter(copy=copy, place=place)
    passages.update(choice="", chosen_at=None, chosen_by=None)
    audit.record(by=by, action="copy.passage_reopened", target=copy, now=now, place=place)


@transaction.atomic
def finish_review(*, copy: RecordCopy, by: Actor, now: datetime) -> None:
    copy = _locked(copy, CopyStanding.LOOKED_AT)
    if left := Passage.objects.undecided().filter(copy=copy).count():
        raise DomainError(f"Decide about every passage first: {left} to go.")
    copy.standing, copy.reviewed_at, copy.reviewed_by = CopyStanding.TO_DECIDE, now, by.user
    copy.save(update_fields=["standing", "reviewed_at", "reviewed_by"])
    audit.record(by=by, action="copy.looked_through", target=copy, now=now)


@transaction.atomic
def take_longer(*, copy: RecordCopy, why: WhyLonger, by: Actor, now: datetime) -> None:
    """Two months more, once, said to her before the first month is over."""
    copy = _locked(copy, CopyStanding.LOOKED_AT, CopyStanding.TO_DECIDE)
    if copy.longer_why:
        raise DomainError("It takes longer already, and only once.")
    if clock.day_of(now) > copy.due_on:
        raise DomainError("The month is over. Give it to her as soon as you can.")
    months_in_all = 1 + months.MORE_MONTHS
    copy.due_on = months.due_on(copy.asked_on, nation=_nation(copy.referral), months=months_in_all)
    copy.longer_why = why
    copy.save(update_fields=["due_on", "longer_why"])
    audit.record(by=by, action="copy.takes_longer", target=copy, now=now, why=why)


# --- Giving it ----------------------------------------------------------------------------------
@transaction.atomic
def give_copy(*, copy: RecordCopy, by: Actor, now: datetime) -> None:
    """A second person agrees with every choice. From then on it stands on her page, or is to be
    printed; a link is sent where one may be."""
    copy = _to_give(copy, by)
    copy.standing, copy.given_at, copy.given_by = CopyStanding.READY, now, by.user
    copy.expires_at = now + COPY_LASTS
    copy.save(update_fields=["standing", "given_at", "given_by", "expires_at"])
    audit.record(by=by, action="copy.given", target=copy, now=now)
    if copy.way == CopyWay.PAGE and why_no_link(copy.referral) is None:
        send_her_page_link(referral=copy.referral, by=by, now=now)


@transaction.atomic
def send_copy_back(*, copy: RecordCopy, by: Actor, now: datetime) -> None:
    """To be looked through again."""
    copy = _to_give(copy, by)
    copy.standing, copy.reviewed_at, copy.reviewed_by = CopyStanding.LOOKED_AT, None, None
    copy.save(update_fields=["standing", "reviewed_at", "reviewed_by"])
    audit.record(by=by, action="copy.sent_back", target=copy, now=now)


def _to_give(copy: RecordCopy, by: Actor) -> RecordCopy:
    copy = _locked(copy, CopyStanding.TO_DECIDE)
    over = {"site": copy.site} if copy.site else {"programme": copy.programme}
    if not roles.can_over(by.user, roles.GIVE_COPIES, **over):
        raise DomainError("Your role does not let you decide about this.")
    if copy.reviewed_by_id == by.user.pk:
        raise DomainError("You looked it through. A second person decides.")
    return copy


@transaction.atomic
def note_copy_taken(*, copy: RecordCopy, by: Actor, now: datetime) -> None:
    """She opened it, or somebody printed it for her."""
    copy = _locked(copy, CopyStanding.READY)
    action = "copy.opened" if by == HERSELF else "copy.printed"
    if by == HERSELF and copy.taken_at:
        return
    copy.taken_at = copy.taken_at or now
    copy.save(update_fields=["taken_at"])
    audit.record(by=by, action=action, target=copy, now=now)


# --- Its end ------------------------------------------------------------------------------------
@transaction.atomic
def withdraw_copy(*, copy: RecordCopy, by: Actor, now: datetime) -> None:
    copy = _locked(copy, CopyStanding.LOOKED_AT, CopyStanding.TO_DECIDE)
    _empty(copy, CopyStanding.WITHDRAWN, by, now)


@transaction.atomic
def delete_copies(*, now: datetime) -> int:
    """Those whose time is over. What was left out and why stays, without the words."""
    over = RecordCopy.objects.ready().filter(expires_at__lte=now).select_for_update()
    for copy in list(over):
        _empty(copy, CopyStanding.OVER, SYSTEM, now)
    return len(over)


def _empty(copy: RecordCopy, standing: CopyStanding, by: Actor, now: datetime) -> None:
    copy.standing, copy.content, copy.ended_at = standing, None, now
    copy.save(update_fields=["standing", "content", "ended_at"])
    Passage.objects.filter(copy=copy).update(words=None)
    audit.record(by=by, action=f"copy.{standing}", target=copy, now=now)


def _locked(copy: RecordCopy, *standings: CopyStanding) -> RecordCopy:
    copy = RecordCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.standing not in standings or copy.content is None:
        raise DomainError("That does not fit any more. Please look at the page again.")
    return copy
