import uuid
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from pim import clock
from pim.messages import links
from pim.models import LinkToken

pytestmark = pytest.mark.django_db


def a_link(object_id=None, days=1):
    return links.make(
        purpose="test",
        object_id=object_id or uuid.uuid4(),
        expires_at=clock.now() + timedelta(days=days),
    )


def test_a_retry_makes_the_same_token():
    object_id = uuid.uuid4()
    assert a_link(object_id) == a_link(object_id)
    assert LinkToken.objects.count() == 1


def test_the_token_itself_does_not_rest_in_the_database():
    token = a_link()
    assert len(token) == links.LENGTH
    assert token not in str(LinkToken.objects.values().get())


def test_many_openings_until_it_is_closed():
    object_id = uuid.uuid4()
    token = a_link(object_id)
    assert [links.follow(token, "test").object_id for _ in range(3)] == [object_id] * 3
    links.close(purpose="test", object_id=object_id, now=clock.now())
    assert links.follow(token, "test") is None


def test_wrong_expired_and_foreign_links_open_nothing():
    assert links.follow("x" * links.LENGTH, "test") is None
    assert links.follow(a_link(days=-1), "test") is None
    assert links.follow(a_link(), "another purpose") is None


def test_a_browser_is_remembered_for_this_purpose_only():
    link = links.follow(a_link(), "test")
    response = links.remember(HttpResponse(), link)
    request = RequestFactory().get("/")
    request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
    assert links.remembered(request, "test") == link
    assert links.remembered(request, "another") is None
    request.COOKIES = {"open-test": link.digest}
    assert links.remembered(request, "test") is None
