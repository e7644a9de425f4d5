import time
import uuid
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from pim import clock
from pim.access.audit import acting
from pim.admin.panels import Link
from pim.enums import MessageState, ReplyKind
from pim.errors import DomainError
from pim.messages import answer_words, ledger, mail_signature, mail_words, outbox, replies, senders
from pim.models import AuditEvent, Message, Reply
from tests.pim.messages.conftest import HER_NUMBER, put

pytestmark = pytest.mark.django_db
HERS = {"her@post.example", HER_NUMBER}
KEY = "only-for-tests"


@pytest.fixture
def known(monkeypatch):
    """Her number and address are behind every message of the test."""

    def behind(channel, address):
        about = Message.objects.values_list("about_id", flat=True).order_by("-created_at")
        return list(about) if address in HERS else []

    monkeypatch.setattr(senders, "_finders", [behind])
    named = lambda ids: {one: Link("Somebody", "/") for one in ids}  # noqa: E731
    monkeypatch.setattr(ledger, "_scopes", [*ledger._scopes, (lambda user: [], named)])


@pytest.fixture
def done(monkeypatch):
    """What was done for an answer of hers, by its kind."""
    done = []
    effect = lambda reply, now: done.append(reply.kind) or True  # noqa: E731
    monkeypatch.setattr(replies, "_effects", {kind: [effect] for kind in ReplyKind})
    return done


@pytest.fixture
def mail(note, smtp_server, settings, known, client):
    """A message of ours in her mailbox, and what becomes of a letter that comes back."""
    settings.MAIL_KEY = KEY
    message = put()
    outbox.drain()
    (received,) = smtp_server.received

    def come(letter, *, key=KEY, at=0):
        raw = letter if isinstance(letter, bytes) else letter.as_bytes(policy=policy.SMTP)
        signature = mail_signature.sign(key, raw, int(time.time()) + at)
        headers = {"X-Signature": signature}
        return client.post("/messages/mail/", raw, "message/rfc822", headers=headers).status_code

    return SimpleNamespace(message=message, received=received, come=come)


def letter(mail, words="Thank you", *, to=None, **headers) -> EmailMessage:
    answer = EmailMessage()
    answer["From"] = headers.pop("sender", "Her <her@post.example>")
    answer["To"] = to or mail.received.message["Reply-To"]
    answer["Subject"] = headers.pop("subject", "Re: Hello")
    answer["Message-ID"] = f"<{uuid.uuid4()}@post.example>"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    answer.set_content(words)
    return answer


def report(mail, action, status) -> bytes:
    return f"""From: MAILER-DAEMON@post.example
To: {mail.received.sender}
Subject: Undelivered Mail
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

We are sorry.

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; post.example

Final-Recipient: rfc822; her@post.example
Action: {action}
Status: {status}

--x--
""".replace("\n", "\r\n").encode()


def parts_in_parts(to: bytes) -> bytes:
    parts = (b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(3000))
    return b"To: " + to + b"\n" + b"".join(parts)


UNHEARD_OF = {
    "brackets": lambda to: b"To: " + b"(" * 20_000 + b"\n " + to + b"\n\nHello",
    "quotes": lambda to: b"From: " + b'"' * 40_000 + b"\nTo: " + to + b"\n\nHello",
    "parts": parts_in_parts,
    "sender": lambda to: b"From: " + b"(" * 20_000 + b"\nTo: " + to + b"\n\nHello",
}


