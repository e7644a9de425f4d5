"""What speaks for and against, what the first call found, and what was decided."""

from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from pim.admin.panels import Link, Panel, Summary, Table, Tag, Words
from pim.enums import ActorKind
from pim.models import User
from referrals import panels, queries
from referrals.eligibility import Fit
from referrals.enums import INCOMING, ContactChannel, RedFlag
from referrals.models import ConcernStep, Referral, SafeContact, SignpostGiven, Triage

COLOURS = {Fit.MET: "green", Fit.LOOK: "orange", Fit.NOT_KNOWN: "grey"}


def in_danger(referral: Referral, noted: Triage | None) -> list[Panel | None]:
    """What nobody may overlook, whatever they came for."""
    return [red_flags(noted), panels.known_risks(referral)]


def before_she_is_rung(referral: Referral, noted: Triage | None) -> list[Panel | None]:
    """Whether it is real, and whether a colleague has rung her and not saved it."""
    is_held = referral.status in INCOMING and referral.held_for
    return [is_it_real(referral) if is_held else None, begun(referral, noted)]


def to_decide(referral: Referral, noted: Triage | None, *, on: date) -> list[Panel | None]:
    """What a person needs to decide, and what was decided."""
    is_undecided = referral.status in INCOMING and not referral.held_for
    open_ones = [before_acceptance(referral), eligibility(referral, on=on)] if is_undecided else []
    return [found(noted), *open_ones, decided(referral), told_about(referral)]


def red_flags(noted: Triage | None) -> Summary | None:
    if noted is None or not noted.red_flags:
        return None
    flags = [Tag(str(RedFlag(flag).label), "red") for flag in noted.red_flags]
    rows = [("In the first call", flags), ("What was done", noted.red_flag_note)]
    return Summary("Red flags", rows)


def is_it_real(referral: Referral) -> Words:
    why = referral.get_held_for_display()
    return Words(
        "Is it real?",
        f"We ask because of how it came: {why[0].lower()}{why[1:]}.\n"
        "Nothing has been sent to anybody. If you are not sure, let it in and ring.",
    )


def before_acceptance(referral: Referral) -> Words:
    missing = queries.missing_before_acceptance(referral)
    return Words("Before you accept", "\n".join(missing) or "Everything is there.")


def eligibility(referral: Referral, *, on: date) -> Table:
    """Reasons to look at. They never decide."""
    return Table(
        "Does this fit? You decide",
        ["About", "How it stands", "Why"],
        [
            (reason.about, Tag(str(reason.fit).capitalize(), COLOURS[reason.fit]), reason.words)
            for reason in queries.eligibility_of(referral, on=on)
        ],
    )


def begun(referral: Referral, noted: Triage | None) -> Words | None:
    """A call that was typed and not saved, so that whoever covers finds it."""
    if noted is None or noted.draft_at is None:
        return None
    when = date_format(localtime(noted.draft_at), "H:i, l j F")
    address = reverse("admin:referrals_referral_first_call", args=[referral.pk])
    return Words(
        "A first call that is not saved yet",
        f"{noted.draft_by.name} typed it. Kept at {when}.",
        links=[Link("Go on with it", address)],
    )


def found(noted: Triage | None) -> Summary | None:
    if noted is None or noted.saved_at is None:
        return None
    rows = [
        ("What she needs", noted.needs),
        ("Kind of support", noted.get_support_kind_display()),
        ("A dad or partner", noted.is_partner),
        ("Address", noted.address),
        ("GP or surgery", noted.gp),
        ("In an emergency", noted.emergency_contact),
        ("Saved", [noted.saved_at, f"by {noted.saved_by.name}"]),
    ]
    return Summary("The first call", [row for row in rows if row[1] not in ("", None)])


def decided(referral: Referral) -> Words | None:
    if not referral.decision_note:
        return None
    return Words("Why it was decided so", referral.decision_note)


def told_outside(referral: Referral, user: User) -> Table | None:
    """Beside her record it stays for whoever asks later what was said, and to whom."""
    rows = [
        (step.at, step.get_told_display(), step.get_basis_display(), step.words or "–", by(step))
        for step in queries.told_outside(referral, user)
    ]
    headings = ["When", "Who was told", "Why they may know", "In which words", "By"]
    return Table("Other services told about her", headings, rows) if rows else None


def by(step: ConcernStep) -> str:
    return step.actor.name if step.actor else ActorKind(step.actor_kind).label


def told_about(referral: Referral) -> Table | None:
    given = given_to(referral)
    if not given:
        return None
    address = reverse("admin:referrals_referral_services", args=[referral.pk])
    return Table(
        "Other services she was told about",
        ["Service", "Ring", "When"],
        [(one.signpost.name, one.signpost.phone or "–", one.at) for one in given],
        links=[Link("To read out, or to print for her", address)],
    )


def given_to(referral: Referral) -> list[SignpostGiven]:
    """Each service once, the newest first."""
    rows = SignpostGiven.objects.filter(referral=referral).select_related("signpost")
    newest = {one.signpost_id: one for one in rows.order_by("at", "id")}
    return list(reversed(newest.values()))


# --- above the form of the first call -------------------------------------------------------
def before_the_call(referral: Referral) -> list[Panel]:
    """What whoever rings must have before her eyes."""
    ways = queries.safe_contacts(referral)
    rows = [(way.get_channel_display(), _how(referral, way)) for way in ways]
    rows += [("Asked", [referral.asked_at, referral.get_source_display()])]
    rows += panels.risks_told(referral)
    empty = [("How to reach her", "There is no safe way. Ask whoever referred her.")]
    return [Summary("Before you ring", rows if ways else [*empty, *rows])]


def _how(referral: Referral, way: SafeContact) -> list:
    said = [f"We are “{way.us or referral.programme.us}”."]
    said += [f"She knows us by the word “{way.word}”."] if way.word else []
    said += [f"Good times: {way.best_times}."] if way.best_times else []
    voicemail = [] if way.channel != ContactChannel.PHONE else list(panels.remarks(way))
    return [panels.shown_address(way), *voicemail, " ".join(said)]
