"""The first call: what was found out, kept while it is typed, saved once, put right later."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.formats import time_format
from django.utils.timezone import localtime

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.forms.fields import postcode_index
from referrals import consent, queries
from referrals.actions.calls import confirm_agreement, log_contact_attempt
from referrals.actions.contacts import confirm_safe_contact, end_safe_contact
from referrals.actions.deciding import set_site
from referrals.actions.locking import locked_row
from referrals.actions.red_flags import raise_for_red_flags
from referrals.enums import (
    OPEN,
    ContactChannel,
    ContactOutcome,
    Means,
)
from referrals.first_calls import Found
from referrals.models import ContactAttempt, Parent, Referral, SafeContact, Triage

TOLD_BEFORE = (
    *("situation", "due_on", "born_on", "wishes", "formats", "times", "days"),
    *("background_wanted", "background_unwanted", "child_protection"),
    *("wish", "known_risks", "others_involved"),
)
FOUND_NOW = (
    *("gp", "emergency_contact", "address", "needs", "red_flag_note"),
    *("red_flags", "support_kind", "is_partner"),
)
WORDS = frozenset(
    {"wish", "known_risks", "others_involved", "access_needs"}
    | {"gp", "emergency_contact", "address", "needs", "red_flag_note"}
)


class Overtaken(DomainError):
    """A colleague has saved or typed something since this page was opened."""


@transaction.atomic
def save_triage(
    *, referral: Referral, found: Found, seen_at: datetime | None = None, by: Actor, now: datetime
) -> Triage:
    """Save the whole call at once. ``seen_at`` is when this page last knew how things stood.

    A red flag opens a concern by itself: somebody looks at it, whatever is decided afterwards.
    """
    locked = _open_row(referral)
    triage = _locked_triage(locked)
    _refuse_if_overtaken(triage, seen_at, by)
    has_new_flags = bool(set(found.red_flags) - set(triage.red_flags))
    _log_that_we_spoke(locked, triage, found, by=by, now=now)
    changed = [*_put_right(locked, found), *_note_findings(triage, found, by, now)]
    audit.record(
        by=by,
        action="referral.first_call_saved",
        target=locked,
        now=now,
        fields=" ".join(sorted(changed)),
        red_flags=len(found.red_flags),
    )
    _find_her_site(locked, by=by, now=now)
    _note_her_answers(locked, found, by=by, now=now)
    if found.red_flags:
        danger = found.danger_now
        raise_for_red_flags(locked, triage, new=has_new_flags, danger_now=danger, by=by, now=now)
    return triage


@transaction.atomic
def keep_triage_draft(
    *, referral: Referral, typed: dict, seen_at: datetime | None, by: Actor, now: datetime
) -> Triage:
    """Keep what was typed so far. In the trail stands who began, not each word."""
    locked = _open_row(referral)
    triage = _locked_triage(locked)
    _refuse_if_overtaken(triage, seen_at, by)
    if triage.draft_by != by.user:
        audit.record(by=by, action="referral.first_call_begun", target=locked, now=now)
    triage.draft, triage.draft_at, triage.draft_by = typed, now, by.user
    triage.save(update_fields=["draft", "draft_at", "draft_by"])
    return triage


@transaction.atomic
def drop_triage_draft(*, referral: Referral, by: Actor, now: datetime) -> None:
    """Throw away what was typed and not saved."""
    locked = locked_row(referral)
    triage = _locked_triage(locked)
    if triage.draft_at is None:
        return
    _forget_draft(triage)
    triage.save(update_fields=["draft", "draft_at", "draft_by"])
    audit.record(by=by, action="referral.first_call_thrown_away", target=locked, now=now)


def _open_row(referral: Referral) -> Referral:
    locked = locked_row(referral)
    if locked.status not in OPEN:
        raise DomainError("This referral is closed. Reopen it before you note a call.")
    if locked.held_for:
        raise DomainError("This referral is held back. Say first whether it is real.")
    return locked


def _locked_triage(referral: Referral) -> Triage:
    Triage.objects.get_or_create(referral=referral)
    rows = Triage.objects.select_for_update(of=["self"]).select_related("saved_by", "draft_by")
    return rows.get(referral=referral)


def _refuse_if_overtaken(triage: Triage, seen_at: datetime | None, by: Actor) -> None:
    """A late autosave must not bring back what was saved, nor two people write over each other."""
    if seen_at is None:
        return
    if triage.saved_at and triage.saved_at > seen_at:
        raise Overtaken(
            f"{triage.saved_by.name} saved this call at {_clock(triage.saved_at)}, after you "
            "opened this page. Look at what was saved before you go on."
        )
    if triage.draft_at and triage.draft_at > seen_at and triage.draft_by != by.user:
        raise Overtaken(
            f"{triage.draft_by.name} typed here at {_clock(triage.draft_at)}, after you opened "
            "this page. Talk to each other before you go on."
        )


def _clock(moment: datetime) -> str:
    return time_format(localtime(moment), "H:i")


def _log_that_we_spoke(
    referral: Referral, triage: Triage, found: Found, *, by: Actor, now: datetime
) -> None:
    """Once a day is enough: the call may have been logged before the form was opened."""
    spoken = ContactAttempt.objects.filter(referral=referral, outcome=ContactOutcome.SPOKE)
    today = queries.uk_date(now)
    if not found.spoke or any(queries.uk_date(call.at) == today for call in spoken):
        return
    log_contact_attempt(
        referral=referral,
        channel=ContactChannel.PHONE,
        outcome=ContactOutcome.SPOKE,
        by=by,
        now=now,
    )
    referral.refresh_from_db()


def _put_right(referral: Referral, found: Found) -> list[str]:
    """What we were told before, as it is now. Gives the names of what changed."""
    said = found.parent
    hers = asdict(said) | {
        "postcode_index": postcode_index(said.postcode),
        "postcode_district": said.district or None,
    }
    parent = Parent.objects.select_for_update().get(pk=referral.parent_id)
    referral.parent = parent
    told = {name: getattr(found.asked, name) for name in TOLD_BEFORE}
    return [*_change(parent, hers), *_change(referral, told)]


def _note_findings(triage: Triage, found: Found, by: Actor, now: datetime) -> list[str]:
    changed = _change(triage, {name: getattr(found, name) for name in FOUND_NOW})
    triage.saved_at, triage.saved_by = now, by.user
    _forget_draft(triage)
    triage.save(update_fields=["saved_at", "saved_by", "draft", "draft_at", "draft_by"])
    return changed


def _forget_draft(triage: Triage) -> None:
    triage.draft = triage.draft_at = triage.draft_by = None


def _change(row: Parent | Referral | Triage, values: dict) -> list[str]:
    """Save what is different, and say which columns that were."""
    changed = []
    for name, value in values.items():
        value = _as_kept(name, value)
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    if changed:
        row.save(update_fields=changed)
    return changed


def _as_kept(name: str, value: object) -> object:
    if isinstance(value, tuple | list):
        return [one if isinstance(one, int) else str(one) for one in value]
    if name in WORDS or name == "postcode":
        return str(value) or None
    return value


def _find_her_site(referral: Referral, *, by: Actor, now: datetime) -> None:
    """Now that we know where she lives, a site of ours may cover it."""
    if referral.site_id is None and (district := referral.parent.postcode_district):
        on = queries.uk_date(now)
        if site := queries.pick_site(referral.programme, district, on=on):
            set_site(referral=referral, site=site, by=by, now=now)
            referral.site = site


def _note_her_answers(referral: Referral, found: Found, *, by: Actor, now: datetime) -> None:
    """Her own yes, each consent, and the ways that are still safe: by phone, to a coordinator."""
    told = {"means": Means.BY_PHONE, "by": by, "now": now}
    if found.agrees and not queries.agreed_herself(referral):
        confirm_agreement(referral=referral, **told)
    consent.record_all(referral=referral, said=found.consents, **told)
    _note_her_ways(referral, found, by=by, now=now)


def _note_her_ways(referral: Referral, found: Found, *, by: Actor, now: datetime) -> None:
    """What she said of each way. Put right later without a call, an old yes stays as old."""
    live = SafeContact.objects.live().filter(parent=referral.parent_id)
    for contact in live.filter(pk__in=found.not_safe):
        end_safe_contact(contact=contact, by=by, now=now)
    for contact in live.filter(pk__in=found.still_safe):
        if found.spoke or not queries.was_confirmed(contact, referral):
            confirm_safe_contact(contact=contact, by=by, now=now)
