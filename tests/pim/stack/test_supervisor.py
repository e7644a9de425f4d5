"""One start of the whole service carries most of this; the order of the tests matters."""

import contextlib
import json
import re
import signal
import smtplib
import socket
import time
import urllib.error
import urllib.request

import psycopg2
import pytest

from pim.stack.database import NAME, Database
from pim.stack.testing.whole_stack import Stack, alive


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with Stack(tmp_path_factory.mktemp("service")) as service:
        service.start()
        yield service


def get(service, path):
    try:
        with urllib.request.urlopen(service.base_url + path, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def until(condition, within):
    """Wait for a condition; the seconds it took, or a failure."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < within, "it did not happen in time"
        time.sleep(0.1)
    return time.monotonic() - began


def of(service, word):
    return [process for process in service.processes() if word in process.command]


def one_line(text):
    assert text.count("\n") == 1, text
    assert "Traceback" not in text
    return text


def as_role(service, role):
    keys = json.loads((service.var / "keys.json").read_text())
    database = Database(service.var, service.var / "run" / "db", keys["database_password"])
    return database.connect(NAME, role)


def refusal(service, **environment):
    """What a second supervisor says before it gives up."""
    process = service.launch(**environment)
    said, complaint = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Ready" not in said
    return one_line(complaint)


def test_ready_means_that_all_parts_answer(service):
    status, body = get(service, "/health/ready")

    assert status == 200
    assert set(json.loads(body).values()) == {"ok", None}


def test_nothing_listens_beyond_the_loopback_and_the_sockets(service):
    ports = [process for process in of(service, "postgres") if "listen_addresses= " in process[3]]
    assert len(ports) == 1
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(host="127.0.0.1", port=5432, user="pim_web", connect_timeout=2)


def test_mail_to_the_local_server_lies_in_the_mailbox(service):
    there = json.loads((service.var / "running.json").read_text())["PIM_EMAIL_URL"]
    port = int(there.rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
        line.sendmail("us@pim.example", ["mum@pim.example"], "Subject: Hello\r\n\r\nWords")

    (letter,) = service.mails()
    assert letter["Subject"] == "Hello"


def test_a_silent_browser_keeps_nobody_waiting(service):
    """Browsers open spare connections; there are only two web workers."""
    spare = [socket.create_connection(("127.0.0.1", service.port)) for _ in range(4)]
    try:
        began = time.monotonic()
        assert get(service, "/health/live") == (200, b"ok")
        assert time.monotonic() - began < 3
    finally:
        for connection in spare:
            connection.close()


def test_a_second_start_on_the_same_folder_is_refused(service, tmp_path):
    assert "is using" in refusal(service)


def test_a_taken_port_is_refused(service, tmp_path):
    other = refusal(service, PIM_VAR=str(tmp_path / "other"))
    assert f"Port {service.port} cannot be used" in other


def test_manage_py_works_beside_it(service):
    count = "from pim.models import Message; print(Message.objects.count())"
    answer = service.manage("shell", "--no-imports", "-c", count)
    assert (answer.returncode, answer.stdout.strip()) == (0, "0"), answer.stderr


@pytest.mark.parametrize("role", ["pim_web", "pim_worker"])
@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE pim_message",
        "TRUNCATE pim_message",
        "ALTER TABLE pim_message DISABLE TRIGGER ALL",
        "UPDATE pim_auditevent SET action = 'x'",
        "DELETE FROM pim_auditevent",
    ],
)
def test_the_roles_of_web_and_workers_own_nothing(service, role, forbidden):
    refused(service, role, forbidden)


def test_workers_alone_may_lay_out_tables_for_a_while(service):
    refused(service, "pim_web", "CREATE TEMPORARY TABLE mine (id int)")
    connection = as_role(service, "pim_worker")
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE mine (id int)")
        cursor.execute("SELECT count(*) FROM mine")
        assert cursor.fetchone() == (0,)


def refused(service, role: str, forbidden: str) -> None:
    connection = as_role(service, role)
    try:
        with connection.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(forbidden)
    finally:
        connection.close()


@pytest.mark.parametrize("role", ["pim_web", "pim_worker"])
def test_the_roles_of_web_and_workers_change_rows(service, role):
    connection = as_role(service, role)
    try:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE pim_message SET reason = ''")
            cursor.execute("SELECT count(*) FROM pim_auditevent")
    finally:
        connection.close()


def test_repeated_signals_stop_it_once_and_leave_nothing(service):
    everyone = service.processes()
    assert len(everyone) > 15

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGTERM):
        service.process.send_signal(sign)
        time.sleep(0.2)
    took = until(lambda: not alive(everyone), within=15)

    assert service.process.wait() == 0
    assert service.process.stderr.read() == ""
    assert took < 15


def test_no_log_line_names_a_path(service):
    logs = "".join(log.read_text() for log in (service.var / "log").glob("web*.log"))
    assert not re.search(r"/health/|GET /", logs)
