"""What is handed in with a good signature may be anything: never a crash, and never long."""

import time

import pytest
from django.conf import settings

from pim.messages import mail_words
from pim.models import Reply
from tests.pim.messages.conftest import HER_NUMBER

HEAD = b"From: her@post.example\r\nSubject: Re: x\r\nMIME-Version: 1.0\r\n"
PICTURE = (
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
    b"Here she is\r\n--b\r\nContent-Type: image/png\r\n\r\n"
)
REPORT = b"Content-Type: message/delivery-status\r\n\r\n"
NINE_MEGABYTES = 9_000_000


def seconds(raw: bytes) -> tuple[float, str]:
    """Of the processor: the time of the wall is everybody's."""
    begun = time.process_time()
    try:
        words = mail_words.read(raw).words
    except mail_words.Unreadable:
        words = "refused"
    return time.process_time() - begun, words


@pytest.mark.parametrize(
    ("begins", "piece", "words"),
    [
        pytest.param(HEAD + PICTURE, b"\r\n", "Here she is", id="blank lines attached"),
        pytest.param(HEAD + PICTURE, b"\r\n--b\r\n\r\n", "refused", id="parts"),
        pytest.param(HEAD, b"a:\r\n", "", id="headers"),
        pytest.param(HEAD + REPORT, b"\n", "refused", id="a report of nothing"),
    ],
)
def test_a_letter_of_nine_megabytes_is_read_in_time(begins, piece, words):
    raw = (begins + piece * (NINE_MEGABYTES // len(piece)))[:NINE_MEGABYTES]
    took, read = seconds(raw)
    assert took < 1
    assert read.strip("a:") == words


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"Body": "STOP", "MessageSid": "SM1"},
        {"Body": "STOP", "From": HER_NUMBER},
        {"Body": "STOP", "From": HER_NUMBER, "MessageSid": "SM\0"},
        {"Body": "STOP", "From": "\0", "MessageSid": "SM1"},
        {},
    ],
)
def test_a_text_that_says_too_little_is_refused(by_text, client, fields):
    address = "/messages/text/"
    signature = by_text.phones.provider.signature(settings.BASE_URL + address, fields)
    answer = client.post(address, fields, headers={"X-Twilio-Signature": signature})
    assert (answer.status_code, answer.content, Reply.objects.count()) == (422, b"", 0)
