"""Words typed into every box that is open to strangers, over HTTP.

``word(name, longest)`` gives what goes into a box: a canary for one attack, a script for another.
What a box refuses is typed again as plain words, so that the rest is sent all the same.
"""

import re
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from pim import clock
from pim.access.audit import HERSELF
from pim.enums import MessageClass
from pim.messages import links, mail_signature, return_addresses
from pim.models import Message
from referrals import actions, queries
from referrals.models import Referral
from tests.attacks.raw import ask
from tests.attacks.visitors import HER_PAGES, RING_ME, Visitor, networks
from tests.referrals.test_views import MIDWIFES_PAGES
from tests.volunteers.test_joining import PAGES as APPLICATION
from volunteers.actions import REFERENCE_LINK
from volunteers.forms.public import stamp
from volunteers.models import Reference

Word = Callable[[str, int], str]
LONG = 2000
HERS = {  # page: box: the longest it takes
    "you": {"called": 120},
    "reach": {"best_times": 200, "letter_address": LONG},
    "words": {"us": 60, "word": 40},
    "own-words": {"wish": LONG},
    "needs": {"language": 40, "access_needs": LONG},
}
MIDWIFES = {
    "you": {"referrer_name": 120, "organisation": 160},
    "her": {"called": 120},
    "reach": {"best_times": 200},
    "safety": {"known_risks": LONG, "others_involved": LONG},
    "more": {"language": 40, "wish": LONG},
}
RINGS = {"call": {"called": 120, "other_time": 200, "us": 60, "language": 40}}
APPLIES = {
    "name": {"first_name": 120, "last_name": 120},
    "why": {"why": LONG},
    "story": {"own_story": LONG},
    "languages": {"languages": 40},
    "needs": {"support_needs": LONG},
    "talk": {"to_talk_about": LONG},
    "first-person": {"one_name": 120, "one_relationship": 200},
    "second-person": {"two_name": 120, "two_relationship": 200},
}
ENQUIRES = {"first_name": 120, "last_name": 120, "why": LONG}
ANSWERS_ABOUT = {"known_for": 60, "strengths": LONG, "worries": LONG}
HER_REACH = {
    "ways": ["phone", "email", "letter"],
    "phone_number": "07700 900123",
    "voicemail_ok": "no",
    "letter_address": "1 High Street",
}
MAIL_KEY = "only-for-these-letters"
SECRET_WORD = "sunflower"


