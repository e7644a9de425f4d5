"""nginx as it is configured in what is shipped, with ports and folders of its own."""

import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import NamedTuple

from pim.settings import BASE_DIR
from pim.stack.testing.whole_stack import free_port

CONFIG = BASE_DIR / "deploy" / "nginx" / "nginx.conf"


class Proxy(NamedTuple):
    plain: int
    secure: int
    inside: int
    said: Path


@contextmanager
def proxy_before(sockets: Path, folder: Path) -> Iterator[Proxy]:
    """In front of the web processes that listen in ``sockets``, of which none need run."""
    for program in ("nginx", "openssl"):
        assert shutil.which(program), f"{program} is missing. Type: apt-get install {program}"
    _certificate(folder)
    here = Proxy(free_port(), free_port(), free_port(), folder / "said")
    config = CONFIG.read_text()
    for shipped, ours in {
        "/tmp/": f"{folder}/",
        "/etc/nginx/tls": folder,
        "/run/pim": sockets,
        "/srv/pim": BASE_DIR,
        "listen 8080": f"listen 127.0.0.1:{here.plain}",
        "listen 8443": f"listen 127.0.0.1:{here.secure}",
        "listen 9464": f"listen 127.0.0.1:{here.inside}",
        "worker_processes auto;": "worker_processes 1; daemon off; user root;",
    }.items():
        assert shipped in config
        config = config.replace(shipped, str(ours))
    (folder / "nginx.conf").write_text(config)
    with _running(folder, here):
        yield here


def _certificate(folder: Path) -> None:
    made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"]
    command = ["openssl", *made, *files, "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run(command, check=True, capture_output=True)


@contextmanager
def _running(folder: Path, here: Proxy) -> Iterator[None]:
    with here.said.open("wb") as log:
        command = ["nginx", "-c", folder / "nginx.conf", "-p", folder]
        process = subprocess.Popen(command, stderr=log)
    try:
        for _ in range(200):
            if _answers(here.secure):
                break
            assert process.poll() is None, here.said.read_text()
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        asked(port, "/get-help-now/")
    except OSError:
        return False
    return True


def asked(
    port: int,
    address: str,
    method: str = "GET",
    body: str = "",
    secure: bool = True,
    **headers: str,
) -> tuple[HTTPResponse, str]:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    if secure:
        trusting = ssl._create_unverified_context()
        line = HTTPSConnection("127.0.0.1", port, timeout=30, context=trusting)
    line.request(method, address, body, {"Host": "www.example.org"} | headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer, text
