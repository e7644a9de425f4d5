"""The rarer things, so that a coordinator finds one of each on *Today*."""

from dataclasses import replace
from random import Random

from outcomes.simulation import characters
from outcomes.simulation.asking import arrival_of, receive
from outcomes.simulation.stage import Stage
from pim import clock
from pim.access.audit import HERSELF
from referrals import actions
from referrals.arrivals import Asked
from referrals.enums import (
    CheckInAnswer,
    ConcernKind,
    ConcernUrgency,
    HeldFor,
    RequestKind,
    Situation,
    Status,
)
from referrals.models import CheckIn, Referral
from volunteers.models import Match


def rare_things(stage: Stage, chance: Random) -> None:
    """Each is done by whoever does it in life, through the same verbs."""
    one_asks_only_to_be_rung(stage, chance)
    one_form_comes_from_a_machine(stage, chance)
    one_is_asked_for_twice(stage, chance)
    one_asks_something_on_her_page(stage)
    some_answer_whether_they_still_want_this(stage)


def one_asks_only_to_be_rung(stage: Stage, chance: Random) -> None:
    mum = _somebody(stage, chance)
    full = arrival_of(stage, mum, chance)
    asked = Asked(situation=Situation.NOT_ASKED, only_ring=True)
    short = replace(full, asked=asked, contacts=full.contacts[:1], consents={}, agreed=False)
    _take_in(stage, short, mum)


def one_form_comes_from_a_machine(stage: Stage, chance: Random) -> None:
    mum = _somebody(stage, chance)
    held = replace(arrival_of(stage, mum, chance), held_for=HeldFor.TRAP)
    _take_in(stage, held, mum)


def one_is_asked_for_twice(stage: Stage, chance: Random) -> None:
    """She asked herself, and her midwife, who did not know, asks for her too."""
    mum = _somebody(stage, chance)
    receive(stage, mum, chance)
    mum.through = "midwife"
    receive(stage, mum, chance)


def _somebody(stage: Stage, chance: Random) -> characters.Mum:
    mum = characters.mum(chance, chance.choice(stage.sites).postcode_districts)
    mum.through = "herself"
    return mum


def _take_in(stage: Stage, arrival, mum: characters.Mum) -> None:
    referral = actions.receive(arrival=arrival, by=HERSELF, now=clock.now())
    stage.mums[referral.pk] = mum
    stage.note("referrals received")


def one_asks_something_on_her_page(stage: Stage) -> None:
    asking = Referral.objects.filter(programme=stage.programme, status=Status.WAITING)
    for referral in asking.order_by("asked_at")[:1]:
        actions.make_request(
            referral=referral,
            kind=RequestKind.CONTACT,
            words="I have a new number. Please ring the old one first.",
            by=HERSELF,
            now=clock.now(),
        )


def some_answer_whether_they_still_want_this(stage: Stage) -> None:
    answers = (CheckInAnswer.YES, CheckInAnswer.LATER)
    unanswered = CheckIn.objects.filter(answered_at=None, ended_at=None).order_by("-asked_at", "pk")
    for check_in, answer in zip(unanswered, answers, strict=False):
        actions.answer_check_in(check_in=check_in, answer=answer, by=HERSELF, now=clock.now())


def check_ins_are_rung_about(stage: Stage) -> None:
    waiting = CheckIn.objects.filter(
        answered_at=None, ended_at=None, referral__status=Status.WAITING
    )
    for check_in in waiting.select_related("referral__site"):
        by = stage.coordinator(check_in.referral.site)
        yes = CheckInAnswer.YES
        actions.answer_check_in(check_in=check_in, answer=yes, by=by, now=clock.now())
        stage.note("asked by phone whether she still wants this")


def a_volunteer_worries(stage: Stage) -> None:
    """One about her mum, to the coordinator; one about somebody here, past her to a trustee."""
    for match in Match.objects.live().order_by("created_at").select_related("volunteer")[:1]:
        worried = {"by": stage.helper(match), "now": clock.now()}
        actions.raise_concern(
            kind=ConcernKind.FOR_HER,
            urgency=ConcernUrgency.SAME_DAY,
            words="She said she does not dare to be alone with her partner.",
            referral=match.referral,
            **worried,
        )
        actions.raise_concern(
            kind=ConcernKind.ABOUT_PERSON,
            urgency=ConcernUrgency.SAME_DAY,
            words="Somebody spoke about a mum in the café, by her name.",
            site=match.referral.site,
            about_name="Another volunteer",
            **worried,
        )
