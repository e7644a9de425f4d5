"""What the local mailbox does with what comes back: it hands it in, as a mail server's pipe."""

import asyncio
import smtplib
import threading
import time
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pim.messages import mail_signature, mail_words
from pim.stack import mailbox
from pim.stack.ports import bound

KEY = "only-for-tests"
LETTER = "From: her@post.example\r\nTo: {to}\r\nSubject: Re: Hello\r\n\r\nYes\r\n"


@pytest.fixture
def handed_in():
    """Letters whose signature is good, at a web server that takes them."""
    letters = []

    class Web(BaseHTTPRequestHandler):
        def do_POST(self):
            letter = self.rfile.read(int(self.headers["Content-Length"]))
            good = mail_signature.is_good(self.headers["X-Signature"], KEY, letter, time.time())
            letters.append((self.path, self.headers["Host"], letter)) if good else None
            self.send_response(204 if good else 404)
            self.end_headers()

        def log_message(self, *ignored):
            return

    with HTTPServer(("127.0.0.1", 0), Web) as web:
        threading.Thread(target=web.serve_forever, args=[0.02], daemon=True).start()
        hand_in = mailbox.hander(KEY, "http://www.example", web.server_port)
        yield letters, hand_in
        web.shutdown()


@contextmanager
def running(folder, hand_in):
    """A line to the mailbox, which serves meanwhile."""
    loop, listener = asyncio.new_event_loop(), bound(0)
    listener.listen()
    serving = loop.create_task(mailbox.serve(listener, folder, hand_in))
    thread = threading.Thread(target=until_cancelled, args=[loop, serving], daemon=True)
    thread.start()
    try:
        with smtplib.SMTP("127.0.0.1", listener.getsockname()[1], timeout=10) as line:
            yield line
    finally:
        loop.call_soon_threadsafe(serving.cancel)
        thread.join(5)


def until_cancelled(loop, serving):
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(serving)
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def wait_for(letters):
    deadline = time.monotonic() + 5
    while not letters and time.monotonic() < deadline:
        time.sleep(0.02)
    return letters[0]


def test_what_comes_back_is_handed_in_signed(tmp_path, handed_in):
    letters, hand_in = handed_in
    with running(tmp_path, hand_in) as line:
        line.sendmail("her@post.example", ["replies+x@pim.example"], LETTER.format(to="us"))
        path, host, letter = wait_for(letters)
    assert (path, host) == ("/messages/mail/", "www.example")
    assert letter.endswith(b"Yes\r\n")
    assert list(tmp_path.glob("*.eml")) == []


def test_one_to_somebody_who_is_gone_comes_back(tmp_path, handed_in):
    letters, hand_in = handed_in
    with running(tmp_path, hand_in) as line:
        line.sendmail("bounces+x@pim.example", ["gone@post.example"], LETTER.format(to="her"))
        report = message_from_bytes(wait_for(letters)[2], policy=policy.default)
    assert report["To"] == "bounces+x@pim.example"
    assert mail_words.report_in(report) == mail_words.Report("failed", "5.1.1")
    assert len(list(tmp_path.glob("*.eml"))) == 1