class TestByText:
    def come(self, provider, body, sender=HER_NUMBER):
        return provider.phones.reply(sender, body)

    def test_her_words_are_kept_once_and_read_by_a_person(self, by_text, known, done):
        message = put()
        outbox.drain()
        assert self.come(by_text, "Can you ring me on Friday?")
        reply = Reply.objects.to_read().get()
        assert (reply.message, reply.about_id) == (message, message.about_id)
        assert (reply.words, reply.sender) == ("Can you ring me on Friday?", HER_NUMBER)
        assert done == [ReplyKind.WORDS]

    @pytest.mark.parametrize(
        ("body", "kind", "left"),
        [("Stop", "stop", 1), ("later please", "later", 0), ("STOP phoning at noon", "words", 1)],
    )
    def test_stop_and_later_are_obeyed(self, by_text, known, done, body, kind, left):
        put()
        outbox.drain()
        self.come(by_text, body)
        assert done == [kind]
        assert Reply.objects.to_read().count() == left

    def test_a_later_that_puts_nothing_off_is_read(self, by_text, known, monkeypatch):
        monkeypatch.setattr(replies, "_effects", {})
        put()
        outbox.drain()
        self.come(by_text, "LATER")
        assert Reply.objects.to_read().get().kind == ReplyKind.WORDS

    def test_an_effect_that_is_refused_leaves_the_reply(self, by_text, known, monkeypatch):
        def refuse(reply, now):
            Message.objects.update(reason="half done")
            raise DomainError("Not now.")

        monkeypatch.setattr(replies, "_effects", {ReplyKind.STOP: [refuse]})
        put()
        outbox.drain()
        assert self.come(by_text, "STOP")
        assert Reply.objects.to_read().get().kind == ReplyKind.STOP
        assert not Message.objects.filter(reason="half done").exists()

    def test_the_same_text_twice_is_one(self, by_text, known, done, settings):
        put()
        outbox.drain()
        fields = {"MessageSid": "SM1", "From": HER_NUMBER, "To": "us", "Body": "stop"}
        for _ in range(2):
            assert by_text.phones.tell(f"{settings.BASE_URL}/messages/text/", fields)
        assert (Reply.objects.count(), done) == (1, ["stop"])

    def test_a_strangers_stop_does_nothing_and_is_the_managers_to_read(
        self, by_text, known, done, alice, dana
    ):
        put()
        outbox.drain()
        self.come(by_text, "STOP", "+447700900999")
        assert (Reply.objects.get().about_id, done) == (None, [])
        seen = [Reply.objects.visible_to(user).to_read().count() for user in (alice, dana)]
        assert seen == [0, 1]

    def test_what_is_not_signed_is_not_kept(self, by_text, client):
        fields = {"MessageSid": "SM1", "From": HER_NUMBER, "Body": "stop"}
        answer = client.post("/messages/text/", fields)
        assert (answer.status_code, answer.content) == (404, b"")
        assert Reply.objects.count() == 0


