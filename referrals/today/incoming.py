"""What a coordinator must do today about referrals, and how she finds one.

Whoever is accepted and waits for a volunteer stands in the queue that leads to the matching.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db.models import Case, When
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim.access import roles
from pim.admin import search, today
from pim.admin.panels import Link
from pim.admin.search import Hit
from pim.admin.today import Queue, Row, Urgency
from pim.messages import ledger
from pim.models import AuditEvent
from referrals import queries
from referrals.enums import Status
from referrals.enums import Urgency as Soonness
from referrals.models import Referral

MOST_PRESSING = (
    Case(When(times_spoken__gt=0, then=0), default=1),
    Case(When(urgency=Soonness.SOON, then=0), default=1),
    "status_since",
)


def register() -> None:
    for place, (key, title, rows, group) in enumerate(QUEUES):
        today.register(
            Queue(
                key,
                title,
                rows=rows,
                permission=roles.WORK_CASES,
                order=20 + place,
                see_all=partial(listed, group),
            )
        )
    search.register(hits)
    ledger.add(lambda user: Referral.objects.visible_to(user).values("pk"), links=named)


def named(ids: Collection[UUID]) -> dict[UUID, Link]:
    """What the list of messages calls the referrals they are about."""
    return {
        one.pk: Link(f"Referral {one.reference}", address_of(one))
        for one in Referral.objects.filter(pk__in=ids)
    }


def listed(group: str) -> str:
    return f"{reverse('admin:referrals_referral_changelist')}?group={group}"


def new_referrals(user, now: datetime) -> list[Row]:
    """At a site, and nobody has tried to reach her yet. Who is to be rung soonest comes first."""
    arrived = seen(user).incoming().filter(status=Status.RECEIVED, site__isnull=False)
    soonest = sorted(arrived, key=lambda one: (queries.first_call_due_on(one), one.asked_at))
    return [first_call(one, now) for one in soonest]


def first_call(referral: Referral, now: datetime, place: str = "") -> Row:
    due_on = queries.first_call_due_on(referral)
    late = due_on < queries.uk_date(now)
    when = f"First call {'was due' if late else 'due by'} {date_format(due_on, 'l j F')}"
    return row(
        referral,
        since=referral.asked_at,
        urgency=Urgency.OVERDUE if late else Urgency.NORMAL,
        detail=f"{place}{said_soon(referral)}{when}",
    )


def said_soon(referral: Referral) -> str:
    """What she or her referrer wishes about the first call, before anything else."""
    soon = "Soon. " if referral.urgency == Soonness.SOON else ""
    return soon + ("Just ring her. " if referral.asked_only_to_be_rung else "")


def calls_to_make(user, now: datetime) -> list[Row]:
    """Someone has tried; either she was not there, or a decision is due."""
    trying = queries.with_tries(seen(user).filter(status=Status.IN_CONTACT))
    return [next_step(one) for one in trying.order_by(*MOST_PRESSING)]


def next_step(referral: Referral) -> Row:
    tries = queries.tries_of(referral)
    if tries.spoke:
        detail = "You have spoken: accept, or close with a reason"
    else:
        detail = str(tries) if tries.missing else f"{tries}: decide what next"
    return row(referral, since=referral.status_since, detail=f"{said_soon(referral)}{detail}")


def out_of_area(user, now: datetime) -> list[Row]:
    """Each of them was told a day as well: at no site the clock runs all the same."""
    homeless = list(seen(user).incoming().filter(site__isnull=True).order_by("asked_at"))
    opened = opened_by_others(user, homeless)
    return [outside(one, now, opened.get(str(one.pk), "")) for one in homeless]


def outside(referral: Referral, now: datetime, opened: str) -> Row:
    if referral.status == Status.RECEIVED:
        found = first_call(referral, now, place=f"{district(referral)}. ")
    else:
        detail = said_soon(referral) + district(referral)
        found = row(referral, since=referral.status_since, detail=detail)
    return replace(found, detail=f"{found.detail}. {opened}") if opened else found


def opened_by_others(user, referrals: Collection[Referral]) -> dict[str, str]:
    """They stand before every site at once: who of the others looked last, so that two ask
    each other before both ring her."""
    looked = AuditEvent.objects.filter(
        action="referral.viewed",
        target_type=Referral._meta.label_lower,
        target_id__in=[str(referral.pk) for referral in referrals],
        actor__isnull=False,
    ).exclude(actor=user)
    last = looked.order_by("target_id", "-at", "-pk").distinct("target_id")
    return {
        one.target_id: f"{one.actor.name} opened it {in_words(one.at)}"
        for one in last.select_related("actor")
    }


def in_words(moment: datetime) -> str:
    return date_format(localtime(moment), r"j F \a\t H:i")


def district(referral: Referral) -> str:
    return f"Postcode {referral.parent.postcode_district or 'not given'}"


QUEUES = (
    ("referrals-new", "New referrals", new_referrals, "new"),
    ("referrals-calls", "Calls to make", calls_to_make, "contact"),
    ("referrals-out-of-area", "Out of area: a person decides", out_of_area, "out-of-area"),
)


def seen(user):
    rows = Referral.objects.visible_to(user)
    return rows.select_related("parent", "programme", "site")


def address_of(referral: Referral) -> str:
    return reverse("admin:referrals_referral_change", args=[referral.pk])


def row(referral: Referral, **columns) -> Row:
    return Row(
        text=f"{referral.parent.called or 'Erased'}, {referral.reference}",
        url=address_of(referral),
        **columns,
    )


def hits(user, text: str) -> list[Hit]:
    """The search box: who, and where she stands."""
    return [hit(referral) for referral in queries.found(user, text)[: search.MOST]]


def hit(referral: Referral) -> Hit:
    place = referral.site.name if referral.site else "out of area"
    return Hit(
        title=f"{referral.parent.called or 'Erased'}, {referral.reference}",
        kind="Referrals",
        url=address_of(referral),
        detail=f"{referral.get_status_display()}, {place}",
    )
