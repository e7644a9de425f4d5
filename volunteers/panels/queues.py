"""What the matching page says of the two queues."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from pim.access import roles
from pim.admin.panels import Tag
from pim.models import Site, User
from referrals.enums import Urgency
from referrals.models import Referral
from volunteers import queries
from volunteers.matching import Need
from volunteers.naming import name_of
from volunteers.panels.shared import address_of
from volunteers.panels.words import baby_age, counted, wait_of
from volunteers.queries.queues import Free, Queues, Waits
from volunteers.wording import days

NOT_FREE = {
    "full": ("has no free place", "have no free place"),
    "break": ("is on a break", "are on a break"),
    "leaving": ("is leaving us", "are leaving us"),
    "checks": ("has checks to renew", "have checks to renew"),
}


@dataclass(frozen=True)
class Line:
    """One person in a queue."""

    name: str
    url: str
    tags: list[Tag]
    details: list[str]
    waits: str = ""
    free_since: datetime | None = None
    last_match_at: datetime | None = None


def summary(queues: Queues) -> str:
    """``12 mums wait, the longest 61 days. 7 volunteers have 9 free places.``"""
    return f"{_who_waits(queues)} {_who_is_free(queues)}"


def _who_waits(queues: Queues) -> str:
    if not queues.waiting:
        return "Nobody waits for a volunteer."
    waited = days(max(wait_of(one.referral).days for one in queues.waiting))
    if len(queues.waiting) == 1:
        return f"1 mum waits, for {waited}."
    return f"{len(queues.waiting)} mums wait, the longest {waited}."


def _who_is_free(queues: Queues) -> str:
    if not queues.free:
        return "No volunteer has a free place."
    who = counted(len(queues.free), "volunteer has", "volunteers have")
    return f"{who} {counted(queues.places, 'free place')}."


def mums(queues: Queues) -> list[Line]:
    return [_mum(one) for one in queues.waiting]


def _mum(one: Waits) -> Line:
    return Line(
        name=one.referral.parent.called or "Erased",
        url=reverse("admin:volunteers_match_for", args=[one.referral.pk]),
        tags=flags(one.referral, one.fitting),
        details=[_about(one.referral, one.need), _how_many_fit(one)],
        waits=wait_of(one.referral).said,
    )


def flags(referral: Referral, fitting: int) -> list[Tag]:
    """What a coordinator should not overlook, each in words."""
    parent = referral.parent
    raised = [
        (referral.urgency == Urgency.SOON, Tag("Urgent", "red")),
        (fitting == 0, Tag("Nobody fits yet", "orange")),
        (wait_of(referral).is_long, Tag("Long wait", "yellow")),
        (parent.needs_interpreter, Tag("Interpreter", "blue")),
        (bool(parent.access_needs), Tag("Access needs", "purple")),
    ]
    return [tag for is_up, tag in raised if is_up]


def _about(referral: Referral, need: Need) -> str:
    own_language = need.language if need.language.casefold() != "english" else ""
    how = ", ".join(label.lower() for label in queries.labels(referral, "formats"))
    baby = baby_age(need.baby_weeks)
    return " · ".join(filter(None, [need.district, own_language, how or "any way", baby]))


def _how_many_fit(one: Waits) -> str:
    """``Nearly: would fit on the phone (5)`` where nobody does."""
    if one.fitting:
        return counted(one.fitting, "volunteer fits", "volunteers fit")
    if one.nearly is None:
        return ""
    words, count = one.nearly
    return f"Nearly: {words[0].lower()}{words[1:]} ({count})"


def volunteers(queues: Queues, site: Site, user: User) -> list[Line]:
    links = roles.can(user, roles.SEE_VOLUNTEERS, site)
    return [_volunteer(one, links) for one in queues.free]


def _volunteer(one: Free, links: bool) -> Line:
    how = ", ".join(label.lower() for label in queries.labels(one.volunteer, "formats"))
    area = f"lives in {one.offer.district}" if one.offer.district else ""
    return Line(
        name=name_of(one.volunteer),
        url=address_of(one.volunteer) if links else "",
        tags=[Tag(f"{one.offer.free} of {one.volunteer.capacity} free", "green")],
        details=[" · ".join(filter(None, [area, how or "any way"]))],
        free_since=one.since,
        last_match_at=one.last_match_at,
    )


def not_free(found: Counter) -> str:
    """``4 volunteers have no free place, 1 is on a break``"""
    told = [(found[key], *NOT_FREE[key]) for key in NOT_FREE if found[key]]
    said = [counted(count, one, many) for count, one, many in told]
    who = "volunteer" if told and told[0][0] == 1 else "volunteers"
    return ", ".join([*(one.replace(" ", f" {who} ", 1) for one in said[:1]), *said[1:]])