class TestByMail:
    def test_return_addresses_name_the_message_and_nothing_else(self, mail):
        assert mail.received.sender.startswith("bounces+")
        assert mail.received.message["Reply-To"].startswith("replies+")
        assert mail.received.message["From"] == "hello@pim.example"
        assert len(mail.received.sender.partition("@")[0]) <= 64

    def test_her_words_come_without_what_they_answer(self, mail, done):
        words = (
            "Friday is fine.\n\nOn Mon, 3 May 2027 at 09:00, us <x@y> wrote:\n> Hello\n> About\n"
        )
        assert mail.come(letter(mail, words)) == 204
        reply = Reply.objects.get()
        assert (reply.words, reply.message) == ("Friday is fine.", mail.message)
        assert done == [ReplyKind.WORDS]

    def test_one_about_what_is_on_nobodys_list_is_the_managers_to_read(
        self, mail, monkeypatch, alice, dana
    ):
        monkeypatch.setattr(ledger, "_scopes", [])
        mail.come(letter(mail, "I cannot open your link", sender="him@post.example"))
        seen = [Reply.objects.visible_to(user).to_read().count() for user in (alice, dana)]
        assert seen == [0, 1]

    def test_an_answer_from_elsewhere_is_read_and_not_obeyed(self, mail, done):
        assert mail.come(letter(mail, "STOP", sender="him@post.example")) == 204
        assert (Reply.objects.get().about_id, done) == (mail.message.about_id, [])

    def test_a_machines_answer_is_nobodys_to_read(self, mail, done):
        mail.come(letter(mail, "I am away", Auto_Submitted="auto-replied"))
        mail.come(letter(mail, "I am away", to=mail.received.sender, Precedence="auto_reply"))
        mail.come(letter(mail, "I am away", subject="Automatic reply: Hello"))
        assert {one.kind for one in Reply.objects.all()} == {ReplyKind.AUTOMATIC}
        assert (Reply.objects.to_read().count(), set(done)) == (0, {"automatic"})

    @pytest.mark.parametrize(
        ("action", "status", "state", "reason"),
        [
            ("failed", "5.1.1", MessageState.DEAD, "bounced"),
            ("failed", "4.4.7", MessageState.DEAD, "bounced"),
            ("delayed", "4.2.2", MessageState.SENT, ""),
            ("delivered", "2.0.0", MessageState.DELIVERED, ""),
        ],
    )
    def test_a_mail_servers_report_is_followed(self, mail, action, status, state, reason):
        for _ in range(2):
            assert mail.come(report(mail, action, status)) == 204
        mail.message.refresh_from_db()
        assert (mail.message.state, mail.message.reason) == (state, reason)
        assert Reply.objects.count() == 0

    def test_an_address_we_never_made_is_refused(self, mail):
        real = mail.received.message["Reply-To"]
        forged = real.replace(real[10:14], "aaaa" if real[10:14] != "aaaa" else "bbbb", 1)
        assert mail.come(letter(mail, to=forged)) == 422
        assert mail.come(letter(mail, to="hello@pim.example")) == 422
        assert mail.come(b"\x00\xff no letter at all") == 422
        assert mail.come(letter(mail, to=real.upper())) == 204
        assert Reply.objects.count() == 1

    def test_unsigned_or_stale_is_refused(self, mail, settings, client):
        assert mail.come(letter(mail), key="another") == 404
        assert mail.come(letter(mail), at=-301) == 404
        settings.MAIL_KEY = ""
        assert mail.come(letter(mail), key="") == 404
        refused = client.post("/messages/mail/", b"x", "message/rfc822")
        assert (refused.status_code, refused.content) == (404, b"")
        assert Reply.objects.count() == 0

    def test_who_can_answer_cannot_report(self, mail):
        """The two words before the token are not to be exchanged, and a report is no answer."""
        theirs = mail.received.message["Reply-To"]
        turned = report(mail, "failed", "5.1.1").replace(
            mail.received.sender.encode(), theirs.replace("replies+", "bounces+").encode()
        )
        assert mail.come(turned) == 422
        to_replies = turned.replace(b"bounces+", b"replies+")
        assert mail.come(to_replies) == 204
        mail.message.refresh_from_db()
        assert mail.message.state == MessageState.SENT
        assert Reply.objects.get().kind == ReplyKind.AUTOMATIC

    @pytest.mark.parametrize("by_us", [True, False])
    @pytest.mark.parametrize("name", ["brackets", "quotes", "parts", "sender"])
    def test_one_that_no_mail_programme_writes(self, mail, name, by_us):
        """Never a crash and never long, with an address of ours or without."""
        ours = mail.received.message["Reply-To"] if by_us else "hello@pim.example"
        raw = UNHEARD_OF[name](ours.encode())
        begun = time.process_time()
        taken = mail.come(raw)
        assert time.process_time() - begun < 2
        assert taken == (204 if by_us and name in ("brackets", "quotes") else 422)
        assert Reply.objects.count() == (taken == 204)

    def test_one_with_a_picture_comes_in_and_a_huge_one_does_not(self, mail):
        answer = letter(mail, "Here she is")
        answer.add_attachment(b"x" * 2_000_000, maintype="image", subtype="jpeg", filename="a.jpg")
        assert mail.come(answer) == 204
        answer.add_attachment(b"x" * 9_000_000, maintype="image", subtype="jpeg", filename="b.jpg")
        assert mail.come(answer) == 413
        assert Reply.objects.get().words == "Here she is"

    def test_a_pipe_hands_it_in_too(self, mail, monkeypatch):
        def pipe(content):
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=BytesIO(content)))
            call_command("take_mail")

        pipe(letter(mail).as_bytes())
        with pytest.raises(CommandError) as refused:
            pipe(letter(mail, to="hello@pim.example").as_bytes())
        assert (refused.value.returncode, Reply.objects.count()) == (67, 1)

    def test_without_a_key_nothing_is_promised(self, note, smtp_server, settings):
        settings.MAIL_KEY = ""
        put()
        outbox.drain()
        (received,) = smtp_server.received
        assert received.sender == "hello@pim.example"
        assert received.message["Reply-To"] is None


