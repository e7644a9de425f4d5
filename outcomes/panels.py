"""What pages show about questionnaires. Scores are screening scores, never diagnoses."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from outcomes import queries
from outcomes.definitions import Scale
from outcomes.enums import Mode, RequestStatus
from outcomes.models import QuestionnaireRequest, RiskEvent, Score
from pim.admin.panels import Link, Summary, Table, Tag
from pim.forms.fields import national
from referrals.models import Referral
from referrals.queries import safe_contacts

COLOURS = {
    RequestStatus.OPEN: "blue",
    RequestStatus.COMPLETED: "green",
    RequestStatus.REFUSED: "grey",
    RequestStatus.EXPIRED: "yellow",
    RequestStatus.STOPPED: "grey",
}


def called(request: QuestionnaireRequest) -> str:
    return request.referral.parent.called or "Erased"


# --- Requests and scores --------------------------------------------------------------------
def request_tag(request: QuestionnaireRequest) -> Tag:
    half_done = request.status == RequestStatus.OPEN and request.answered_from_at
    label = "Half done" if half_done else request.get_status_display()
    return Tag(label, COLOURS[RequestStatus(request.status)])


def request_link(request: QuestionnaireRequest) -> Link:
    address = reverse("admin:outcomes_questionnairerequest_change", args=[request.pk])
    return Link(request.wave.get_key_display(), address)


def asked(request: QuestionnaireRequest) -> Summary:
    left_out = queries.left_out(request)
    rows = [
        ("Asked", ", ".join(one.title for one in queries.instruments_of(request))),
        ("Opened", request.opened_at),
        ("Last day to answer", queries.last_day(request)),
        ("First answer", request.answered_from_at),
        ("Ended", request.ended_at),
    ]
    if left_out:
        rows.append(("Not asked on screen", left_out))
    return Summary("This questionnaire", rows)


def scores(rows: list[Score]) -> Table:
    return Table(
        "Scores (screening scores, not diagnoses)",
        ["Answered", "Questionnaire", "Score", "Band", "Where the bands come from", "How"],
        [tuple(_score_row(row)) for row in rows],
        empty="There are no scores yet.",
    )


def _score_row(row: Score) -> Iterator:
    definition = queries.definition(row.response.instrument)
    scale = definition.scale(row.scale)
    band = None if row.total is None else scale.band_of(row.total)
    yield row.response.completed_at
    yield [definition.name, *([scale.name] if len(definition.scales) > 1 else [])]
    yield figure(row, scale)
    yield band.label.capitalize() if band else "No band"
    yield scale.bands_source.citation if band and scale.bands_source else ""
    yield row.response.get_mode_display()


def figure(row: Score, scale: Scale) -> str:
    """The total out of the highest; of an incomplete form only what it cannot fall below."""
    if row.total is not None:
        return f"{row.total:g} of {scale.highest:g}"
    missing = f"{row.missing_items} left out"
    return f"At least {row.at_least:g}, {missing}" if row.at_least is not None else missing


def of_referral(user, referral: Referral) -> list[Table]:
    requests = queries.requests_of(user, referral)
    rows = [(request_link(one), request_tag(one), queries.last_day(one)) for one in requests]
    listed = Table(
        "Questionnaires",
        ["When", "Stands at", "Last day to answer"],
        rows,
        empty="None has been asked yet. They open by themselves once she has said yes.",
    )
    found = queries.scores_of(user, referral)
    return [listed, scores(found)] if found else [listed]


# --- An answer somebody must look at ----------------------------------------------------------
def risk_tag(event: RiskEvent, now: datetime) -> Tag:
    if event.closed_at:
        return Tag("Closed", "grey")
    if event.acknowledged_at:
        return Tag("Being looked at", "blue")
    return Tag("Overdue", "red") if event.look_by <= now else Tag("Needs you", "orange")


def promised(event: RiskEvent) -> str:
    """What the page told her; where she answered by phone or on paper, what it would have said."""
    name = event.owner.name if event.owner else "Somebody"
    local = localtime(event.look_by)
    when = f"{date_format(local, 'H:i')} on {date_format(local, 'l j F')}"
    if event.response.mode != Mode.ONLINE:
        return f"{name} should look at it by {when}."
    return f"She was told that {name} will see it by {when}."


def what_she_answered(event: RiskEvent) -> Summary:
    definition = queries.definition(event.response.instrument)
    item = definition.item(event.item)
    return Summary(
        "What she answered",
        [
            (f"{definition.name}, question {event.item}", item.text),
            ("She chose", " or ".join(queries.answers_of_grade(event))),
            ("Her answer now", queries.answer_now(event)),
            ("Answered", event.raised_at),
        ],
    )


def how_to_reach_her(event: RiskEvent) -> Table:
    contacts = safe_contacts(event.response.request.referral)
    return Table(
        "How to reach her safely",
        ["How", "Where", "Voicemail", "We call ourselves", "She knows us by", "Good times"],
        [
            (
                contact.get_channel_display(),
                shown(contact.address),
                contact.voicemail_ok,
                contact.us or event.response.request.referral.programme.us,
                contact.word,
                contact.best_times,
            )
            for contact in contacts
        ],
        empty="There is no safe way to reach her on file. Open her referral.",
    )


def shown(address: str | None) -> str:
    return national(address) if address and address.startswith("+") else address or ""


def looked_at(event: RiskEvent) -> Summary:
    return Summary(
        "Who is looking",
        [
            ("On duty", event.owner.name if event.owner else "Nobody"),
            ("Looking since", event.acknowledged_at),
            ("Closed", event.closed_at),
            ("How it ended", event.get_outcome_display()),
            ("What was done", event.note),
        ],
    )
