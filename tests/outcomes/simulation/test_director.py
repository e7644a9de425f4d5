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
from pim.demo import DOMAIN, PASSWORD
from pim.enums import MessageState
from pim.models import Message, Programme, User

ENDS_AT = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
SMALL = Scale(referrals=8, volunteers=4, months=2, seed=3)
WRONGLY_SCORED = "Every stored score is what its answers give"
LEFT_LYING = "No message left lying"
BEGUN_BY_VOLUNTEERS = (
    *("sessions logged", "courses completed", "expenses claimed", "meetings of groups"),
    *("talks with volunteers: supervision", "matching meetings with a draft"),
)
ON_TODAY = (
    *("matching meeting open", "training registers to take", "expenses to look at"),
    *("a volunteer asks you to ring her", "talk after a hard contact"),
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    for command in ("load_programmes", "load_instruments"):
        call_command(command, stdout=StringIO())
    return Programme.objects.get(slug="parents-in-mind")


def test_a_programme_is_lived_alike_each_time_and_no_promise_broken(programme, mailoutbox):
    """One test, so that the life that is compared is the one that is looked at."""
    with transaction.atomic():
        before = live(programme, SMALL, ends_at=ENDS_AT)
        transaction.set_rollback(True)
    lived = live(programme, SMALL, ends_at=ENDS_AT)
    assert (lived.happened, lived.standing) == (before.happened, before.standing)

    assert {sentence: count for sentence, count in lived.broken.items() if count} == {}
    last_day = 4 + 4 + 1  # each site, and one outside; rung only, a machine's, one twice; a group
    assert lived.happened["referrals received"] == SMALL.referrals + last_day
    assert lived.happened["questionnaires completed"] > 0
    assert {text.number[:10] for text in lived.texts} == {"+447700900"}
    assert [what for what in BEGUN_BY_VOLUNTEERS if not lived.happened[what]] == []
    assert [what for what in ON_TODAY if not lived.standing[f"today: {what}"]] == []
    assert lived.happened["refused by a rule"] == 0
    assert mailoutbox == []
    assert User.objects.get(email=f"manager@{DOMAIN}").check_password(PASSWORD)
    _planted_faults_are_found()


def _planted_faults_are_found():
    Score.objects.filter(pk=Score.objects.first().pk).update(total=99)
    Message.objects.filter(state=MessageState.SENT).update(
        state=MessageState.QUEUED, due_at=ENDS_AT - timedelta(days=2)
    )
    broken = promises.broken(ENDS_AT)
    assert broken[WRONGLY_SCORED] == 1
    assert broken[LEFT_LYING] > 0
