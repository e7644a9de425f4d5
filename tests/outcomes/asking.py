"""A referral that is asked questionnaires, for tests; time stands where a test puts it."""

import datetime as dt

from django.db import connection

from outcomes import actions, instrument_register, queries
from outcomes.enums import Anchor, WaveKey
from outcomes.models import QuestionnaireRequest, RiskEvent, Wave
from outcomes.schedule import LONDON
from pim.access.audit import HERSELF
from referrals import consent
from referrals.enums import ContactChannel, Means, Purpose
from referrals.models import Referral
from tests import factories as make

MONDAY = dt.datetime(2026, 6, 1, 10, tzinfo=LONDON)
WORRYING = {1: "LA6569-3", 2: "LA6570-1", 3: "LA6571-9"}
NOT_AT_ALL = "LA6568-5"


def later(**span) -> dt.datetime:
    return MONDAY + dt.timedelta(**span)


def plan(programme, key=WaveKey.ASKED, instruments=("gad-7", "phq-9"), **columns) -> Wave:
    instrument_register.install(keys=instruments, now=MONDAY)
    usual = {"anchor": Anchor.ACCEPTED, "opens_days": 0, "closes_days": 14, "reminder_days": [3]}
    return Wave.objects.create(
        programme=programme, key=key, instruments=list(instruments), **usual | columns
    )


def accepted(site, consents=(Purpose.EVALUATION, Purpose.MESSAGES), **columns) -> Referral:
    """Somebody accepted on Monday, with a safe e-mail address and these consents."""
    usual = {"site": site, "accepted": True, "accepted_at": MONDAY, "asked_at": MONDAY}
    referral = make.ReferralFactory(**usual | columns)
    make.SafeContactFactory(parent=referral.parent, us="Robin")
    for purpose in consents:
        decide(referral, purpose, True, MONDAY)
    return referral


def may_ring(referral) -> None:
    """She has a phone on which a call is safe."""
    make.SafeContactFactory(
        parent=referral.parent,
        channel=ContactChannel.PHONE,
        address="+447700900123",
        is_primary=False,
    )


def decide(referral, purpose, given, now):
    consent.record(
        referral=referral,
        purpose=purpose,
        given=given,
        means=Means.ON_SCREEN,
        by=HERSELF,
        now=now,
    )


def asked(site, user=None, now=MONDAY, **wave) -> QuestionnaireRequest:
    """The one request that opens, at a site with ``user`` on the rota every weekday."""
    if user:
        on_the_rota(site, user)
    plan(site.programme, **wave)
    accepted(site)
    actions.open_due_requests(now=now)
    return queries.requests().get()


def on_the_rota(site, user) -> None:
    for weekday in range(5):
        make.RotaFactory(site=site, user=user, weekday=weekday)


def answer(request, key: str, item: int, now=MONDAY, **given) -> RiskEvent | None:
    instrument = next(one for one in queries.instruments_of(request) if one.key == key)
    return actions.save_answer(
        request=request, instrument=instrument, item=item, by=HERSELF, now=now, **given
    )


def answer_all(request, now=MONDAY, code=NOT_AT_ALL, words="Fine") -> None:
    """Every question still open: the lowest option, or words."""
    for question in list(queries.unanswered(request)):
        options = [option.code for option in question.item.options]
        chosen = code if code in options else (options or [""])[0]
        given = {"option_code": chosen} if options else {"words": words}
        answer(request, question.instrument.key, question.item.number, now, **given)


def refuse_to_change(table: str, pk, stays: str) -> None:
    """One broken row: PostgreSQL takes nothing for it but what it holds."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT broken CHECK (id <> '{pk}' OR {stays}) NOT VALID"
        )
