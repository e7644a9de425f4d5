"""“Still want this?” as asked of one of those who wait, and her answer."""

from django.contrib import admin

from pim.access import roles
from pim.admin.bases import Filter, Link, PimModelAdmin, Summary, Tag, Words, button
from pim.admin.site import pim_site
from referrals import actions
from referrals.admin.her_request import called, referral_address
from referrals.enums import CheckInAnswer
from referrals.forms import her_page
from referrals.models import CheckIn

WHAT_FOLLOWS = {
    CheckInAnswer.YES: "She still waits. There is nothing to do.",
    CheckInAnswer.LATER: "She keeps her place, and is asked again in a few weeks.",
    CheckInAnswer.NO: (
        "Nothing has changed. Ask her once more, in a safe way, whether it was her answer. "
        "Then close her referral: she decided not to go on."
    ),
    CheckInAnswer.RING: "Ring her, in a way that is safe. Where no call is safe, write to her.",
}
COLOURS = {
    CheckInAnswer.YES: "green",
    CheckInAnswer.LATER: "yellow",
    CheckInAnswer.NO: "red",
    CheckInAnswer.RING: "blue",
}


def answer_of(check_in: CheckIn) -> Tag:
    if check_in.answer:
        return Tag(check_in.get_answer_display(), COLOURS[CheckInAnswer(check_in.answer)])
    return Tag("No longer asked" if check_in.ended_at else "No answer yet", "grey")


@admin.register(CheckIn, site=pim_site)
class CheckInAdmin(PimModelAdmin):
    see_permission = roles.SEE_CASES
    work_permission = roles.WORK_CASES
    audit_views = True
    list_title = "“Still want this?”"
    list_intro = "Asked now and then of everybody who waits. No answer changes anything by itself."
    list_empty = "Nobody has been asked."
    list_display = ["who", "asked_at", "given", "seen_at"]
    filters = [
        Filter(
            "state",
            "Where they stand",
            lambda user: [("new", "Answers to look at"), ("open", "No answer yet")],
            lambda rows, key: (
                rows.filter(answered_at__isnull=False, seen_at__isnull=True)
                if key == "new"
                else rows.filter(answered_at__isnull=True, ended_at__isnull=True)
            ),
        )
    ]
    ordering = ["-asked_at", "pk"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related("referral__parent", "referral__site", "seen_by")

    def site_of(self, check_in):
        return check_in.referral.site

    @admin.display(description="Who")
    def who(self, check_in):
        return called(check_in.referral)

    @admin.display(description="Her answer")
    def given(self, check_in):
        return answer_of(check_in)

    def title(self, check_in):
        return f"“Still want this?”: {called(check_in.referral)}"

    def state(self, check_in):
        return answer_of(check_in)

    def panels(self, request, check_in):
        rows = [
            ("Asked", check_in.asked_at),
            ("Answered", check_in.answered_at),
            ("No longer asked since", check_in.ended_at),
            ("Seen", check_in.seen_at),
            ("By", check_in.seen_by and check_in.seen_by.name),
        ]
        follows = WHAT_FOLLOWS.get(check_in.answer)
        return [
            *([Words("What follows", follows)] if follows else []),
            Summary("This question", [row for row in rows if row[1]]),
        ]

    def links(self, request, check_in):
        return [Link("Her referral", referral_address(check_in.referral))]

    @button(
        "I have seen it",
        when=lambda check_in: check_in.answered_at and not check_in.seen_at,
        style="primary",
        done="Noted as seen.",
    )
    def seen(self, check_in, **asked):
        actions.note_check_in_seen(check_in=check_in, **asked)

    @button(
        "Note her answer",
        form=her_page.AnswerForm,
        when=lambda check_in: not check_in.answered_at and not check_in.ended_at,
        hint="As she told you herself, in a way that is safe.",
        done="Her answer is noted.",
    )
    def answer(self, check_in, **asked):
        actions.answer_check_in(check_in=check_in, **asked)
