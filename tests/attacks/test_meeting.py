"""Many coordinators of one site at the same meeting, all pressing at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from pim import clock
from pim.access.audit import acting
from tests.conftest import person
from tests.volunteers.test_meeting import free_volunteer, mum
from volunteers.actions import meeting as meetings
from volunteers.actions.drafting import publish
from volunteers.enums import PairStanding
from volunteers.models import DraftPair, Match, MatchingMeeting

pytestmark = pytest.mark.django_db(transaction=True)
COORDINATORS, MUMS = 12, 8


@pytest.fixture
def everybody(site_a):
    """Coordinators of the site; mums and volunteers in equal number."""
    for number in range(MUMS):
        mum(site_a, f"Mum{number}", number)
        free_volunteer(site_a, f"Volunteer{number}")
    return [
        person(f"c{number}@staff.example", "coordinator", site=site_a)
        for number in range(COORDINATORS)
    ]


def all_at_once(act, users) -> list:
    def one(user):
        try:
            return act(by=acting(user), now=clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(users)) as pool:
        return list(pool.map(one, users))


def test_all_open_one_meeting_and_each_mum_is_proposed_once(site_a, everybody):
    opened = all_at_once(lambda **asked: meetings.open_meeting(site=site_a, **asked), everybody)
    meeting = MatchingMeeting.objects.get()
    assert {one.pk for one in opened} == {meeting.pk}
    pairs = list(DraftPair.objects.values_list("pk", flat=True))
    done = all_at_once(lambda **asked: publish(meeting=meeting, pairs=pairs, **asked), everybody)
    assert sum(one.asked for one in done) == MUMS
    asked = Counter(Match.objects.values_list("referral", flat=True))
    assert len(asked) == MUMS and set(asked.values()) == {1}
    assert DraftPair.objects.filter(standing=PairStanding.PUBLISHED).count() == MUMS


def test_solving_and_publishing_at_once_leave_nobody_twice_in_the_draft(site_a, everybody):
    meeting = meetings.open_meeting(site=site_a, by=acting(everybody[0]), now=clock.now())
    pairs = list(DraftPair.objects.values_list("pk", flat=True))

    def solve_or_publish(by, now):
        if by.user in everybody[::2]:
            return meetings.solve(meeting=meeting, by=by, now=now)
        return publish(meeting=meeting, pairs=pairs, by=by, now=now)

    all_at_once(solve_or_publish, everybody)
    meetings.solve(meeting=meeting, by=acting(everybody[0]), now=clock.now())
    asked = list(Match.objects.proposed().values_list("referral", flat=True))
    drafted = list(DraftPair.objects.in_the_draft().values_list("referral", flat=True))
    assert len(asked) + len(drafted) == len({*asked, *drafted}) == MUMS
