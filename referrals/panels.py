"""What the page of a referral shows, one panel for each question a coordinator asks."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim import clock
from pim.admin.ledger import COLOURS as MESSAGE_COLOURS
from pim.admin.panels import Do, Link, Panel, Summary, Table, Tag, Words
from pim.enums import ActorKind
from pim.forms.fields import national
from pim.messages import ledger, looking_after, notices
from pim.models import Message
from pim.rota import WEEKDAYS
from referrals import consent, queries
from referrals.enums import (
    INCOMING,
    ClosedReason,
    ContactChannel,
    Means,
    Situation,
    Source,
    Status,
    Urgency,
)
from referrals.models import (
    Agreement,
    Consent,
    ContactAttempt,
    Referral,
    ReferralEvent,
    Referrer,
    SafeContact,
)

COLOURS = {
    Status.RECEIVED: "blue",
    Status.IN_CONTACT: "purple",
    Status.WAITING: "yellow",
    Status.MATCHED: "green",
    Status.IN_SUPPORT: "green",
    Status.ENDING: "aqua-green",
    Status.CLOSED: "grey",
}


BEING_RUNG = Tag("Being rung", COLOURS[Status.IN_CONTACT])


def status_tag(referral: Referral) -> Tag:
    if referral.held_for and referral.status in INCOMING:
        return Tag("Held back", "orange")
    return Tag(referral.get_status_display(), COLOURS[Status(referral.status)])


def only_ring(referral: Referral) -> list[Tag]:
    """That she asked for nothing but a call."""
    asked = referral.asked_only_to_be_rung and referral.status in INCOMING
    return [Tag("Just ring", "white")] if asked else []


def standing(referral: Referral) -> str:
    """One line under the name: since when, and what the clock says."""
    since = f"since {date_format(queries.uk_date(referral.status_since), 'l j F')}"
    if referral.status == Status.CLOSED:
        return f"{since}: {referral.get_closed_reason_display().lower()}"
    if referral.status != Status.RECEIVED:
        return since
    due_on = queries.first_call_due_on(referral)
    verb = "was due" if due_on < clock.today() else "due by"
    soon = "Soon: first" if referral.urgency == Urgency.SOON else "First"
    call = f"{since}. {soon} call {verb} {date_format(due_on, 'l j F')}"
    return f"{call}. {referral.get_held_for_display()}" if referral.held_for else call


def last_move(referral: Referral) -> str:
    """Why a button does not fit any more: what happened meanwhile, and by whom."""
    moves = ReferralEvent.objects.filter(referral=referral).select_related("actor")
    move = moves.order_by("at", "id").last()
    by = f", by {move.actor.name}" if move and move.actor else ""
    since = localtime(move.at if move else referral.status_since)
    day = "today" if since.date() == clock.today() else date_format(since, r"\o\n j F")
    stands = f"This referral is “{referral.get_status_display()}”{by}, {day} at {since:%H:%M}"
    return f"That does not fit any more. {stands}. Please look at the page again."


def about_her(referral: Referral) -> list[Panel]:
    """What whoever rings her has before her eyes."""
    made = [safe_contacts, what_she_said, access, calls]
    return [panel(referral) for panel in made]


def seldom_read(referral: Referral) -> list[Panel | None]:
    made = [who_referred_her, consents, for_her_volunteer, messages, events]
    return [panel(referral) for panel in made]


def known_risks(referral: Referral) -> Summary | None:
    """What whoever rings or visits must know, as whoever referred her put it."""
    told = risks_told(referral)
    return Summary("Known risks", told) if told else None


def risks_told(referral: Referral) -> list[tuple[str, str]]:
    rows = [
        ("Risks", referral.known_risks),
        ("Child protection", referral.get_child_protection_display()),
        ("Who else is involved", referral.others_involved),
    ]
    return [row for row in rows if row[1]]


# --- how to reach her -----------------------------------------------------------------------
def safe_contacts(referral: Referral) -> Table:
    contacts = queries.safe_contacts(referral)
    return Table(
        "How to reach her safely",
        [
            "How",
            "Where",
            "We call ourselves",
            "She knows us by",
            "Good times",
            "Confirmed",
            "Change",
        ],
        [_contact_row(referral, contact) for contact in contacts],
        empty="There is no safe way to reach her. Ask whoever referred her.",
    )


def _contact_row(referral: Referral, contact: SafeContact) -> tuple:
    return (
        [contact.get_channel_display(), *remarks(contact)],
        shown_address(contact),
        contact.us or referral.programme.us,
        contact.word,
        contact.best_times,
        contact.confirmed_at or "Not yet confirmed with her",
        list(_contact_steps(contact)),
    )


def remarks(contact: SafeContact) -> Iterator[Tag]:
    if contact.is_primary:
        yield Tag("Use first", "green")
    if contact.channel == ContactChannel.PHONE:
        yield (
            Tag("Voicemail is fine", "white")
            if contact.voicemail_ok
            else Tag("No voicemail", "red")
        )


def _contact_steps(contact: SafeContact) -> Iterator[Do | Link]:
    about = contact.get_channel_display().lower()
    place = "admin:referrals_safecontact_do"
    yield Do("Still safe", reverse(place, args=[contact.pk, "confirm"]), about)
    yield Link(f"Replace ({about})", reverse(place, args=[contact.pk, "replace"]))
    yield Link(f"Not safe any more ({about})", reverse(place, args=[contact.pk, "end"]))


def shown_address(contact: SafeContact) -> str:
    address = contact.address or ""
    return national(address) if address.startswith("+") else address


# --- what she said --------------------------------------------------------------------------
def what_she_said(referral: Referral) -> Summary:
    parent = referral.parent
    rows = [
        ("Asked on", referral.asked_at),
        ("Asked for", "A call, and nothing else yet" if referral.asked_only_to_be_rung else ""),
        ("At the moment", situation(referral)),
        ("Due", referral.due_on),
        ("Born", referral.born_on),
        ("The birthday came", "Through a link, no word typed" if referral.birth_by_link_at else ""),
        ("Age", parent.get_age_band_display()),
        ("Postcode", parent.postcode or parent.postcode_district),
        ("Site", referral.site or "Out of area: a person decides"),
        ("Would like help with", referral.wish),
        ("Would like", _labels(referral, "wishes")),
        ("How to meet", _labels(referral, "formats")),
        ("When", _labels(referral, "times")),
        ("Days", [WEEKDAYS[day] for day in referral.days]),
    ]
    return Summary("What we were told", [row for row in rows if row[1]])


def at_ease_with(referral: Referral) -> Summary:
    """For those who work on her case alone: no volunteer and no report ever shows this."""
    said = [
        ("Would like her volunteer to share", _labels(referral, "background_wanted")),
        ("Would rather she did not share", _labels(referral, "background_unwanted")),
    ]
    return Summary(
        "Who she would feel at ease with",
        [(question, answer or "She did not say") for question, answer in said],
    )


def situation(referral: Referral) -> str:
    """In her words where they are hers."""
    said = Situation(referral.situation)
    return str(said.label if referral.source == Source.HERSELF else said.about_her)


def access(referral: Referral) -> Summary:
    """On every view of the record, so that nobody has to ask twice."""
    parent = referral.parent
    return Summary(
        "Language and access",
        [
            ("Language", parent.language),
            ("Interpreter", parent.needs_interpreter or "Nobody has asked for one"),
            ("What makes it work for her", parent.access_needs),
        ],
    )


def _labels(referral: Referral, name: str) -> list[str]:
    labels = dict(Referral._meta.get_field(name).base_field.flatchoices)
    return [str(labels.get(code, code)) for code in getattr(referral, name)]


def who_referred_her(referral: Referral) -> Summary | None:
    if referral.referrer is None:
        return None
    referrer = referral.referrer
    return Summary(
        "Who referred her",
        [
            ("Name", referrer.name),
            ("Role", referrer.get_role_display()),
            ("Works at", referrer.organisation),
            ("E-mail", referrer.email),
            ("Phone", national(referrer.phone) if referrer.phone else None),
            ("Asks us to ring", referral.get_urgency_display()),
            ("May be told if we cannot reach her", referral.referrer_may_be_told),
            ("Work address", work_address(referral.referrer)),
            ("May see where it stands", queries.missing_before_status(referral) or True),
        ],
    )


def work_address(referrer: Referrer) -> str:
    if referrer.work_checked_at is None and queries.at_work(referrer):
        return "Yes: only people at work have this ending"
    return "Yes, checked" if queries.at_work(referrer) else "Not yet checked"


# --- what was done --------------------------------------------------------------------------
def calls(referral: Referral) -> Table:
    made = ContactAttempt.objects.filter(referral=referral).select_related("by").order_by("-at")
    return Table(
        f"Calls and other tries ({tries(referral, len(made))})",
        ["When", "How", "How it went", "Note", "Who"],
        [
            (
                call.at,
                call.get_channel_display(),
                call.get_outcome_display(),
                call.note or "–",
                call.by.name,
            )
            for call in made
        ],
        empty=f"Nobody has tried yet. Up to {referral.programme.contact_attempts} tries, "
        "on different days.",
    )


def tries(referral: Referral, made: int) -> str:
    """“2 of 3 tries” while we try to reach her; later there is no such number."""
    so_far = queries.tries(referral)
    is_trying = referral.status in INCOMING and not so_far.spoke
    return str(so_far if is_trying else made)


def consents(referral: Referral) -> Table:
    """Her agreement first, then what she decided, then what she was never asked."""
    agreed = Agreement.objects.filter(referral=referral).order_by("at", "id")
    decided = consent.decisions(referral)
    asked = [(purpose.label, given) for purpose, given in decided.items() if given]
    rows = [("Support itself", _agreed(one), one.get_means_display(), one.at) for one in agreed]
    rows += [(label, _answered(one), one.get_means_display(), one.at) for label, one in asked]
    if unasked := [purpose.label for purpose, given in decided.items() if given is None]:
        rows.append((unasked, Tag("Not asked", "grey"), "–", "–"))
    return Table("Her agreement and consents", ["About", "Her answer", "How", "When"], rows)


def _agreed(agreement: Agreement) -> Tag:
    if agreement.means == Means.THROUGH_REFERRER:
        return Tag("Yes, says the referrer", "yellow")
    return Tag("Yes", "green")


def _answered(decision: Consent) -> Tag:
    return Tag("Yes", "green") if decision.given else Tag("No", "red")


def for_her_volunteer(referral: Referral) -> Words | None:
    note = referral.handover_note
    return Words("What her volunteer should know", note) if note else None


NEWEST_MESSAGES = 5


def messages(referral: Referral) -> Table:
    """The newest few; the page of all of them says why each went, or why not."""
    about_her = Message.objects.about(referral.pk).select_related("looked_after_by")
    newest = about_her.order_by("-due_at", "pk")[:NEWEST_MESSAGES]
    address = reverse("admin:referrals_referral_messages", args=[referral.pk])
    return Table(
        "Messages",
        ["What", "Due", "What became of it", "To do"],
        [
            (notices.called(one.notice), one.due_at, _became(one), list(_message_steps(one)) or "–")
            for one in newest
        ],
        empty="No message yet.",
        links=[Link("Every message, and what comes next", address)],
    )


def _message_steps(message: Message) -> Iterator[Do | str]:
    """Where it did not go out, or may not have arrived: a person tells it, and says so here."""
    if message.looked_after_by:
        yield f"{message.looked_after_by.name} has seen to it"
    elif looking_after.needs_somebody(message):
        address = reverse("admin:pim_message_do", args=[message.pk, "looked-after"])
        yield Do("I have seen to it", address, notices.called(message.notice))


def _became(message: Message) -> list:
    state = Tag(message.get_state_display(), MESSAGE_COLOURS.get(message.state, "grey"))
    return [state, ledger.in_words(message.reason)] if message.reason else [state]


def events(referral: Referral) -> Table:
    moves = ReferralEvent.objects.filter(referral=referral).select_related("actor")
    return Table(
        "How it went",
        ["When", "What", "Why", "Who"],
        [
            (
                move.at,
                move.get_to_status_display(),
                dict(ClosedReason.choices).get(move.reason, "–"),
                move.actor.name if move.actor else ActorKind(move.actor_kind).label,
            )
            for move in moves.order_by("-at", "-id")
        ],
    )
