"""What she asked of us on her page, what she answered, and whom to ask by telephone."""

from datetime import datetime

from django.urls import reverse
from django.utils.formats import date_format

from pim.access import roles
from pim.admin import today
from pim.admin.today import Queue, Row, Urgency
from referrals import queries, reach_words
from referrals.enums import CheckInAnswer
from referrals.models import CheckIn, HerRequest


def register() -> None:
    for place, (key, title, rows, see_all) in enumerate(QUEUES):
        today.register(
            Queue(
                key,
                title,
                rows=rows,
                permission=roles.WORK_CASES,
                order=26 + place,
                see_all=see_all,
            )
        )


def requests_from_her_page(user, now: datetime) -> list[Row]:
    return [request_row(one, now) for one in queries.open_requests_of(user)]


def request_row(request: HerRequest, now: datetime) -> Row:
    due_on = queries.request_due_on(request)
    late = due_on < queries.uk_date(now)
    does = reach_words.speak(queries.channels_before(request))
    verb = f"you were to {does}" if late else does
    return Row(
        text=who(request),
        url=reverse("admin:referrals_herrequest_change", args=[request.pk]),
        since=request.made_at,
        urgency=Urgency.OVERDUE if late else Urgency.NORMAL,
        detail=f"{asks_for(request)}: {verb} by {date_format(due_on, 'l j F')}",
    )


def asks_for(request: HerRequest) -> str:
    about = ", about the volunteer" if queries.is_about_someone_in_mind(request) else ""
    return reach_words.asks_for(request.kind, queries.channels_before(request)) + about


# Whoever asks for something comes before whoever is content.
PRESSING = (CheckInAnswer.RING, CheckInAnswer.NO, CheckInAnswer.LATER, CheckInAnswer.YES)


def check_in_answers(user, now: datetime) -> list[Row]:
    answered = sorted(queries.check_in_answers_of(user), key=lambda one: PRESSING.index(one.answer))
    return [check_in_row(one, one.answered_at, f"“{one.get_answer_display()}”") for one in answered]


def check_ins_to_ring_about(user, now: datetime) -> list[Row]:
    return [
        check_in_row(one, one.asked_at, why_ring(one))
        for one in queries.check_ins_to_ring_about(user, now)
    ]


def why_ring(check_in: CheckIn) -> str:
    if not check_in.may_write:
        return "She has not said yes to texts and e-mails: ask her when you ring"
    if not check_in.has_email:
        return "She has no safe e-mail: ask her when you ring"
    if not check_in.has_word:
        return "She cannot open her page, there is no secret word: ask her when you ring"
    if check_in.never_went:
        return "The message did not go out: ask her when you ring"
    return "No answer for two weeks: you could ring"


def check_in_row(check_in: CheckIn, since: datetime, detail: str) -> Row:
    return Row(
        text=who(check_in),
        url=reverse("admin:referrals_checkin_change", args=[check_in.pk]),
        since=since,
        detail=detail,
    )


def who(row: HerRequest | CheckIn) -> str:
    return f"{row.referral.parent.called or 'Erased'}, {row.referral.reference}"


def all_requests() -> str:
    return f"{reverse('admin:referrals_herrequest_changelist')}?state=open"


def new_answers() -> str:
    return f"{reverse('admin:referrals_checkin_changelist')}?state=new"


def open_check_ins() -> str:
    return f"{reverse('admin:referrals_checkin_changelist')}?state=open"


QUEUES = (
    ("her-requests", "Requests from her page", requests_from_her_page, all_requests),
    ("check-in-answers", "Answers to “still want this?”", check_in_answers, new_answers),
    ("check-ins", "“Still want this?”: to ask by phone", check_ins_to_ring_about, open_check_ins),
)
