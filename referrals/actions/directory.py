"""Other services she may be told about: kept right by whoever works here, each entry dated."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from pim.access import audit
from pim.access.audit import Actor
from pim.errors import DomainError
from pim.messages import outbox
from pim.models import Programme, Site
from referrals import queries
from referrals.models import Referral, Signpost, SignpostGiven

SIGNPOSTED = "referrals.signposted"
NEWS_IS_STALE_AFTER = timedelta(days=7)
COLUMNS = ("name", "helps_with", "phone", "website", "hours")


@transaction.atomic
def add_signpost(
    *,
    programme: Programme,
    site: Site | None,
    review_due_on: date,
    by: Actor,
    now: datetime,
    **columns: str,
) -> Signpost:
    """A new entry, checked today. Without a site it is for the whole programme."""
    entry = Signpost(programme=programme, site=site, **columns)
    return _check_today(entry, review_due_on, "signpost.added", by=by, now=now)


@transaction.atomic
def change_signpost(
    *, signpost: Signpost, review_due_on: date, by: Actor, now: datetime, **columns: str
) -> Signpost:
    """Put an entry right. Whoever changes it has checked it."""
    entry = _live_entry(signpost)
    for name in COLUMNS:
        setattr(entry, name, columns[name])
    return _check_today(entry, review_due_on, "signpost.changed", by=by, now=now)


@transaction.atomic
def review_signpost(
    *, signpost: Signpost, review_due_on: date, by: Actor, now: datetime
) -> Signpost:
    """Somebody has looked: all of it is still right."""
    entry = _live_entry(signpost)
    return _check_today(entry, review_due_on, "signpost.reviewed", by=by, now=now)


@transaction.atomic
def retire_signpost(*, signpost: Signpost, by: Actor, now: datetime) -> Signpost:
    """Nobody is pointed there any more. Who was, stays on record."""
    entry = _live_entry(signpost)
    entry.retired_on = queries.uk_date(now)
    entry.save(update_fields=["retired_on"])
    audit.record(by=by, action="signpost.retired", target=entry, now=now)
    return entry


@transaction.atomic
def give_signposts(
    *,
    referral: Referral,
    signposts: Collection[Signpost],
    write_to_her: bool = False,
    by: Actor,
    now: datetime,
) -> list[SignpostGiven]:
    """Note which services she was told about; she is written to only if she wants that."""
    if not signposts:
        raise DomainError("Choose at least one service.")
    given = [_give(referral, _live_entry(entry), by, now) for entry in signposts]
    audit.record(by=by, action="referral.signposted", target=referral, now=now, services=len(given))
    if write_to_her:
        _queue_news(referral, now)
    return given


def _check_today(
    entry: Signpost, review_due_on: date, action: str, *, by: Actor, now: datetime
) -> Signpost:
    entry.reviewed_on, entry.review_due_on = queries.uk_date(now), review_due_on
    if entry.review_due_on <= entry.reviewed_on:
        raise DomainError("The day to check it again must be in the future.")
    entry.save()
    audit.record(by=by, action=action, target=entry, now=now)
    return entry


def _live_entry(signpost: Signpost) -> Signpost:
    entry = Signpost.objects.select_for_update().get(pk=signpost.pk)
    if entry.retired_on is not None:
        raise DomainError(f"“{entry.name}” was taken out of the list. Choose another one.")
    return entry


def _give(referral: Referral, entry: Signpost, by: Actor, now: datetime) -> SignpostGiven:
    return SignpostGiven.objects.create(referral=referral, signpost=entry, at=now, **by.columns())


def _queue_news(referral: Referral, now: datetime) -> None:
    outbox.queue(
        notice=SIGNPOSTED,
        object_id=referral.pk,
        about_id=referral.pk,
        dedupe_key=f"{SIGNPOSTED}:{referral.pk}:{queries.uk_date(now)}",
        due_at=now,
        expires_at=now + NEWS_IS_STALE_AFTER,
    )