class Stranger:
    """One browser after another, each at a network of its own."""

    def __init__(self, base_url: str, word: Word) -> None:
        self.base_url, self.word = base_url, word
        self.networks: Iterator[str] = networks("198.18")
        self.number = 0
        self.refused: dict[str, int] = {}
        self.boxes: set[str] = set()

    def new(self) -> Visitor:
        self.number += 1
        return Visitor(self.base_url, next(self.networks))

    def email(self) -> str:
        return f"qz{self.number}@post.example"

    # --- forms of several pages -----------------------------------------------------------------
    def asks_for_herself(self) -> Referral:
        she = self.new()
        pages = HER_PAGES | {"reach": HER_REACH | {"email": self.email()}}
        return self._sends(she, "yourself", pages, HERS)

    def refers_somebody(self) -> Referral:
        she = self.new()
        you = MIDWIFES_PAGES["you"] | {"work_email": f"mina{self.number}@trust.example"}
        reach = {"ways": ["phone"], "phone_number": "07700 900124", "voicemail_ok": "no"}
        pages = MIDWIFES_PAGES | {"you": you, "reach": reach}
        return self._sends(she, "someone", pages, MIDWIFES)

    def wants_a_call(self) -> Referral:
        call = RING_ME["call"] | {"ring_at": "another", "other_time": "Late"}
        return self._sends(self.new(), "ring-me", {"call": call}, RINGS)

    def _sends(self, she: Visitor, form: str, pages: dict, boxes: dict) -> Referral:
        for page, typed in pages.items():
            self._types(she, f"/refer/{form}/{page}/", typed, boxes.get(page, {}), form)
        she.takes(form, minutes=5)
        sent = she.post(f"/refer/{form}/check/")
        assert sent.status == 302, sent.body
        she.get(sent.goes_to)
        return Referral.objects.order_by("-created_at").first()

    def applies(self) -> None:
        she = self.new()
        for page, typed in (APPLICATION | {"email": {"email": self.email()}}).items():
            self._types(she, f"/volunteer/apply/{page}/", typed, APPLIES.get(page, {}), "apply")
        she.takes("volunteer", minutes=5)
        assert she.post("/volunteer/apply/check/").status == 302

    def enquires(self) -> None:
        she = self.new()
        typed = {"email": self.email(), "postcode": "WA7"}
        typed["opened_at"] = stamp(clock.now() - timedelta(minutes=5))
        self._types(she, "/volunteer/ask/", typed, ENQUIRES, "enquiry")

    def answers_about_her(self) -> None:
        """Whoever is named as knowing her, by the link."""
        for reference in Reference.objects.open().filter(answered_at=None):
            she = self.new()
            token = links.make(
                purpose=REFERENCE_LINK,
                object_id=reference.pk,
                expires_at=clock.now() + timedelta(days=7),
            )
            she.get(f"/reference/{token}/")
            self._types(she, "/reference/", {"would_trust": "yes"}, ANSWERS_ABOUT, "reference")

    # --- her own page, questions and letters ----------------------------------------------------
    def opens_her_page(self, referral: Referral) -> Visitor:
        actions.set_secret_word(
            holder=referral.parent, word=SECRET_WORD, by=HERSELF, now=clock.now()
        )
        she = self.new()
        she.get(urlsplit(queries.her_page_link(referral)).path)
        assert she.post("/my-support/", {"word": SECRET_WORD}).status == 302
        return she

    def says_on_her_page(self, referral: Referral) -> None:
        she = self.opens_her_page(referral)
        for kind in ("contact", "other", "ring", "data"):
            self._types(she, f"/my-support/ask/{kind}/", {}, {"words": 1000}, f"ask {kind}")
        about = {"about": "complaint"}
        self._types(she, "/my-support/tell/", about, {"words": LONG}, "complaint")

    def answers_by_mail(self, referral: Referral) -> None:
        """A letter of hers comes back to something we wrote her."""
        message = Message.objects.create(
            notice=actions.RECEIPT,
            klass=MessageClass.TRANSACTIONAL,
            object_id=referral.pk,
            about_id=referral.pk,
            dedupe_key=str(uuid.uuid4()),
            due_at=clock.now(),
        )
        letter = EmailMessage()
        hers = referral.parent.safecontact_set.get(channel="email").address
        letter["From"] = hers
        letter["To"] = return_addresses.for_replies(message.pk)
        letter["Subject"] = self._in_one_line("subject", 200)
        letter["Message-ID"] = f"<{uuid.uuid4()}@post.example>"
        letter.set_content(self.word("words", LONG))
        self.boxes |= {"reply subject", "reply words"}
        raw = letter.as_bytes(policy=policy.SMTP)
        headers = {"X_Signature": mail_signature.sign(MAIL_KEY, raw, int(time.time()))}
        assert ask(self.base_url, "POST", "/messages/mail/", raw, **headers).status == 204

    def answers_questions(self, link: str, count: int) -> None:
        """The questions with a box for words; ``count`` is how many there are."""
        she = self.new()
        she.get(link)
        for place in range(1, count + 1):
            path = f"/questionnaire/{place}/"
            if "<textarea" in she.get(path).body:
                self._types(she, path, {}, {"answer": LONG}, f"question {place}")

    def _in_one_line(self, name: str, longest: int) -> str:
        return " ".join(self.word(name, longest).split())

    def _types(
        self, she: Visitor, path: str, typed: dict, boxes: dict[str, int], form: str
    ) -> None:
        said = {name: self.word(name, longest) for name, longest in boxes.items()}
        self.boxes |= {f"{form} {name}" for name in boxes}
        answer = she.post(path, typed | said)
        if answer.status == 302:
            return
        wrong = set(re.findall(r'<li><a href="#(?:id_|div_id_)?([\w-]+?)(?:_\d+)?">', answer.body))
        plain = {name: word for name, word in said.items() if name not in wrong}
        for name in set(said) & wrong:
            self.refused[f"{form} {name}"] = self.refused.get(f"{form} {name}", 0) + 1
        instead = dict.fromkeys(set(said) & wrong, "Plain words")
        again = she.post(path, typed | plain | instead)
        assert again.status == 302, (path, wrong)
