"""Slow, huge and endless requests: whoever sends them is refused kindly, and nobody else waits."""

import time
from functools import partial
from urllib.parse import urlsplit

import pytest

from tests.deploy.proxy import proxy_before
from tests.faults.slow_senders import (
    Answers,
    Door,
    Her,
    again_and_again,
    deep,
    dripping,
    half_a_form,
    half_a_head,
    huge,
    many_fields,
)
from tests.faults.test_abandoned_answers import opens
from tests.faults.test_replacing import Pair

LONGEST, SECONDS = 1.0, 6
SLOW = {"slow heads": half_a_head, "slow bodies": half_a_form}
LARGE = {"100 MB bodies": huge, "20,000 fields": many_fields, "deep multipart": deep}


@pytest.fixture
def street(house) -> Door:
    """Straight to gunicorn, as the one command starts it."""
    return straight(house)


def straight(house, fault: str = "") -> Door:
    address = house.web(fault)
    opens(address)
    netloc = urlsplit(address).netloc
    return Door(int(netloc.rpartition(":")[2]), netloc)


@pytest.fixture
def front(house, tmp_path):
    """Through nginx as it is shipped, to two web processes."""
    house.more |= {
        "PIM_BASE_URL": "https://www.example.org",
        "PIM_ALLOWED_HOSTS": "www.example.org",
        "PIM_TRUSTED_PROXIES": "1",
    }
    pair = Pair(house, tmp_path)
    with proxy_before(pair.folder, tmp_path) as proxy:
        yield Door(proxy.secure, "www.example.org", secure=True)
    pair.end()


@pytest.fixture(params=["straight", "behind nginx"])
def door(request) -> tuple[str, Door]:
    return request.param, request.getfixturevalue(
        {"straight": "street", "behind nginx": "front"}[request.param]
    )


def reads_meanwhile(door: Door, seconds: float = SECONDS) -> Her:
    with Her(door) as her:
        time.sleep(seconds)
    return her


def test_nobody_waits_for_those_who_send_slowly_or_much(door, figures):
    how, where = door
    for what, begins in SLOW.items():
        with dripping(where, begins):
            her = reads_meanwhile(where)
        figures(f"1,000 {what}, {how}", **her.says())
        assert her.failed == 0 and her.p95 < LONGEST
    for what, sends in LARGE.items():
        answers = Answers()
        with again_and_again([partial(sends, where)] * 2, answers):
            her = reads_meanwhile(where)
        told = dict(sorted(answers.statuses.items()))
        figures(f"{what}, {how}", **her.says(), told=told, cut_off=answers.cut)
        assert her.failed == 0 and her.p95 < LONGEST
        assert answers.unkind == []
        assert set(told) <= {400, 403, 413} and told, told


def test_planted_fault_read_as_slowly_as_it_is_sent_everybody_waits(house, figures):
    where = straight(house, fault="reads_as_slowly_as_it_is_sent")
    with dripping(where, half_a_form, count=20):
        her = reads_meanwhile(where)
    figures("planted: read as slowly as it is sent", **her.says())
    assert her.failed > 0 or her.p95 > LONGEST
