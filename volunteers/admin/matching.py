"""The addresses of the matching pages: they stand beside the records of matches."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from volunteers.views import matching_meeting, matching_queues, matching_screen

LOOK: list[tuple[str, Callable, str]] = [
    ("matching/", matching_queues.home, "matching"),
    ("matching/<uuid:site_pk>/", matching_queues.of_site, "matching_site"),
    ("matching/<uuid:site_pk>/meetings/", matching_queues.meetings, "meetings"),
    ("meeting/<uuid:pk>/", matching_meeting.page, "meeting"),
    ("for/<uuid:referral_pk>/", matching_screen.screen, "match_for"),
]
FILL_IN: list[tuple[str, Callable, str]] = [
    ("for/<uuid:referral_pk>/apart/<uuid:volunteer_pk>/", matching_screen.apart, "match_apart"),
    ("for/<uuid:referral_pk>/also/<uuid:volunteer_pk>/", matching_screen.also, "match_also"),
]
ACT: list[tuple[str, Callable, str]] = [
    ("matching/<uuid:site_pk>/open/", matching_meeting.open_one, "meeting_open"),
    ("meeting/<uuid:pk>/solve/", matching_meeting.solve, "meeting_solve"),
    ("meeting/<uuid:pk>/publish/", matching_meeting.publish, "meeting_publish"),
    ("meeting/<uuid:pk>/note/", matching_meeting.note, "meeting_note"),
    ("meeting/<uuid:pk>/close/", matching_meeting.close, "meeting_close"),
    ("meeting/<uuid:pk>/pair/<uuid:pair_pk>/fix/", matching_meeting.fix, "meeting_fix"),
    ("meeting/<uuid:pk>/pair/<uuid:pair_pk>/free/", matching_meeting.free, "meeting_free"),
    ("meeting/<uuid:pk>/pair/<uuid:pair_pk>/not/", matching_meeting.rule_out, "meeting_rule_out"),
    ("meeting/<uuid:pk>/other/<uuid:referral_pk>/", matching_meeting.other, "meeting_other"),
    ("for/<uuid:referral_pk>/propose/", matching_screen.propose, "match_propose"),
    ("for/<uuid:referral_pk>/choose/", matching_screen.choose, "match_choose"),
]


def only(methods: tuple[str, ...], view: Callable) -> Callable:
    """Asked for in another way there is no such page, for those who may not see it and for those
    who may. Behind the door of the desk: strangers are met there, whatever they send."""

    @wraps(view)
    def answers(admin: Any, request: HttpRequest, **which: UUID) -> HttpResponse:
        if request.method not in methods:
            raise Http404
        return view(admin, request, **which)

    return answers


def addresses(page: Callable[[Any], Callable]) -> list[URLPattern]:
    """``page`` guards a view as the pages of a record are guarded."""
    looks = ("GET", "HEAD")
    kinds = [(looks, LOOK), ((*looks, "POST"), FILL_IN), (("POST",), ACT)]
    return [
        path(route, page(only(methods, view)), name=f"volunteers_{name}")
        for methods, routes in kinds
        for route, view, name in routes
    ]
