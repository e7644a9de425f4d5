"""The proxy in front, as shipped: help without the service, and headers said once."""

import re
import shutil
import ssl
import subprocess
import time
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection

import pytest

from pim.settings import BASE_DIR
from pim.stack.testing.whole_stack import free_port
from tests.deploy.test_compose import SERVICES

CONFIG = BASE_DIR / "deploy" / "nginx" / "nginx.conf"
SAID_ONCE = (
    "Strict-Transport-Security",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
)

needs_nginx = pytest.mark.skipif(
    not (shutil.which("nginx") and shutil.which("openssl")), reason="nginx is not here"
)


def test_it_knows_the_sockets_of_the_web_processes():
    bound = {SERVICES[name]["command"][-1] for name in ("web-a", "web-b")}
    assert set(re.findall(r"server (unix:\S+sock) ", CONFIG.read_text())) == bound


def test_it_sets_no_header_on_what_the_service_answers():
    """``add_header`` stands only where nginx answers itself."""
    inside = re.findall(r"location (\S+ ?\S*) \{([^}]*)\}", CONFIG.read_text())
    says = {where for where, what in inside if "add_header" in what}
    assert says == {"@file", "= /away"}
    assert "add_header" not in re.sub(r"location [^{]*\{[^}]*\}", "", CONFIG.read_text())


def test_it_writes_no_address_down():
    config = CONFIG.read_text()
    assert re.findall(r"^ *access_log (.*);", config, re.M) == ["off"]
    assert re.findall(r"^ *error_log (.*);", config, re.M) == ["/dev/stderr emerg"]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """nginx as configured, with ports and folders of its own and nobody behind it."""
    folder = tmp_path_factory.mktemp("proxy")
    _certificate(folder)
    plain, secure = free_port(), free_port()
    config = CONFIG.read_text()
    for shipped, here in {
        "/tmp/": f"{folder}/",
        "/etc/nginx/tls": folder,
        "/run/pim": folder,
        "/srv/pim": BASE_DIR,
        "listen 8080": f"listen 127.0.0.1:{plain}",
        "listen 8443": f"listen 127.0.0.1:{secure}",
        "worker_processes auto;": "worker_processes 1; daemon off; user root;",
    }.items():
        assert shipped in config
        config = config.replace(shipped, str(here))
    (folder / "nginx.conf").write_text(config)
    with _running(folder, secure) as said:
        yield plain, secure
    assert "/questionnaire/" not in said.read_text()


def _certificate(folder):
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    command = ["openssl", *made, *files, "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def _running(folder, port):
    said = folder / "said"
    with said.open("wb") as log:
        command = ["nginx", "-c", folder / "nginx.conf", "-p", folder]
        process = subprocess.Popen(command, stderr=log)
    try:
        for _ in range(100):
            if _answers(port):
                break
            assert process.poll() is None, said.read_text()
            time.sleep(0.05)
        yield said
    finally:
        process.terminate()
        process.wait(10)


def _answers(port):
    try:
        asked(port, "/get-help-now/")
    except OSError:
        return False
    return True


def asked(port, address, method="GET", secure=True):
    trusting = ssl._create_unverified_context()
    line = (
        HTTPSConnection("127.0.0.1", port, timeout=5, context=trusting)
        if secure
        else HTTPConnection("127.0.0.1", port, timeout=5)
    )
    line.request(method, address, headers={"Host": "www.example.org"})
    answer = line.getresponse()
    body = answer.read().decode()
    line.close()
    return answer, body


@needs_nginx
def test_help_is_there_when_nothing_behind_it_is(proxy):
    _, port = proxy
    answer, body = asked(port, "/get-help-now/")
    assert answer.status == 200
    assert body == (BASE_DIR / "static" / "get-help-now.html").read_text()
    for name in SAID_ONCE:
        assert len(answer.headers.get_all(name)) == 1, name
    assert asked(port, "/static/css/public.css")[0].status == 200


@needs_nginx
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_other_page_is_away_and_shows_help_too(proxy, method):
    _, port = proxy
    answer, body = asked(port, "/questionnaire/a-token/", method)
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert "116 123" in body


@needs_nginx
def test_without_tls_it_only_says_where_to_go(proxy):
    port, _ = proxy
    answer, _ = asked(port, "/refer/", secure=False)
    assert (answer.status, answer.headers["Location"]) == (308, "https://www.example.org/refer/")
