"""Several web processes count as one, and a part that dies is seen by whoever looks."""

import os
import signal
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.deploy.proxy import asked, proxy_before
from tests.faults.house import wait_until
from tests.faults.test_replacing import Pair

TOKEN = "of-the-house-alone"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
TRIES = 200


@pytest.fixture
def pair(house, tmp_path):
    house.more |= {
        "PIM_BASE_URL": "https://www.example.org",
        "PIM_ALLOWED_HOSTS": "www.example.org,localhost",
        "PIM_TRUSTED_PROXIES": "1",
        "PIM_METRICS_TOKEN": TOKEN,
    }
    pair = Pair(house, tmp_path)
    yield pair
    pair.end()


def figures_of(port: int, one: str) -> dict:
    answer, text = asked(port, f"/web-{one}", secure=False, **SHOWN)
    assert answer.status == 200, text
    families = text_string_to_metric_families(text)
    samples = (sample for family in families for sample in family.samples)
    return {(sample.name, *sample.labels.values()): sample.value for sample in samples}


def answered(port: int) -> float:
    name = "pim_request_seconds_count"
    return sum(figures_of(port, one).get((name, "refer", "2xx"), 0) for one in "ab")


def test_every_answer_is_counted_whoever_gave_it(pair, tmp_path, figures):
    with proxy_before(pair.folder, tmp_path) as proxy:
        statuses = [asked(proxy.secure, "/refer/")[0].status for _ in range(TRIES)]
        counted = answered(proxy.inside)
        hidden = asked(proxy.secure, "/metrics", **SHOWN)[0].status
        elsewhere = asked(proxy.inside, "/refer/", secure=False, **SHOWN)[0].status
        stranger = asked(proxy.inside, "/web-a", secure=False)[0].status
    figures("answers of two servers with two processes each", given=TRIES, counted=int(counted))
    assert set(statuses) == {200} and counted == TRIES
    assert (hidden, elsewhere, stranger) == (404, 404, 404)


def test_a_process_that_was_killed_still_counts(pair, tmp_path, figures):
    with proxy_before(pair.folder, tmp_path) as proxy:
        for _ in range(50):
            asked(proxy.secure, "/refer/")
        for child in children(pair.running["a"].pid):
            os.kill(child, signal.SIGKILL)
        wait_until(lambda: len(children(pair.running["a"].pid)) == 2)
        counted = answered(proxy.inside)
    figures("two of four processes killed", given=50, counted=int(counted))
    assert counted == 50


def test_planted_fault_counters_made_too_early_are_noticed(pair, tmp_path, figures):
    for name in "ab":
        pair.running[name].send_signal(signal.SIGTERM)
        pair.running[name].wait(20)
    pair.running = {name: pair.start(name, "counts_too_early") for name in "ab"}
    with proxy_before(pair.folder, tmp_path) as proxy:
        for _ in range(TRIES):
            asked(proxy.secure, "/refer/")
        counted = answered(proxy.inside)
    figures("planted: counters made too early", given=TRIES, counted=int(counted))
    assert counted < TRIES


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
