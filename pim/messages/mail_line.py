"""A line to the mail server that ends in time, and knows whether the message itself went out."""

import smtplib
import socket
from contextlib import suppress
from threading import Timer

from django.core.mail.backends.smtp import EmailBackend

LONGEST = 12  # seconds for a whole conversation; smtplib itself only counts between two bytes


class _Timed:
    """Mixed into smtplib's own lines."""

    has_begun = False  # from the first byte of the message on, nobody knows what became of it
    _patience: Timer | None = None

    def _get_socket(self, host, port, timeout):
        found = super()._get_socket(host, port, timeout)
        self._patience = Timer(LONGEST, self._cut)
        self._patience.daemon = True
        self._patience.start()
        return found

    def data(self, message):
        self.has_begun = True
        return super().data(message)

    def close(self):
        if self._patience:
            self._patience.cancel()
        super().close()

    def _cut(self):
        with suppress(OSError, AttributeError):  # it was hung up meanwhile
            self.sock.shutdown(socket.SHUT_RDWR)


class Line(_Timed, smtplib.SMTP):
    """Plain, or encrypted after the greeting."""


class EncryptedLine(_Timed, smtplib.SMTP_SSL):
    """Encrypted from the first byte."""


class Backend(EmailBackend):
    @property
    def connection_class(self):
        return EncryptedLine if self.use_ssl else Line
