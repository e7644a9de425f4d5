"""Erasing what identifies a woman, and legal holds: who asks, who decides, what stands."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from pim.access import roles
from pim.admin.bases import Filter, PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import pim_site
from referrals import actions
from referrals.copies.enums import CopyWay
from referrals.enums import (
    ErasureStanding,
    HoldReason,
    Status,
    WhyErased,
)
from referrals.forms.copies import CopyForm
from referrals.forms.rights import ErasureForm, HoldForm
from referrals.models import Erasure, LegalHold, Referral

WHAT_GOES = (
    "Her name, every way to reach her, where she lives, and all words written by her or about "
    "her, in every referral of hers. It cannot be brought back."
)
WHAT_STAYS = (
    "Dates, counts, scores and codes, with no way to her; and who did what in the service, "
    "without names. What volunteers wrote in their own supervision stays theirs."
)
COLOURS = {
    ErasureStanding.ASKED: "blue",
    ErasureStanding.APPROVED: "yellow",
    ErasureStanding.DONE: "grey",
    ErasureStanding.DECLINED: "grey",
}


def may_be_asked(referral: Referral) -> bool:
    return referral.status == Status.CLOSED and not referral.parent.erased_at


def is_kept(referral: Referral) -> bool:
    return not referral.parent.erased_at


class RightsButtons:
    """On the page of a referral."""

    @button(
        "She asks for a copy of her record",
        style="aside",
        form=CopyForm,
        when=is_kept,
        step_up=True,
        hint="Make sure that it is her: ask in a way that was safe before. Then all about her is "
        "gathered, for you to look through.",
        done="It is gathered. Look through the marked passages now.",
    )
    def make_copy(self, referral: Referral, *, way: str, **asked: Any) -> str:
        made = actions.make_copy(referral=referral, way=CopyWay(way), **asked)
        return reverse("admin:referrals_recordcopy_change", args=[made.pk])

    @button(
        "Erase what identifies her",
        style="aside",
        form=ErasureForm,
        when=may_be_asked,
        step_up=True,
        hint=f"{WHAT_GOES} A second person decides.",
        done="A second person is asked to decide.",
    )
    def ask_erasure(self, referral: Referral, *, why: str, **asked: Any) -> None:
        actions.ask_erasure(referral=referral, why=WhyErased(why), **asked)

    @button(
        "Keep it: legal hold",
        style="aside",
        form=HoldForm,
        when=is_kept,
        hint="Nothing of hers is erased until the hold is lifted, whoever asks.",
        done="It is on hold.",
    )
    def set_hold(self, referral: Referral, *, reason: str, **asked: Any) -> None:
        actions.set_hold(referral=referral, reason=HoldReason(reason), **asked)


def is_waiting(erasure: Erasure) -> bool:
    return erasure.standing == ErasureStanding.ASKED


@admin.register(Erasure, site=pim_site)
class ErasureAdmin(PimModelAdmin):
    see_permission = roles.SEE_ERASURES
    work_permission = roles.DECIDE_ERASURE
    step_up = True
    nav_label = "Erasures"
    nav_order = 85
    list_intro = "One person asks, another decides, and it is done within minutes."
    list_empty = "Nobody has asked for a record to be erased."
    list_display = ["reference", "reason", "asked_at", "where"]
    filters = [
        Filter(
            "state",
            "Where they stand",
            lambda user: list(ErasureStanding.choices),
            lambda rows, key: rows.filter(standing=key),
        )
    ]
    ordering = ["-decided_at", "asked_at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("site", "asked_by", "decided_by")

    @admin.display(description="Why")
    def reason(self, erasure):
        return erasure.get_why_display()

    @admin.display(description="Stands at")
    def where(self, erasure):
        return self.state(erasure)

    def state(self, erasure):
        return Tag(erasure.get_standing_display(), COLOURS[erasure.standing])

    def panels(self, request, erasure):
        decided = erasure.decided_by and f"{erasure.decided_by.name}, {erasure.decided_at:%d %B %Y}"
        rows = [
            ("Referral", erasure.reference),
            ("Area", erasure.site.name if erasure.site else "Outside every area"),
            ("Why", erasure.get_why_display()),
            ("Asked by", erasure.asked_by.name),
            ("Asked", erasure.asked_at),
            ("Decided by", decided),
            ("Erased", erasure.done_at),
        ]
        return [
            Summary("What is asked", [row for row in rows if row[1]]),
            Words("What goes", WHAT_GOES),
            Words("What stays", WHAT_STAYS),
        ]

    @button(
        "Agree: erase it",
        when=is_waiting,
        style="warning",
        hint=WHAT_GOES,
        done="Agreed. It is erased within minutes.",
    )
    def approve(self, erasure, **asked):
        actions.approve_erasure(erasure=erasure, **asked)

    @button("Do not erase it", when=is_waiting, done="It is not erased.")
    def decline(self, erasure, **asked):
        actions.decline_erasure(erasure=erasure, **asked)


def stands(hold: LegalHold) -> bool:
    return hold.lifted_at is None


@admin.register(LegalHold, site=pim_site)
class LegalHoldAdmin(PimModelAdmin):
    see_permission = roles.SEE_ERASURES
    work_permission = roles.DECIDE_ERASURE
    step_up = True
    nav_label = "Legal holds"
    nav_order = 86
    list_intro = "Records that must be kept for now, whoever asks."
    list_empty = "No record is on hold."
    list_display = ["reference", "what_for", "set_at", "where"]
    ordering = ["-lifted_at", "set_at", "pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("site", "set_by", "lifted_by")

    @admin.display(description="Why")
    def what_for(self, hold):
        return hold.get_reason_display()

    @admin.display(description="Stands at")
    def where(self, hold):
        return self.state(hold)

    def state(self, hold):
        return Tag("On hold", "blue") if stands(hold) else Tag("Lifted", "grey")

    def panels(self, request, hold):
        rows = [
            ("Referral", hold.reference),
            ("Why", hold.get_reason_display()),
            ("Set by", hold.set_by.name),
            ("Set", hold.set_at),
            ("Lifted by", hold.lifted_by and hold.lifted_by.name),
            ("Lifted", hold.lifted_at),
        ]
        return [Summary("What is kept", [row for row in rows if row[1]])]

    @button(
        "Lift it",
        when=stands,
        hint="From then on her record may be erased when its time has come, or when she asks.",
        done="The hold is lifted.",
    )
    def lift(self, hold, **asked):
        actions.lift_hold(hold=hold, **asked)
