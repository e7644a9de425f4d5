"""Her own page, for tests: a word, a link, and browsers that got so far."""

import re

from django.test import Client
from django.urls import reverse

from pim import clock
from pim.access.audit import HERSELF
from referrals import actions, queries
from tests.referrals.arriving import receive

WORD = "Sunflower"
HOME = "/my-support/"


def with_a_page(word: str = WORD, **parts):
    """A referral of hers with a secret word."""
    referral = receive(**parts)
    actions.set_secret_word(holder=referral.parent, word=word, by=HERSELF, now=clock.now())
    return referral


def link_to(referral) -> str:
    return re.sub(r"^https?://[^/]+", "", queries.her_page_link(referral))


def at_the_door(referral) -> Client:
    """A browser in which her link was opened."""
    client = Client()
    client.get(link_to(referral))
    return client


def inside(referral, word: str = WORD) -> Client:
    """A browser in which her word was typed too."""
    client = at_the_door(referral)
    assert client.post(HOME, {"word": word}).status_code == 302
    return client


def page(client: Client, name: str = "my-support", *args) -> str:
    return client.get(reverse(name, args=args)).content.decode()


def without_csrf(body: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode())
