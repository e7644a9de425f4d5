"""No message gives anything away to whoever reads it first; and no message is forgotten here.

A new notice fails the last test until somebody says below to whom it goes and what it is about.
"""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from pim import clock
from pim.access import invitations
from pim.access.audit import VISITOR, acting
from pim.enums import Channel, ReplyKind, Role
from pim.messages import links, notices
from pim.messages.notices import Send
from pim.messages.segments import is_gsm, segments
from pim.models import AuditSeal, Message, Reply
from referrals import actions
from referrals.enums import ConcernKind, ConcernUrgency
from referrals.models import CheckIn, Draft, EmergencyNews
from tests import factories as make
from tests.outcomes.asking import MONDAY, WORRYING, answer, asked
from tests.referrals.arriving import FROM_A_MIDWIFE, HER_EMAIL, HER_PHONE, receive
from volunteers import actions as volunteering
from volunteers.models import Match

CANARIES = ("Kanarienvogel", "Gelbschnabel", "Zeisigwort")
HER, WISH, RISK = CANARIES
ANYBODYS = (
    r"bab(y|ies)|pregnan|mental|mood|depress|anxi|perinatal|postnatal|antenatal|parents? in mind"
    r"|\bnct\b|childbirth|\bnhs\b|suicid|self.harm|" + "|".join(CANARIES)
)
TELLING = re.compile(
    ANYBODYS + r"|volunteer|\bmums?\b|mother|\bdads?\b|birth|support|midwi|health|wellbeing"
    r"|charit|counsel|therap|questionnaire(?!/)|feeling|\bloss\b|\blost\b|safeguard|risk|concern",
    re.IGNORECASE,
)
TO_STAFF = re.compile(ANYBODYS + r"|\bmums?\b|midwi|volunteer|safeguard", re.IGNORECASE)
TOKEN = re.compile(rf"/[\w-]{{{links.LENGTH}}}/")  # chance may write any word into one
AGREED = "/my-support/"  # an address that was promised to others

TO_HER = (
    "questionnaire.invitation",
    "questionnaire.new_link",
    "questionnaire.reminder",
    "referrals.check_in",
    "referrals.draft_link",
    "referrals.her_page_link",
    "referrals.not_reached",
    "referrals.receipt",
    "referrals.signposted",
    "referrals.we_read",
    "volunteers.her_news",
)
TO_THE_REFERRER = (
    "referrals.new_status_link",
    "referrals.referrer_not_reached",
    "referrals.referrer_receipt",
)
TO_A_VOLUNTEER = (
    "volunteer.check_due",
    "volunteer.how_are_you",
    "volunteer.news",
    "volunteer.nudge",
    "volunteer.receipt",
)
TO_A_REFEREE = ("volunteer.reference", "volunteer.reference_reminder")
TO_SOMEBODY_HERE = (
    "audit.head",
    "invitation",
    "new-password",
    "questionnaire.risk_alert",
    "questionnaire.risk_handed_over",
    "questionnaire.risk_lead_decides",
    "questionnaire.risk_not_taken_up",
    "questionnaire.risk_passed_up",
    "questionnaire.risk_unseen",
    "referral.opened_in_emergency",
    "referrals.concern",
    "referrals.concern_handed_over",
    "referrals.concern_passed_up",
    "referrals.concern_unseen",
    "referrals.under_age",
    "reply.unread",
    "volunteer.checks_on_today",
    "volunteer.visit_alarm",
    "volunteer.visit_alarm_passed_up",
    "volunteer.visit_alarm_unseen",
)
KNOWN = (*TO_HER, *TO_THE_REFERRER, *TO_A_VOLUNTEER, *TO_A_REFEREE, *TO_SOMEBODY_HERE)


@pytest.fixture
def subjects(alice, bob, dana, site_a) -> dict:
    """What each message may be about, as telling as real life can be."""
    now = clock.now()
    site_a.name = site_a.programme.name = "Parents in Mind, Halton"
    site_a.save()
    site_a.programme.save()
    referral = receive(
        replace(
            FROM_A_MIDWIFE,
            parent=replace(FROM_A_MIDWIFE.parent, called=HER),
            contacts=[HER_PHONE, replace(HER_EMAIL, us="", word="")],
            asked=replace(FROM_A_MIDWIFE.asked, wish=WISH, known_risks=RISK),
        )
    )
    concern = actions.raise_concern(
        kind=ConcernKind.FOR_HER,
        urgency=ConcernUrgency.AT_ONCE,
        words=f"Her mood is very low, {RISK}",
        referral=referral,
        by=acting(alice),
        now=now,
    )
    request = asked(site_a, alice)
    return {
        "referrals": referral,
        "referrals.check_in": CheckIn.objects.create(referral=referral, asked_at=now),
        "referrals.draft_link": a_draft(now),
        "referrals.concern": concern,
        "questionnaire": request,
        "questionnaire.risk_": answer(request, "phq-9", 9, option_code=WORRYING[1]),
        "referral.opened_in_emergency": EmergencyNews(user=alice),
        "volunteer.check_due": make.CheckFactory(volunteer=bob.volunteer),
        "volunteer.checks_on_today": alice,
        "volunteer.how_are_you": bob.volunteer.match_set.get(),
        "volunteer.news": bob.volunteer.match_set.get(),
        "volunteer.nudge": an_open_proposal(make.VolunteerFactory(site=site_a)),
        "volunteers.her_news": bob.volunteer.match_set.get(),
        "volunteer.receipt": an_enquiry(now),
        "volunteer.reference": a_reference(alice, now),
        "volunteer.visit_alarm": a_visit(bob, now),
        "reply.unread": a_reply(referral, now),
        "invitation": an_invitation(dana, site_a, now),
        "new-password": alice,
        "audit.head": AuditSeal(number=1, hash="f" * 64),
    }


