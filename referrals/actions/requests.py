"""What she asks for on her page. Nothing changes before a person has asked her about it."""

from datetime import datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import HERSELF, Actor
from pim.errors import DomainError
from pim.messages import links, outbox
from pim.models import Message
from referrals import consent, queries
from referrals.actions.concerns import raise_concern
from referrals.actions.handling_concerns import add_her_words
from referrals.actions.locking import locked_row
from referrals.actions.secret_words import set_secret_word
from referrals.enums import (
    SPOKEN_WITH_HER,
    ConcernKind,
    ConcernUrgency,
    ContactChannel,
    Purpose,
    RequestKind,
    RequestOutcome,
)
from referrals.models import Concern, HerRequest, Referral

HER_PAGE_LINK = "referrals.her_page_link"
ONE_LINK_IN = timedelta(minutes=10)
LINK_IS_STALE_AFTER = timedelta(days=1)
MOST_LINKS_A_DAY = 3
THE_SAME_WITHIN = timedelta(hours=1)
A_DAY = timedelta(days=1)
MOST_COMPLAINTS_A_DAY = 3
LONGEST_WORDS = 2000


@transaction.atomic
def make_request(
    *, referral: Referral, kind: RequestKind, words: str = "", by: Actor, now: datetime
) -> HerRequest:
    """Pass on what she asks for. Asked twice, it is one request with her first words; where she
    is to be rung, what else she would talk about stands there too."""
    locked = locked_row(referral)
    request, created = HerRequest.objects.get_or_create(
        referral=locked,
        kind=kind,
        handled_at=None,
        defaults={
            "words": words.strip() or None,
            "made_at": now,
            "safe_ways": [way.pk for way in queries.safe_contacts(locked)],
        },
    )
    if created:
        audit.record(by=by, action="her_request.made", target=request, now=now, kind=kind)
    elif kind == RequestKind.RING:
        _add_words(request, words.strip())
    return request


def _add_words(request: HerRequest, more: str) -> None:
    said = request.words or ""
    if more and more not in said and len(said) + len(more) < LONGEST_WORDS:
        request.words = f"{said}\n{more}".strip()
        request.save(update_fields=["words"])


@transaction.atomic
def complain(
    *, referral: Referral, kind: ConcernKind, words: str, about_name: str, by: Actor, now: datetime
) -> Concern:
    """Pass a complaint on. The same words again within the hour are a second press of a button.

    After a few in a day what she writes is added to an open one: each file is looked at.
    """
    locked = locked_row(referral)
    lately = Concern.objects.filter(referral=locked, kind=kind, actor_kind=by.kind)
    for concern in lately.filter(raised_at__gt=now - THE_SAME_WITHIN):
        if concern.words == words.strip():
            return concern
    today = lately.open().filter(raised_at__gt=now - A_DAY).order_by("-raised_at")
    if today.count() >= MOST_COMPLAINTS_A_DAY:
        fitting = [one for one in today if not queries.names_another(about_name, one)]
        if fitting:
            return add_her_words(fitting[0], words, about_name, by=by, now=now)
    return raise_concern(
        kind=kind,
        urgency=ConcernUrgency.SAME_DAY,
        words=words,
        about_name=about_name,
        referral=locked,
        by=by,
        now=now,
    )


@transaction.atomic
def finish_request(
    *,
    request: HerRequest,
    outcome: RequestOutcome,
    confirmed_by: ContactChannel | str = "",
    nothing_changed: bool = False,
    by: Actor,
    now: datetime,
) -> HerRequest:
    """A person has asked her, in a way that was safe before she asked, or could not reach her.

    ``nothing_changed``: she asked to be reached otherwise, and all her ways may stay.
    """
    locked = HerRequest.objects.select_for_update().get(pk=request.pk)
    if locked.handled_at is not None:
        raise DomainError("Somebody has already looked after this request.")
    spoken = outcome in SPOKEN_WITH_HER
    if spoken and confirmed_by not in {way.channel for way in queries.ways_before(locked)}:
        raise DomainError("Confirm it with her in a way that was safe before she asked.")
    is_done = outcome == RequestOutcome.DONE
    if is_done and not nothing_changed and queries.waits_for_a_new_way(locked):
        raise DomainError(
            "Her ways to be reached are still as they were. Change them on this page first, or "
            "tick “Nothing had to change”."
        )
    locked.outcome, locked.confirmed_by = outcome, confirmed_by if spoken else ""
    locked.handled_at, locked.handled_by = now, by.user
    locked.save(update_fields=["outcome", "confirmed_by", "handled_at", "handled_by"])
    audit.record(by=by, action="her_request.handled", target=locked, now=now, outcome=outcome)
    return locked


# --- the link to her page -------------------------------------------------------------------
@transaction.atomic
def send_her_page_link(*, referral: Referral, by: Actor, now: datetime) -> None:
    """Send it because a coordinator says so; why it cannot go is said at once."""
    locked = locked_row(referral)
    if why_not := why_no_link(locked):
        raise DomainError(why_not)
    _queue_link(locked, now)
    audit.record(by=by, action="referral.page_link_sent", target=locked, now=now)


@transaction.atomic
def pick_secret_word(*, referral: Referral, word: str, by: Actor, now: datetime) -> bool:
    """Her own first word, picked just after she asked. Whether the link goes to her too."""
    locked = locked_row(referral)
    if not queries.may_pick_secret_word(locked, now):
        raise DomainError("A new word can only be set when we speak. Please ring us.")
    set_secret_word(holder=locked.parent, word=word, by=by, now=now)
    may_go = why_no_link(locked) is None
    if may_go:
        _queue_link(locked, now)
    return may_go


@transaction.atomic
def send_new_page_link(*, token: str, now: datetime) -> None:
    """Send a fresh link to the safe e-mail on file, if the old one was ever hers.

    Says nothing either way: whoever asks learns nothing. Where none can go, nothing is noted.
    """
    referral = queries.whose_page(links.issued(token, queries.HER_PAGE))
    if referral is None:
        return
    locked = locked_row(referral)
    if why_no_link(locked) or _sent_lately(locked, now) >= MOST_LINKS_A_DAY:
        return
    if _queue_link(locked, now):
        audit.record(by=HERSELF, action="referral.page_link_asked", target=locked, now=now)


def why_no_link(referral: Referral) -> str | None:
    """Why the link to her page cannot go out, as a sentence for a coordinator."""
    if referral.held_for:
        return "This one is held back. Nothing is sent before it is let in."
    if queries.safe_contact(referral, ContactChannel.EMAIL) is None:
        return "There is no safe e-mail address to send it to."
    if not consent.has_given(referral, Purpose.MESSAGES):
        return "She has not said yes to texts and e-mails from us."
    if not queries.can_open_her_page(referral):
        return "Set her secret word first: without it she cannot open her page."
    return None


def _sent_lately(referral: Referral, now: datetime) -> int:
    lately = Message.objects.about(referral.pk).filter(notice=HER_PAGE_LINK)
    return lately.filter(due_at__gt=now - timedelta(days=1)).count()


def _queue_link(referral: Referral, now: datetime) -> bool:
    """False where one went out a moment ago."""
    slot = int(now.timestamp() // ONE_LINK_IN.total_seconds())
    dedupe_key = f"{HER_PAGE_LINK}:{referral.pk}:{slot}"
    is_new = not Message.objects.filter(dedupe_key=dedupe_key).exists()
    outbox.queue(
        notice=HER_PAGE_LINK,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key=dedupe_key,
        due_at=now,
        expires_at=now + LINK_IS_STALE_AFTER,
    )
    return is_new
