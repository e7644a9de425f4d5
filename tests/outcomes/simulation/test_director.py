"""A small programme, lived through the real verbs, and the promises it is held to."""

from datetime import datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import transaction

from outcomes.models import Score
from outcomes.simulation import promises
from outcomes.simulation.director import Scale, live
from pim.enums import MessageState
from pim.models import Message, Programme

ENDS_AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
SMALL = Scale(referrals=14, volunteers=8, months=4, seed=3)
TINY = Scale(referrals=5, volunteers=4, months=1, seed=3)
WRONGLY_SCORED = "Every stored score is what its answers give"
LEFT_LYING = "No message left lying"

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    for command in ("load_programmes", "load_instruments"):
        call_command(command, stdout=StringIO())
    return Programme.objects.get(slug="parents-in-mind")


def test_a_programme_is_lived_and_no_promise_broken(programme, mailoutbox):
    lived = live(programme, SMALL, ends_at=ENDS_AT)
    assert {sentence: count for sentence, count in lived.broken.items() if count} == {}
    last_day = 4 + 4 + 1  # each site, and one outside; rung only, a machine's, one twice; a group
    assert lived.happened["referrals received"] == SMALL.referrals + last_day
    assert lived.happened["questionnaires completed"] > 0
    assert lived.happened["sessions logged"] > 0
    assert mailoutbox == []

    Score.objects.filter(pk=Score.objects.first().pk).update(total=99)
    Message.objects.filter(state=MessageState.SENT).update(
        state=MessageState.QUEUED, due_at=ENDS_AT - timedelta(days=2)
    )
    broken = promises.broken(ENDS_AT)
    assert broken[WRONGLY_SCORED] == 1, "a planted fault must be found"
    assert broken[LEFT_LYING] > 0, "a planted fault must be found"


def test_the_same_seed_and_end_live_the_same_life(programme):
    with transaction.atomic():
        before = live(programme, TINY, ends_at=ENDS_AT)
        transaction.set_rollback(True)
    after = live(programme, TINY, ends_at=ENDS_AT)
    assert after.happened["messages sent"] > 0
    assert after.happened == before.happened
    assert after.standing == before.standing