class TestSeenTo:
    def test_once_by_one_person(self, by_text, known, alice):
        put()
        outbox.drain()
        by_text.phones.reply(HER_NUMBER, "Hello")
        reply = Reply.objects.get()
        replies.seen_to(reply=reply, by=acting(alice), now=clock.now())
        with pytest.raises(DomainError):
            replies.seen_to(reply=reply, by=acting(alice), now=clock.now())
        assert Reply.objects.to_read().count() == 0
        acts = AuditEvent.objects.filter(target_id=str(reply.pk)).order_by("pk")
        assert [one.action for one in acts] == ["reply.came", "reply.seen_to"]

    def test_a_manager_reads_a_strangers_on_a_page_of_its_own(self, by_text, signed_in, dana):
        by_text.phones.reply("+447700900999", "Is this you? <b>")
        client = signed_in(dana)
        today = client.get("/admin/").content.decode()
        assert "Replies to read" in today and "Is this you" not in today
        pk = Reply.objects.get().pk
        page = reverse("admin:pim_reply_change", args=[pk])
        shown = client.get(page).content.decode()
        assert "Is this you? &lt;b&gt;" in shown and "+447700900999" in shown
        client.post(reverse("admin:pim_reply_do", args=[pk, "seen-to"]))
        assert Reply.objects.to_read().count() == 0


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        *[(word, ReplyKind.STOP) for word in ("STOP", " stop. ", "Stop!", "UNSUBSCRIBE", "End")],
        *[(word, ReplyKind.STOP) for word in ("Please stop", "STOP ALL", "stop thanks", "“Stop”")],
        ("Stop\n\nSent from my iPhone", ReplyKind.STOP),
        *[(word, ReplyKind.START) for word in ("START", "Start please", "unstop")],
        ("I want to start", ReplyKind.WORDS),
        ("Later", ReplyKind.LATER),
        ("not now, thanks", ReplyKind.LATER),
        ("I can't stop crying", ReplyKind.WORDS),
        ("see you later", ReplyKind.WORDS),
        ("", ReplyKind.WORDS),
    ],
)
def test_what_a_word_means(words, kind):
    assert answer_words.meant(words) == kind


class TestWords:
    def of(self, html="", **headers):
        answer = EmailMessage()
        answer.set_content(html, subtype="html")
        for name, value in headers.items():
            answer[name] = value
        return mail_words.words_of(answer)

    def test_a_page_becomes_words(self):
        page = (
            "<style>p{}</style><p>Hello&nbsp;there<br>you &amp; me</p><blockquote>old</blockquote>"
        )
        assert self.of(page, Subject="Re: Hello") == "Hello there\nyou & me"

    def test_her_own_subject_is_part_of_it(self):
        assert self.of("<p>Please</p>", Subject="Ring me") == "Ring me\n\nPlease"

    @pytest.mark.parametrize(
        ("text", "own"),
        [
            ("Yes\n> quoted\n> more", "Yes"),
            ("> quoted\nYes", "Yes"),
            ("> only quoted", "> only quoted"),
            (
                "On Monday I cried.\nThen I wrote:\nthis.",
                "On Monday I cried.\nThen I wrote:\nthis.",
            ),
            ("Yes\n\n________________\nFrom: us <x@y>\nSent: Monday\nTo: me\n\nHello", "Yes"),
            ("From: us\nSent: now\n\nbelow it", "From: us\nSent: now\n\nbelow it"),
        ],
    )
    def test_what_she_answers_is_cut(self, text, own):
        assert mail_words.without_quotes(text) == own

    def test_a_character_set_nobody_knows(self):
        raw = b"Subject: Re: x\r\nContent-Type: text/plain; charset=klingon\r\n\r\nHello \xc3\xa9"
        parsed = message_from_bytes(raw, policy=policy.default)
        assert "Hello" in mail_words.words_of(parsed)

    @pytest.mark.parametrize("piece", ["<a ", "<a b='", "<div", "<!--"])
    def test_a_page_that_never_ends_is_read_in_time(self, piece):
        assert seconds(mail_words.as_text, piece * 20_000) < 1

    @pytest.mark.parametrize(
        "text",
        [
            "on a a a\n" * 10_000,
            "on her way wrote:" + "\n" * 60_000,
        ],
    )
    def test_what_looks_like_a_quotation_is_read_in_time(self, text):
        assert seconds(mail_words.without_quotes, text) < 1

    def test_a_character_set_that_is_slow_to_read(self):
        raw = b"Content-Type: text/plain; charset=punycode\n\nabc-" + b"a9k" * 150_000
        parsed = message_from_bytes(raw, policy=policy.default)
        assert seconds(mail_words.words_of, parsed) < 1

    @pytest.mark.parametrize(
        ("page", "words"),
        [
            ("<!--[if !mso]><!--><p>Yes</p><!--<![endif]--><!-- <p>no</p> -->", "Yes"),
            ("<script>if (a<b) c('</p>')</script >Yes", "Yes"),
            ("<a title='a > b' href=it's>I &lt;3 it</a> <3", "I <3 it <3"),
            ("Yes<blockquote>old<blockquote>older</blockquote>old</blockquote> no", "Yes no"),
            ("<BR/>Yes<p class=x\n>no", "Yes\nno"),
        ],
    )
    def test_pages_as_mail_programmes_write_them(self, page, words):
        assert mail_words.as_text(page) == words


def seconds(read, text) -> float:
    """Of the processor: the time of the wall is everybody's."""
    begun = time.process_time()
    read(text)
    return time.process_time() - begun
