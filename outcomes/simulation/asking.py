"""From the first tap to a decision."""

from datetime import date, timedelta
from random import Random

from outcomes.simulation.characters import Mum, phone
from outcomes.simulation.stage import Stage, at, working_time
from outcomes.simulation.world import Life
from pim import clock
from pim.access.audit import HERSELF, REFERRER
from pim.models import Site
from referrals import actions
from referrals.arrivals import Arrival, Asked, NewContact, NewParent, NewReferrer
from referrals.enums import (
    ClosedReason,
    ContactChannel,
    ContactOutcome,
    Means,
    Purpose,
    ReferrerRole,
    Situation,
    Source,
    SupportKind,
)
from referrals.first_calls import Found
from referrals.models import Parent, Referral


def asking(stage: Stage, number: object, mum: Mum, on: date) -> Life:
    """One woman asks for support on a day, is rung, and a decision is made."""
    chance = stage.chance("asking", number)
    yield at(on, chance.randint(7, 22), chance.randrange(60))
    referral = receive(stage, mum, chance)
    site = referral.site
    if site is None:
        site = stage.sites[0]
        yield working_time(site, chance, after_days=2)
        if chance.random() < 0.7:
            return _close(stage, referral, ClosedReason.OUT_OF_AREA, site)
        actions.set_site(referral=referral, site=site, by=stage.coordinator(site), now=clock.now())
    spoke = yield from _ring(stage, referral, mum, site, chance)
    if not spoke:
        return _close(stage, referral, ClosedReason.NOT_REACHABLE, site)
    if not mum.wants_support:
        return _close(stage, referral, ClosedReason.DECLINED_BY_HER, site)
    if chance.random() < 0.06:
        return _close(stage, referral, ClosedReason.SIGNPOSTED, site)
    _agree(stage, referral, mum, site)
    yield working_time(site, chance, after_days=chance.choice((0, 0, 1, 3)))
    actions.accept(referral=referral, by=stage.coordinator(site), now=clock.now())
    stage.note("accepted")


def _ring(stage: Stage, referral: Referral, mum: Mum, site: Site, chance: Random):
    """Up to three calls on different days. True as soon as they spoke."""
    for _ in range(stage.programme.contact_attempts):
        yield working_time(site, chance, after_days=chance.choice((1, 1, 2, 3)))
        spoke = chance.random() < mum.answers_phone
        actions.log_contact_attempt(
            referral=referral,
            channel=ContactChannel.PHONE,
            outcome=ContactOutcome.SPOKE if spoke else ContactOutcome.NO_ANSWER,
            by=stage.coordinator(site),
            now=clock.now(),
        )
        stage.note("calls made")
        if spoke:
            return True
    return False


def _agree(stage: Stage, referral: Referral, mum: Mum, site: Site) -> None:
    """What the coordinator writes down while they speak."""
    actions.save_triage(
        referral=referral,
        found=Found(
            parent=_known(referral.parent),
            asked=_asked_before(referral),
            needs=mum.wish,
            gp="Demonstration Health Centre",
            support_kind=SupportKind(mum.support),
            agrees=True,
            consents={Purpose(purpose): given for purpose, given in mum.consents.items()},
            spoke=False,  # noted with the calls
        ),
        by=stage.coordinator(site),
        now=clock.now(),
    )


def _known(parent: Parent) -> NewParent:
    return NewParent(
        called=parent.called,
        age_band=parent.age_band,
        postcode=parent.postcode or "",
        language=parent.language,
        needs_interpreter=parent.needs_interpreter,
        access_needs=parent.access_needs or "",
    )


def _asked_before(referral: Referral) -> Asked:
    """She need not say it again."""
    return Asked(
        situation=referral.situation,
        due_on=referral.due_on,
        born_on=referral.born_on,
        wish=referral.wish or "",
        wishes=referral.wishes,
        formats=referral.formats,
        times=referral.times,
        known_risks=referral.known_risks or "",
        others_involved=referral.others_involved or "",
        child_protection=referral.child_protection,
    )


def _close(stage: Stage, referral: Referral, reason: ClosedReason, site: Site) -> None:
    actions.close(
        referral=referral,
        reason=reason,
        risks_reviewed=True,
        by=stage.coordinator(site),
        now=clock.now(),
    )
    stage.note(f"closed: {reason.label.lower()}")


def receive(stage: Stage, mum: Mum, chance: Random) -> Referral:
    arrival = arrival_of(stage, mum, chance)
    sender = HERSELF if arrival.source == Source.HERSELF else REFERRER
    referral = actions.receive(arrival=arrival, by=sender, now=clock.now())
    stage.mums[referral.pk] = mum
    stage.note("referrals received")
    return referral


def arrival_of(stage: Stage, mum: Mum, chance: Random) -> Arrival:
    """What she, or whoever works with her, writes into the form."""
    herself = mum.through == "herself"
    return Arrival(
        source=Source.HERSELF if herself else Source.PROFESSIONAL,
        means=Means.ON_SCREEN if herself else Means.THROUGH_REFERRER,
        parent=NewParent(
            called=mum.called,
            age_band="18_plus",
            postcode=mum.district,
            language=mum.language,
            needs_interpreter=mum.language != "English" and chance.random() < 0.4,
        ),
        contacts=_contacts(mum),
        asked=_asked(mum, herself),
        consents=_first_consents(mum) if herself else {},
        referrer=None if herself else _referrer(mum, chance),
        programme=stage.programme,
    )


def _contacts(mum: Mum) -> list[NewContact]:
    by_phone = NewContact(ContactChannel.PHONE, mum.phone, voicemail_ok=False, word=mum.word)
    by_text = NewContact(ContactChannel.TEXT, mum.phone, word=mum.word)
    by_email = NewContact(ContactChannel.EMAIL, mum.email, word=mum.word)
    if mum.texts:
        return [by_phone, by_text]
    return [by_phone, by_email] if mum.has_email else [by_phone]


def _asked(mum: Mum, herself: bool) -> Asked:
    weeks = mum.weeks_since_birth
    when = clock.today() - timedelta(weeks=weeks)
    return Asked(
        situation=Situation.PREGNANT if weeks < 0 else Situation.BABY,
        due_on=when if weeks < 0 else None,
        born_on=when if weeks >= 0 else None,
        wish=mum.wish,
        wishes=mum.wishes,
        formats=mum.formats,
        times=mum.times,
        referrer_may_be_told=not herself,
    )


def _first_consents(mum: Mum) -> dict[Purpose, bool]:
    """On screen she is asked about messages and questionnaires; the rest comes by phone."""
    return {Purpose(name): mum.consents[name] for name in ("messages", "evaluation")}


def _referrer(mum: Mum, chance: Random) -> NewReferrer:
    role = ReferrerRole(mum.through)
    return NewReferrer(
        name=f"{role.label} {chance.randint(1, 40)}",
        role=role,
        organisation="Demonstration Health Centre",
        email=f"{mum.through.replace('_', '.')}{chance.randint(1, 40)}@work.example",
        phone=phone(chance),
    )
