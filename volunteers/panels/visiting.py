"""What the pages of a visit and of a time to meet show, and the match's page of both."""

from django.urls import reverse
from django.utils.timezone import localtime

from pim import clock
from pim.admin.panels import Link, Summary, Table, Tag
from pim.forms.fields import national
from volunteers import queries, visit_rules
from volunteers.models import HomeVisit, Match, MeetingTime
from volunteers.naming import couple, name_of
from volunteers.wording import in_words

SHOWN = 10


def visit_tag(visit: HomeVisit) -> Tag:
    if visit.called_off_at:
        return Tag("Called off", "grey")
    if visit.out_at:
        return Tag("She is out", "green")
    if visit.settled_at:
        return Tag("Settled", "grey")
    if visit.alarm_at:
        return Tag("Somebody is seeing to it", "orange") if visit.seen_at else Tag("Alarm", "red")
    return Tag("Going on", "blue") if visit.started_at else Tag("Planned", "white")


def while_it_rings(visit: HomeVisit) -> str:
    """What to do about a visit whose alarm has gone off."""
    if visit.seen_at is None:
        return "She has not said that she is out. Ring her now."
    goes_on = visit_rules.goes_on_at(visit.seen_at)
    if clock.now() < goes_on:
        by = localtime(goes_on).strftime("%H:%M")
        return f"Say here how she is by {by}. If nobody has, the next person is told then."
    return "Nobody has said how she is, so the next are told. Ring her now, and say it here."


def time_tag(time: MeetingTime) -> Tag:
    if time.withdrawn_at:
        return Tag("Not offered any more", "grey")
    return Tag(time.get_answer_display() or "Not answered yet", "green" if time.answer else "blue")


def of_visit(visit: HomeVisit, user) -> list[Summary]:
    """The number to ring stands here while it matters, also for whoever sees no volunteers."""
    volunteer, answers = visit.match.volunteer, queries.who_will_answer(visit)
    is_open = not (visit.out_at or visit.called_off_at or visit.settled_at)
    phone = volunteer.phone if is_open else None
    sees = Match.objects.visible_to(user).filter(pk=visit.match_id).exists()
    whom = Link(couple(visit.match), address_of_match(visit.match)) if sees else None
    return [
        Summary(
            "The visit",
            [
                ("Volunteer", name_of(volunteer)),
                (
                    "Her phone",
                    national(phone) if phone else "Not shown any more" if not is_open else None,
                ),
                ("With whom", whom or "Ask the coordinator or the safeguarding lead"),
                ("Begins", visit.starts_at),
                ("She means to be out by", visit.ends_at),
                ("Who answers", answers.name if answers else "Nobody yet"),
                ("Went in", visit.started_at or "Not yet"),
                ("Said that she is out", visit.out_at or "Not yet"),
                ("Alarm", visit.alarm_at or "No"),
                ("Who sees to it", visit.seen_by.name if visit.seen_by else "–"),
                ("What was found out", visit.found_out or "–"),
            ],
        )
    ]


def of_time(time: MeetingTime) -> list[Summary]:
    others = queries.times_of(time.match, time.offered_at)
    asked = [
        f"{in_words(one.starts_at)}, {one.get_kind_display()}" for one in others if not one.answer
    ]
    joins = time.joined_by.name if time.joined_by else "Nobody yet"
    return [
        Summary(
            "The time",
            [
                ("Match", Link(couple(time.match), address_of_match(time.match))),
                ("When", in_words(time.starts_at)),
                ("How", time.get_kind_display()),
                ("Her answer", time.get_answer_display() or "Not yet"),
                ("First meeting, with a coordinator", joins if time.is_first else "No"),
                ("Offered and not answered", asked or "–"),
            ],
        )
    ]


def address_of_match(match: Match) -> str:
    return reverse("admin:volunteers_match_change", args=[match.pk])


def times_and_visits(user, match: Match) -> list[Table]:
    """The newest of both; nothing where there is none."""
    times = MeetingTime.objects.filter(match=match).order_by("-starts_at", "pk")[:SHOWN]
    visits = HomeVisit.objects.filter(match=match).order_by("-starts_at", "pk")[:SHOWN]
    made = [
        Table(
            "Times to meet",
            ["When", "How", "Her answer"],
            [(_link(one, "meetingtime"), one.get_kind_display(), time_tag(one)) for one in times],
        ),
        Table(
            "Home visits",
            ["When", "Until", "Stands at"],
            [(_link(one, "homevisit"), one.ends_at, visit_tag(one)) for one in visits],
        ),
    ]
    return [table for table in made if table.rows]


def _link(record: MeetingTime | HomeVisit, model: str) -> Link:
    url = reverse(f"admin:volunteers_{model}_change", args=[record.pk])
    return Link(in_words(record.starts_at), url)
