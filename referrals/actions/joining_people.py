"""Two rows of one person become one: who she is, her secret word, and the ways to reach her."""

from collections import defaultdict
from datetime import datetime

from pim.forms.fields import postcode_index
from referrals.actions.joining_words import fill
from referrals.enums import ContactChannel
from referrals.models import MessageWishes, Parent, SafeContact, SecretWord


def join_people(stays: Parent, gone: Parent, *, was_open: bool, now: datetime) -> int:
    """Join ``gone`` to ``stays``; gives the number of ways to reach her that were ended.

    Ways of a referral that was closed long ago come over as ended: they were safe then, and
    what she said last is all we use. Neither secret word opens anything afterwards: one of the
    two forms may have been sent by somebody else, and a person sets a new word when they speak.
    Both rows are locked by the caller.
    """
    _fill_person(stays, gone)
    SecretWord.objects.filter(parent__in=[stays, gone]).update(digest=None)
    _join_wishes(stays, gone)
    ended = _join_contacts(stays, gone, keep_live=was_open, now=now)
    Parent.objects.filter(merged_into=gone).update(merged_into=stays)
    gone.merged_into = stays
    gone.save(update_fields=["merged_into"])
    return ended


def _fill_person(stays: Parent, gone: Parent) -> None:
    fill(stays, gone, ("age_band", "postcode", "postcode_district"))
    if _is_finer(gone.postcode, stays.postcode):
        stays.postcode = gone.postcode
    stays.postcode_index = postcode_index(stays.postcode)
    if stays.language == "English":  # what a form says where nobody asked
        stays.language = gone.language
    stays.needs_interpreter = stays.needs_interpreter or gone.needs_interpreter
    needs = dict.fromkeys(filter(None, [stays.access_needs, gone.access_needs]))
    stays.access_needs = "\n".join(needs) or None
    stays.save()


def _join_wishes(stays: Parent, gone: Parent) -> None:
    """What she wishes of our messages: what she said last."""
    latest = MessageWishes.objects.filter(parent__in=[stays, gone]).order_by("-changed_at").first()
    if latest and latest.parent_id == gone.pk:
        latest.parent = stays
        latest.save()


def _is_finer(other: str | None, own: str | None) -> bool:
    """A full postcode inside the district we have."""
    return bool(other and own) and " " in other and other.partition(" ")[0] == own


# --- Ways to reach her ------------------------------------------------------------------------
def _join_contacts(stays: Parent, gone: Parent, *, keep_live: bool, now: datetime) -> int:
    """All her ways in one place: no address twice, and none that somebody called unsafe.

    A way that lives on one record and was ended on the other stays ended until she is asked,
    and so does one that only one of the two forms names and nobody has confirmed with her:
    that form may not have been hers. The survivor's first way stays the first, unless it is
    ended by this.
    """
    own, others = _ways(stays), _ways(gone)
    unsafe, on_both = _ended(own) | _ended(others), _numbers(own) & _numbers(others)
    live = {_where(way): way for way in own if way.ended_at is None}
    for way in others:
        if way.ended_at is None and (twin := live.get(_where(way))):
            _fill_way(twin, way)
            continue
        way.parent, way.is_primary = stays, False
        if way.ended_at is None and not keep_live:
            way.ended_at = now
        way.save(update_fields=["parent", "is_primary", "ended_at"])
    joined = [way for way in _ways(stays) if way.ended_at is None]
    ended = [way for way in joined if _where(way) in unsafe]
    rest = [way for way in joined if way not in ended]
    ended += _doubtful(rest, on_both, own)
    for way in ended:
        way.ended_at, way.is_primary = now, False
        way.save(update_fields=["ended_at", "is_primary"])
    _choose_first(stays)
    return len(ended)


def _doubtful(ways: list[SafeContact], on_both: set[str], own: list[SafeContact]):
    """What only one form says. Where nothing is sure, the survivor's own ways stay in use."""
    sure = [way for way in ways if way.confirmed_at or _where(way)[1] in on_both]
    kept = sure or [way for way in ways if way in own] or ways
    return [way for way in ways if way not in kept]


def _numbers(ways: list[SafeContact]) -> set[str]:
    return {_where(way)[1] for way in ways if way.ended_at is None}


def _ways(person: Parent) -> list[SafeContact]:
    rows = SafeContact.objects.filter(parent=person).order_by("created_at", "pk")
    return list(rows.select_for_update(of=("self",)))


def _where(way: SafeContact) -> tuple[str, str]:
    written = way.address_index or " ".join((way.address or "").casefold().split())
    return way.channel, written


def _ended(ways: list[SafeContact]) -> set[tuple[str, str]]:
    """What this record says is not to be used. A number that lives in no way at all on it is
    not to be used in any way; a row that was replaced by one with the same number lives on."""
    alive = {_where(way) for way in ways if way.ended_at is None}
    used = {written for _, written in alive}
    gone: dict[str, set] = defaultdict(set)
    for channel, written in filter(lambda where: where[1], map(_where, ways)):
        if written not in used:
            gone[written] = set(ContactChannel.values)
        elif (channel, written) not in alive:
            gone[written].add(channel)
    return {(channel, written) for written, channels in gone.items() for channel in channels}


def _fill_way(own: SafeContact, other: SafeContact) -> None:
    """The same number twice: what she said about it is put together, the careful answer first."""
    fill(own, other, ("best_times", "us", "word"))
    own.voicemail_ok = own.voicemail_ok and other.voicemail_ok
    own.confirmed_at = max(filter(None, [own.confirmed_at, other.confirmed_at]), default=None)
    own.save()


def _choose_first(person: Parent) -> None:
    live = SafeContact.objects.live().filter(parent=person)
    first = live.order_by("-is_primary", "created_at", "pk").first()
    if first and not first.is_primary:
        first.is_primary = True
        first.save(update_fields=["is_primary"])
