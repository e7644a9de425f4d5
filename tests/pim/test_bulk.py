"""Many rows at once, with what the ORM would have put there."""

import uuid

import pytest

from pim import bulk, clock
from pim.models import Message

pytestmark = pytest.mark.django_db


def row(key: str) -> dict:
    return {
        "id": uuid.uuid4(),
        "notice": "test.note",
        "klass": "reminder",
        "object_id": uuid.uuid4(),
        "about_id": uuid.uuid4(),
        "dedupe_key": key,
        "due_at": clock.now(),
    }


def test_what_is_there_already_is_left_out_and_not_given_back():
    first, again, other = row("once"), row("once"), row("other")
    assert bulk.insert(Message, [first]) == {first["id"]}
    assert bulk.insert(Message, [again, other]) == {other["id"]}
    kept = Message.objects.get(pk=first["id"])
    assert (kept.state, kept.attempts, kept.channel, kept.claim) == ("queued", 0, "email", None)
    assert kept.created_at is not None


def test_a_field_that_does_not_exist_is_named():
    with pytest.raises(LookupError, match="wrong"):
        bulk.insert(Message, [row("once") | {"wrong": 1}])


def test_nothing_to_insert_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert bulk.insert(Message, []) == set()
