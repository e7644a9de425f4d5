"""An answer somebody must look at: what she said, how to reach her, what was done, what is next."""

from datetime import datetime

from outcomes import queries, risk_words
from outcomes.models import RiskEvent
from pim.admin.panels import Summary, Table, Tag, Words
from pim.enums import ActorKind
from pim.forms.fields import national
from pim.models import User
from referrals import consent
from referrals.enums import Authority, ContactChannel, LossKind, Purpose
from referrals.models import Loss, Referral, SafeContact, Triage
from referrals.panels import known_risks
from referrals.queries import loss_of, safe_contact, safe_contacts, secret_word_state

NO_VOICEMAIL = Tag("Leave no voicemail", "red")
IF_VOICEMAIL = "Voicemail: only who we are, as below, and a number. Nothing about why."
GO_BY_THE_FIRST = (
    "The answer was changed later through the link, not in the browser that gave it, and no secret "
    "word was typed. Go by the first"
)
HER_PAGE = {
    "open": "Set. Never ask for it on the phone",
    "locked": "Locked after five wrong tries: set a new one with her",
    "none": "None yet",
}


def something_sad(event: RiskEvent) -> list[Summary]:
    """Before anything else: whoever rings her must know."""
    loss = loss_of(event.referral)
    return [Summary("Something sad has happened", _about_loss(loss))] if loss else []


def _about_loss(loss: Loss) -> list[tuple]:
    known = [("What has happened", loss.get_kind_display()), ("Since", loss.said_at)]
    if loss.kind == LossKind.SHE_DIED:
        return known
    wish = loss.get_wish_display() if loss.wish else "She was not asked"
    return [*known, ("What she would like", wish)]


def what_next(event: RiskEvent, reader: User, now: datetime) -> Words:
    return Words("What to do next", risk_words.what_next(event, reader, now))


def what_she_answered(event: RiskEvent) -> Summary:
    definition = queries.definition(event.response.instrument)
    item = definition.item(event.item)
    return Summary(
        "What she answered",
        [
            (f"{definition.name}, question {event.item}", item.text),
            ("She chose", queries.answer_then(event)),
            ("The answer now", queries.answer_now(event)),
            *_changed_elsewhere(event),
            ("Answered", event.raised_at),
            ("How", event.response.get_mode_display()),
        ],
    )


def _changed_elsewhere(event: RiskEvent) -> list[tuple]:
    if event.changed_elsewhere_at is None:
        return []
    return [("Perhaps not by her", GO_BY_THE_FIRST), ("Changed", event.changed_elsewhere_at)]


def how_to_reach_her(event: RiskEvent) -> list[Table | Summary]:
    referral = event.referral
    listed = Table(
        "How to reach her safely",
        ["How", "Where", "Voicemail", "We call ourselves", "She knows us by", "Good times"],
        [_way(contact, referral) for contact in safe_contacts(referral)],
        empty="There is no safe way to reach her on file. Open her referral.",
    )
    risks = known_risks(referral)
    return [listed, before_ringing(referral), *([risks] if risks else [])]


def _way(contact: SafeContact, referral: Referral) -> tuple:
    return (
        contact.get_channel_display(),
        shown(contact.address),
        _voicemail(contact),
        contact.us or referral.programme.us,
        contact.word,
        contact.best_times,
    )


def _voicemail(contact: SafeContact) -> Tag | str:
    if contact.channel != ContactChannel.PHONE:
        return "–"
    return IF_VOICEMAIL if contact.voicemail_ok else NO_VOICEMAIL


def before_ringing(referral: Referral) -> Summary:
    """What she agreed to, and whom else there is."""
    decided = consent.decisions(referral)
    told = Triage.objects.filter(referral=referral).first()
    loss = loss_of(referral)
    rows = [
        *([("Something sad has happened", loss.get_kind_display())] if loss else []),
        ("She agreed to messages", _answer(decided[Purpose.MESSAGES])),
        *([("As she wants none", BY_HAND)] if wants_none(decided[Purpose.MESSAGES]) else []),
        ("She agreed to a word to her GP", _answer(decided[Purpose.GP])),
        ("GP or surgery", told and told.gp),
        ("In an emergency", told and told.emergency_contact),
        ("Her secret word", HER_PAGE[secret_word_state(referral.parent)]),
    ]
    can_ring = safe_contact(referral, ContactChannel.PHONE)
    return Summary("Before you ring" if can_ring else "Before you write: no call is safe", rows)


BY_HAND = "Nothing goes by itself. You may still write once, by hand, in the ways above."


def wants_none(decision) -> bool:
    return decision is not None and not decision.given


def _answer(decision) -> Tag:
    if decision is None:
        return Tag("Not asked", "grey")
    return Tag("Yes", "green") if decision.given else Tag("No", "red")


def shown(address: str | None) -> str:
    return national(address) if address and address.startswith("+") else address or ""


def looked_at(event: RiskEvent) -> Summary:
    return Summary(
        "Who is looking",
        [
            ("What was promised", risk_words.promised(event)),
            ("Whose it is", event.owner.name if event.owner else "Nobody’s yet"),
            ("Looking since", event.acknowledged_at or "Nobody is yet"),
            ("Passed up", risk_words.passed_up(event) or "No"),
            *([("Alerts", CAME_BACK)] if queries.alert_came_back(event) else []),
            *(_end(event) if event.closed_at else []),
        ],
    )


CAME_BACK = Tag("One did not arrive", "red")


def _end(event: RiskEvent) -> list[tuple]:
    return [
        ("Closed", event.closed_at),
        ("How it ended", event.get_outcome_display()),
        ("What was done", event.note),
    ]


def steps(event: RiskEvent) -> Table:
    return Table(
        "What was done",
        ["When", "What", "Told", "On what basis", "Words", "Who"],
        [
            (
                step.at,
                step.get_kind_display(),
                Authority(step.told).label if step.told else "–",
                step.get_basis_display() or "–",
                step.words or "–",
                step.actor.name if step.actor else ActorKind(step.actor_kind).label,
            )
            for step in reversed(queries.steps_of(event))
        ],
        empty="Nothing has been done yet.",
    )
