"""Guessing status links: thousands of wrong ones say one and the same thing, to the byte."""

import secrets

import pytest

from pim.messages import links, outbox
from pim.models import Message
from tests.referrals.arriving import FROM_A_MIDWIFE, receive
from tests.referrals.test_status import bytes_of, link_in

pytestmark = pytest.mark.django_db

GUESSES = 2_000


def guesses(real: str):
    """Anything, and the real one with one character changed."""
    for place in range(GUESSES):
        if place % 2:
            yield secrets.token_urlsafe(16)
        else:
            at = place // 2 % links.LENGTH
            yield real[:at] + ("A" if real[at] != "A" else "B") + real[at + 1 :]


def test_two_thousand_wrong_tokens_get_the_same_bytes(client, site_a, mailoutbox):
    receive(FROM_A_MIDWIFE)
    outbox.drain()
    real = link_in(mailoutbox[0]).split("/")[2]
    answers, asked = set(), set()
    for token in guesses(real):
        address = f"/referral-status/{token}/"
        page = client.get(address)
        answers.add((page.status_code, bytes_of(page)))
        answer = client.post(address, {"new-link": "yes"})
        asked.add((answer.status_code, answer.url))
    assert len(answers) == 1
    assert asked == {(302, "/referral-status/new-link/")}
    assert Message.objects.count() == 1
    assert client.get(f"/referral-status/{real}/").url == "/referral-status/"
