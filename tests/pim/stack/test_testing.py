"""The fixtures that other tests rely on."""

import smtplib

import pytest
from django.core.mail import EmailMessage


def send():
    EmailMessage("Hello", "Text", "from@pim.example", ["to@pim.example"]).send()


def test_mail_goes_to_the_real_server(smtp_server):
    send()

    (mail,) = smtp_server.received
    assert (mail.recipients, mail.message["Subject"]) == (["to@pim.example"], "Hello")


def test_the_server_refuses_as_often_as_told(smtp_server):
    smtp_server.answer(451, times=1)

    with pytest.raises(smtplib.SMTPDataError) as refusal:
        send()
    send()

    assert (refusal.value.smtp_code, smtp_server.tries) == (451, 2)
    assert len(smtp_server.received) == 1


def test_the_server_cuts_the_line_after_taking_the_message(smtp_server):
    smtp_server.cut()

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send()

    assert len(smtp_server.received) == 1
