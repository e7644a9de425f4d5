"""Her way to us: each step with its date, what she wrote, and who speaks for her."""

from datetime import date

from django.urls import reverse

from pim.access import roles
from pim.admin.panels import Link, Panel, Summary, Table, Tag, Words
from pim.forms.fields import national
from referrals.enums import DayPart
from volunteers import queries
from volunteers.enums import InterviewOutcome, Verdict, VolunteerStatus
from volunteers.models import Interview, Reference, Volunteer, VolunteerEvent
from volunteers.naming import name_of
from volunteers.panels.shared import address_of
from volunteers.queries import Requirement

VERDICTS = {
    Verdict.FINE: Tag("Fine", "green"),
    Verdict.ASK_MORE: Tag("Ask more", "yellow"),
    Verdict.NOT_ENOUGH: Tag("Not enough", "red"),
}
BEFORE = {
    VolunteerStatus.ENQUIRY: "Enquiry",
    VolunteerStatus.APPLICATION: "Application",
}


def of_her_way(volunteer: Volunteer, user, *, on: date) -> list[Panel]:
    """All of it while she is on her way; afterwards what she wrote, and who spoke for her."""
    works = roles.can(user, roles.WORK_VOLUNTEERS, volunteer.site)
    way = [way_to_us(volunteer, on=on)] if volunteer.status in queries.JOINING else []
    wrote = [application(volunteer)] if queries.application_of(volunteer) else []
    if not works or volunteer.user_id == user.pk:
        return way
    wrote += sent_again(volunteer)
    heard = [*against_her(volunteer), *interviews(volunteer, user), *references(volunteer, user)]
    return [*same_address(volunteer, user), *way, *wrote, *heard]


def against_her(volunteer: Volunteer) -> list[Table]:
    """On her way to us nobody overlooks it; afterwards it stands among the references."""
    if volunteer.status not in queries.JOINING:
        return []
    rows = [
        (
            Link(one.name or "Erased", address_of_reference(one)),
            VERDICTS[Verdict(one.verdict)],
            one.judged_at,
            one.note or "–",
        )
        for one in queries.speaking_against(volunteer)
    ]
    headings = ["Who", "What we make of it", "Judged", "Note"]
    return [Table("Look at this before you sign her off", headings, rows)] if rows else []


def same_address(volunteer: Volunteer, user) -> list[Table]:
    """Who else has written from her address: the same person, or somebody in her name."""
    others = queries.with_the_same_address(volunteer, user)
    rows = [
        (Link(name_of(one), address_of(one)), one.get_status_display(), one.status_since)
        for one in others
    ]
    headings = ["Who", "Stands at", "Since"]
    return [Table("The same e-mail address: ask who is who", headings, rows)] if rows else []


def way_to_us(volunteer: Volunteer, *, on: date) -> Table:
    ready = queries.readiness(volunteer, on)
    missing = [one.label for one in ready if not one.met]
    told = [one for one in ready if one.key != "site" or not one.met]
    says = f"missing for the sign-off: {', '.join(missing)}" if missing else "nothing is missing"
    return Table(
        f"Her way to us ({says})",
        ["Step", "When", "How it stands"],
        [*_events(volunteer), *map(_row, told)],
    )


def _events(volunteer: Volunteer) -> list[tuple]:
    taken = VolunteerEvent.objects.filter(volunteer=volunteer, to_status__in=BEFORE)
    return [(BEFORE[one.to_status], one.at, Tag("Done", "green")) for one in taken.order_by("at")]


def _row(one: Requirement) -> tuple:
    standing = Tag("Done", "green") if one.met else Tag("Missing", "red")
    return one.label, one.on or "–", [standing, one.detail] if one.detail else standing


def application(volunteer: Volunteer) -> Summary:
    wrote = queries.application_of(volunteer)
    return Summary(
        "Her application",
        [
            ("Sent", wrote.sent_at),
            ("18 or over", wrote.is_adult),
            ("Agrees to a record check", wrote.agrees_to_check),
            ("Wants to talk about first", wrote.to_talk_about),
            ("Why she would like to help", volunteer.why),
            ("Her own time as a new mum", wrote.own_story),
            ("Where she helped before", wrote.helped_before),
            ("What would help her take part", wrote.support_needs),
            ("Could come to training", [DayPart(one).label for one in wrote.could_train]),
        ],
    )


def sent_again(volunteer: Volunteer) -> list[Words]:
    """Nothing of it was taken over: anybody could have typed her address."""
    wrote = queries.application_of(volunteer)
    if wrote is None or not wrote.sent_again:
        return []
    return [Words("Sent again from her address: ask her what holds now", wrote.sent_again)]


def interviews(volunteer: Volunteer, user) -> list[Table]:
    held = Interview.objects.visible_to(user).filter(volunteer=volunteer)
    rows = [
        (one.held_on, InterviewOutcome(one.outcome).label, one.recorded_by.name, one.note or "–")
        for one in held.select_related("recorded_by").order_by("-recorded_at")
    ]
    return [Table("Interviews", ["When", "What came of it", "By", "Note"], rows)] if rows else []


def references(volunteer: Volunteer, user) -> list[Table]:
    named = Reference.objects.visible_to(user).filter(volunteer=volunteer)
    rows = [
        (Link(one.name or "Erased", address_of_reference(one)), how_known(one), reference_tag(one))
        for one in named.order_by("named_at", "name")
    ]
    headings = ["Who", "Knows her as", "Stands at"]
    return [Table("People who know her", headings, rows)] if rows else []


def of_reference(reference: Reference) -> list[Panel]:
    """No more than there is by now."""
    said = [what_they_say(reference)] if reference.answered_at else []
    judged = [what_we_make_of_it(reference)] if reference.judged_at else []
    return [who_it_is(reference), *said, *judged]


def who_it_is(reference: Reference) -> Summary:
    return Summary(
        "Who it is",
        [
            ("Knows her as", how_known(reference)),
            ("E-mail", reference.email),
            ("Phone", national(reference.phone) if reference.phone else None),
            ("Asked", reference.asked_at or "Not yet"),
            ("Answered", reference.answered_at or "Not yet"),
        ],
    )


def what_they_say(reference: Reference) -> Summary:
    return Summary(
        "What they say",
        [
            ("Has known her for", reference.known_how_long),
            ("She is good at", reference.strengths),
            ("What speaks against it", reference.worries),
            ("Would trust her with a mum who has a hard time", reference.would_trust),
        ],
    )


def what_we_make_of_it(reference: Reference) -> Summary:
    return Summary(
        "What we make of it",
        [
            ("Judged", reference.get_verdict_display()),
            ("By", reference.judged_by.name if reference.judged_by else None),
            ("On", reference.judged_at),
            ("Note", reference.note),
        ],
    )


def how_known(reference: Reference) -> str:
    return reference.relationship or "–"


def reference_tag(reference: Reference) -> Tag:
    if reference.replaced_at:
        return Tag("Someone else was named", "grey")
    if reference.verdict:
        return VERDICTS[Verdict(reference.verdict)]
    if reference.answered_at:
        return Tag("Came in", "blue")
    return Tag("Asked", "purple") if reference.asked_at else Tag("Not asked yet", "white")


def address_of_reference(reference: Reference) -> str:
    return reverse("admin:volunteers_reference_change", args=[reference.pk])
