"""On her referral: whether she can open her page, and what was asked from either side."""

from django.urls import reverse

from pim.admin import panels
from pim.admin.panels import Link, Summary, Table, Tag
from referrals import queries
from referrals.admin.check_in import answer_of
from referrals.admin.her_request import asks_for, state_of
from referrals.models import CheckIn, HerRequest, Referral

WORD_STATES = {
    "open": Tag("Set", "green"),
    "locked": Tag("Locked after five wrong tries: set a new one with her", "red"),
    "none": Tag("None yet: ask her for one when you ring", "grey"),
}


@panels.on(Referral, order=40)
def her_own_page(user, referral) -> list[Summary | Table]:
    """Whether she can open it, what she asked for there, and what we asked her."""
    requests, check_ins = queries.requests_and_check_ins(referral)
    word = WORD_STATES[queries.secret_word_state(referral.parent)]
    rows = [request_row(one) for one in requests] + [check_in_row(one) for one in check_ins]
    rows.sort(key=lambda row: row[0], reverse=True)
    return [
        Summary("Her own page", [("Her secret word", word)]),
        Table(
            "From her own page",
            ["When", "What", "Stands at", "Who"],
            rows,
            empty="She has asked for nothing there.",
        ),
    ]


def request_row(request: HerRequest) -> tuple:
    address = reverse("admin:referrals_herrequest_change", args=[request.pk])
    who = request.handled_by.name if request.handled_by else "–"
    return request.made_at, Link(asks_for(request), address), state_of(request), who


def check_in_row(check_in: CheckIn) -> tuple:
    address = reverse("admin:referrals_checkin_change", args=[check_in.pk])
    who = check_in.seen_by.name if check_in.seen_by else "–"
    return check_in.asked_at, Link("“Still want this?”", address), answer_of(check_in), who
