"""An answer somebody must look at: what she said, how to reach her, who has it."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime

from outcomes import queries
from outcomes.enums import Mode
from outcomes.models import RiskEvent
from pim.admin.panels import Summary, Table, Tag
from pim.forms.fields import national
from referrals.queries import safe_contacts


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
