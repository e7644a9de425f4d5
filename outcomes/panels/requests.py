"""Questionnaires on a page of staff: what was asked, where it stands."""

from django.urls import reverse

from outcomes import queries
from outcomes.enums import RequestStatus
from outcomes.models import QuestionnaireRequest
from outcomes.panels.scores import over_time
from pim.admin.panels import Link, Panel, Summary, Table, Tag
from referrals.models import Referral

BESIDES = "A form typed in besides"
COLOURS = {
    RequestStatus.OPEN: "blue",
    RequestStatus.COMPLETED: "green",
    RequestStatus.REFUSED: "grey",
    RequestStatus.EXPIRED: "yellow",
    RequestStatus.STOPPED: "grey",
}


def called(request: QuestionnaireRequest) -> str:
    return request.referral.parent.called or "Erased"


def who(request: QuestionnaireRequest) -> str:
    """In a list two may have the same first name."""
    return f"{called(request)}, {request.referral.reference}"


def request_tag(request: QuestionnaireRequest) -> Tag:
    half_done = request.status == RequestStatus.OPEN and request.answered_from_at
    label = "Half done" if half_done else request.get_status_display()
    if request.stopped_why:
        label = f"{label}: {request.get_stopped_why_display().lower()}"
    return Tag(label, COLOURS[RequestStatus(request.status)])


def occasion(request: QuestionnaireRequest) -> str:
    """When in her time with us; what staff typed in besides belongs to no wave."""
    return request.wave.get_key_display() if request.wave else BESIDES


def request_link(request: QuestionnaireRequest) -> Link:
    address = reverse("admin:outcomes_questionnairerequest_change", args=[request.pk])
    return Link(occasion(request), address)


def asked(request: QuestionnaireRequest) -> Summary:
    left_out = queries.left_out(request)
    rows = [
        ("Asked", ", ".join(one.title for one in queries.instruments_of(request))),
        ("Opened", request.opened_at),
        ("Last day to answer", queries.last_day(request)),
        ("First answer", request.answered_from_at),
        ("Ended", request.ended_at),
    ]
    if request.stopped_why:
        rows.append(("Why it was stopped", request.get_stopped_why_display()))
    if request.snoozed_until_on and request.status == RequestStatus.OPEN:
        rows.append(("She said later: nothing before", request.snoozed_until_on))
    if left_out:
        rows.append(("Not asked on screen", left_out))
    return Summary("This questionnaire", rows)


def of_referral(user, referral: Referral) -> list[Panel]:
    requests = queries.requests_of(user, referral)
    rows = [(request_link(one), request_tag(one), queries.last_day(one)) for one in requests]
    listed = Table(
        "Questionnaires",
        ["When", "Stands at", "Last day to answer"],
        rows,
        empty="None has been asked yet. They open by themselves once she has said yes.",
    )
    found = queries.scores_of(user, referral)
    return [listed, over_time(found, referral)] if found else [listed]
