"""Copies of all about one woman: looked through by her coordinator, given by a second person."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from pim import clock
from pim.access import roles, second_factor
from pim.access.audit import acting
from pim.admin.bases import Block, Do, Filter, Link, PimModelAdmin, Summary, Table, Tag, button
from pim.admin.site import pim_site
from referrals import actions
from referrals.copies import paper, showing
from referrals.copies.enums import (
    CopyStanding,
    CopyWay,
    PassageChoice,
    WhyLonger,
)
from referrals.forms.copies import EntryForm, LongerForm, PassagesForm, PlaceForm
from referrals.models import Passage, RecordCopy

COLOURS = {
    CopyStanding.LOOKED_AT: "blue",
    CopyStanding.TO_DECIDE: "yellow",
    CopyStanding.READY: "green",
}
LOOK_FOR = (
    "Leave in what is about her, also what is hard to read. Leave out only what is about somebody "
    "else who would not want her to have it, or what could seriously harm somebody. What she told "
    "us herself, she knows."
)


def is_looked_at(copy: RecordCopy) -> bool:
    return copy.standing == CopyStanding.LOOKED_AT


def is_to_decide(copy: RecordCopy) -> bool:
    return copy.standing == CopyStanding.TO_DECIDE


def is_not_given(copy: RecordCopy) -> bool:
    return is_looked_at(copy) or is_to_decide(copy)


@admin.register(RecordCopy, site=pim_site)
class RecordCopyAdmin(PimModelAdmin):
    see_permission = roles.SEE_COPIES
    work_permission = roles.WORK_CASES
    audit_views = True
    step_up = True
    nav_label = "Copies for women"
    nav_order = 87
    list_intro = "What women asked to have of all that is kept about them. Each is owed in a month."
    list_empty = "Nobody has asked for a copy."
    list_display = ["reference", "due_on", "where"]
    filters = [
        Filter(
            "state",
            "Where they stand",
            lambda user: list(CopyStanding.choices),
            lambda rows, key: rows.filter(standing=key),
        )
    ]
    ordering = ["-given_at", "due_on", "pk"]

    def get_queryset(self, request):
        people = ("made_by", "reviewed_by", "given_by")
        return super().get_queryset(request).select_related("referral", "site", *people)

    @admin.display(description="Referral")
    def reference(self, copy):
        return copy.referral.reference

    @admin.display(description="Stands at")
    def where(self, copy):
        return self.state(copy)

    def state(self, copy):
        return Tag(copy.get_standing_display(), COLOURS.get(copy.standing, "grey"))

    def lead(self, copy):
        return (
            f"She is owed it by {date_format(copy.due_on, 'l j F')}" if is_not_given(copy) else ""
        )

    def links(self, request, copy):
        if not self.may(request.user, self.work_permission, copy):
            return []
        ways = [
            Link(
                "Her referral", reverse("admin:referrals_referral_change", args=[copy.referral_id])
            )
        ]
        if copy.way == CopyWay.PRINTED and copy.standing == CopyStanding.READY:
            ways.append(Link("Save it as a PDF to print", reverse("copy-on-paper", args=[copy.pk])))
        return ways

    def panels(self, request, copy):
        passages = list(Passage.objects.filter(copy=copy).order_by("place"))
        works = self.may(request.user, self.work_permission, copy)
        found = [_summary(copy, passages)]
        if copy.content is None:
            return found
        again = self.address("do", copy.pk, "look-again") if works and is_looked_at(copy) else ""
        found.append(_marked(passages, again))
        if works:
            context = {"sections": showing.for_looking_through(copy)}
            found.append(Block("All of it", "referrals/admin/copy.html", context))
        return found

    # --- Looking it through ---
    @button(
        "Look through the passages",
        form=PassagesForm,
        when=is_looked_at,
        style="primary",
        hint=LOOK_FOR,
        done="Kept.",
    )
    def look_through(self, copy: RecordCopy, *, by: Any, now: Any, **chosen: str) -> str | None:
        choices = {int(name.removeprefix("place_")): one for name, one in chosen.items()}
        actions.decide_passages(copy=copy, choices=choices, by=by, now=now)
        left = Passage.objects.undecided().filter(copy=copy).exists()
        return self.address("do", copy.pk, "look-through") if left else None

    @button(
        "Mark something else",
        form=EntryForm,
        when=is_looked_at,
        hint="A whole entry is then decided about. Its number stands beside it.",
        done="It is marked.",
    )
    def mark_entry(self, copy, **asked):
        actions.mark_entry(copy=copy, **asked)

    @button("Look at a passage again", form=PlaceForm, when=is_looked_at, done="It is open again.")
    def look_again(self, copy, **asked):
        actions.look_again(copy=copy, **asked)

    @button(
        "I have looked it through",
        when=is_looked_at,
        hint="A second person then decides. That person sees the marked passages, and no more.",
        done="A second person is asked to decide.",
    )
    def finish_review(self, copy, **asked):
        actions.finish_review(copy=copy, **asked)

    @button(
        "It takes longer",
        form=LongerForm,
        when=lambda copy: is_not_given(copy) and not copy.longer_why,
        style="aside",
        hint="Two months more, and only once. Tell her why before the first month is over.",
        done="It takes longer. Tell her, and why.",
    )
    def take_longer(self, copy, *, why, **asked):
        actions.take_longer(copy=copy, why=WhyLonger(why), **asked)

    @button(
        "She changed her mind",
        when=is_not_given,
        style="aside",
        hint="The copy is deleted. She can ask again at any time.",
        done="It is deleted.",
    )
    def withdraw(self, copy, **asked):
        actions.withdraw_copy(copy=copy, **asked)

    # --- The second person ---
    @button(
        "Agree: she gets it",
        permission=roles.GIVE_COPIES,
        when=is_to_decide,
        style="primary",
        hint="She gets all of it but the passages left out. It is deleted here after 30 days.",
        done="It is ready for her.",
    )
    def give(self, copy, **asked):
        actions.give_copy(copy=copy, **asked)

    @button(
        "Look at it again first",
        permission=roles.GIVE_COPIES,
        when=is_to_decide,
        done="It goes back to whoever looked it through.",
    )
    def send_back(self, copy, **asked):
        actions.send_copy_back(copy=copy, **asked)


def _summary(copy: RecordCopy, passages: list[Passage]) -> Summary:
    left_out = [one for one in passages if one.choice not in ("", PassageChoice.LEFT_IN)]
    rows = [
        ("Referral", copy.referral.reference),
        ("She asked on", copy.asked_on),
        ("Owed by", copy.due_on),
        ("Takes longer because", copy.get_longer_why_display()),
        ("How she gets it", copy.get_way_display()),
        ("Gathered by", f"{copy.made_by.name}, {date_format(copy.made_at, 'j F Y')}"),
        ("Looked through by", copy.reviewed_by and copy.reviewed_by.name),
        ("Given by", copy.given_by and copy.given_by.name),
        ("Left out", f"{len(left_out)} of {len(passages)} marked passages"),
        ("First opened or printed", copy.taken_at),
        ("Deleted here on", copy.ended_at or copy.expires_at),
    ]
    return Summary("What she asked for", [row for row in rows if row[1]])


def _marked(passages: list[Passage], again: str) -> Table:
    return Table(
        "Marked passages",
        ["Passage", "Words", "Why it is marked", "Choice"],
        [
            (
                f"{one.place}. {one.section}: {one.label}",
                one.words or "–",
                one.get_mark_display(),
                _choice(one, again),
            )
            for one in passages
        ],
        empty="None: nobody else is named, and all words are hers.",
    )


def _choice(passage: Passage, again: str) -> Any:
    if not passage.choice:
        return "Not decided"
    said = passage.get_choice_display()
    data = {"place": str(passage.place)}
    about = f"passage {passage.place}"
    return [said, Do("Look again", again, about=about, data=data)] if again else said


# --- On paper -----------------------------------------------------------------------------------
def on_paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    copy = RecordCopy.objects.visible_to(request.user).ready().filter(pk=pk).first()
    printed = copy is not None and copy.way == CopyWay.PRINTED
    if not printed or not roles.can(request.user, roles.WORK_CASES, copy.site):
        raise Http404
    if first := second_factor.ask_again(request):
        return first
    actions.note_copy_taken(copy=copy, by=acting(request.user), now=clock.now())
    return as_file(paper.draw(copy), "application/pdf", "copy.pdf")


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=named)


urls = [
    path(
        "admin/copies/<uuid:pk>/paper/",
        pim_site.admin_view(require_safe(on_paper)),
        name="copy-on-paper",
    )
]