def an_open_proposal(volunteer) -> Match:
    return make.MatchFactory(volunteer=volunteer, referral__site=volunteer.site)


def a_draft(now) -> Draft:
    return Draft.objects.create(
        journey="yourself",
        answers={"pages": {"you": {"called": [HER]}}},
        email="her@post.example",
        started_at=now,
        saved_at=now,
        expires_at=now + timedelta(days=7),
    )


def a_reply(referral, now) -> Reply:
    return Reply.objects.create(
        channel=Channel.SMS,
        kind=ReplyKind.WORDS,
        about_id=referral.pk,
        words=f"My mood is very low, {RISK}",
        came_as="one",
        received_at=now,
    )


def an_enquiry(now):
    return volunteering.enquire(
        first_name="Amy",
        last_name=HER,
        email="amy@post.example",
        postcode="WA7",
        by=VISITOR,
        now=now,
    )


def a_reference(alice, now):
    return volunteering.name_referee(
        volunteer=an_enquiry(now),
        name="Ria Boss",
        email="ria@work.example",
        relationship=f"We were in the {RISK} together",
        by=acting(alice),
        now=now,
    )


def a_visit(bob, now):
    return volunteering.plan_visit(
        match=bob.volunteer.match_set.get(),
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        by=acting(bob),
        now=now,
    )


def an_invitation(dana, site, now):
    return invitations.invite(
        email="new@staff.example", role=Role.COORDINATOR, site=site, by=acting(dana), now=now
    )


def about(key: str, subjects: dict):
    """The nearest subject: the message's own, its kind's, or its app's."""
    known = [name for name in subjects if key.startswith(name)]
    return subjects[max(known, key=len)]


def written(key: str, subjects: dict) -> str:
    """Subject, body and the paths of its links, as they would go out."""
    notice, subject = notices.get(key), about(key, subjects)
    message = Message.objects.create(
        notice=key,
        klass=notice.klass,
        object_id=subject.pk,
        about_id=subject.pk,
        dedupe_key=f"neutral:{key}",
        due_at=MONDAY,
    )
    loaded = notice.load(subject.pk)
    rendered = notice.render(loaded, message, Send("anybody@post.example"))
    assert rendered.subject, key
    text = f"{rendered.subject}\n{rendered.body}"
    if notice.can_text:
        text += a_text(notice, loaded, message)
    return TOKEN.sub("/token/", text).replace(AGREED, "/")


def a_text(notice, subject, message) -> str:
    """As a text: no subject, plain letters, two segments at most."""
    rendered = notice.render(subject, message, Send("+447700900123", Channel.SMS))
    assert rendered.subject == "" and is_gsm(rendered.body), rendered.body
    assert segments(rendered.body) <= 2, rendered.body
    return rendered.body


def test_no_message_gives_anything_away(subjects, settings):
    settings.SMS_URL = "https://account:secret@texts.example/?from=+447700900900"
    settings.BASE_URL = "https://www.parent-to-parent.example"
    everybody = dict.fromkeys((*TO_HER, *TO_THE_REFERRER, *TO_A_VOLUNTEER, *TO_A_REFEREE), TELLING)
    everybody |= dict.fromkeys(TO_SOMEBODY_HERE, TO_STAFF)
    told = {
        key: [found.group() for found in words.finditer(written(key, subjects))]
        for key, words in everybody.items()
        if key in notices.every()
    }
    assert {key: found for key, found in told.items() if found} == {}
    assert TELLING.search(settings.DEFAULT_FROM_EMAIL) is None
    too_long = [key for key, one in notices.every().items() if one.for_her and not one.can_text]
    assert too_long == ["referrals.signposted"]


@pytest.mark.parametrize(
    "telling", ["your Babies", "Parents in Mind", "NHS", "our support", "a Mum", HER]
)
def test_the_list_would_notice(telling):
    assert TELLING.search(telling)


def test_every_message_has_its_place_here():
    assert sorted(notices.every()) == sorted(KNOWN)
