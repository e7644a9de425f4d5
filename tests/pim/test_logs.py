import json
import logging

import pytest
import structlog

from pim.logs import JSONLines

SECRET = "alice@example.org"


def lines_of(capture):
    return [json.loads(line) for line in capture]


@pytest.fixture
def written():
    """Every line written while a test runs, as it would stand in the log."""
    lines = []

    class Listener(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    listener = Listener()
    listener.setFormatter(JSONLines())
    logging.getLogger().addHandler(listener)
    yield lines
    logging.getLogger().removeHandler(listener)


def test_only_named_keys_leave(written):
    structlog.get_logger("pim.outbox").warning("message_sent", message_id="m1", address=SECRET)

    (line,) = lines_of(written)
    assert (line["event"], line["message_id"]) == ("message_sent", "m1")
    assert SECRET not in written[0]


def test_arguments_stay_out_of_the_line(written):
    logging.getLogger("django.core").error("No address for %s", SECRET)

    assert lines_of(written)[0]["event"] == "No address for %s"
    assert SECRET not in written[0]


def test_text_of_a_strange_library_is_withheld(written):
    logging.getLogger("strange").error(f"refused {SECRET}")

    assert SECRET not in written[0]


def test_an_error_shows_its_place_and_neither_its_text_nor_its_values(written):
    whom = SECRET
    try:
        raise ValueError(f"no such {whom}")
    except ValueError:
        logging.getLogger("pim").exception("failed")

    (line,) = lines_of(written)
    assert line["error"] == "builtins.ValueError"
    assert "test_logs.py" in line["where"][-1]
    assert SECRET not in written[0]


def test_a_missing_page_shows_no_path(client, written):
    client.get(f"/no-such-page/{SECRET}/?q={SECRET}")

    assert [line["event"] for line in lines_of(written)] == ["Not Found"]
    assert SECRET not in "".join(written)
    assert "no-such-page" not in "".join(written)


def test_a_poisoned_host_is_not_quoted(client, written):
    client.get("/", headers={"host": SECRET})

    assert "DisallowedHost" in [line["event"] for line in lines_of(written)]
    assert SECRET not in "".join(written)
