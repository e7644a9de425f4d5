"""Buttons on a match while support runs."""

from django.utils.formats import date_format

from pim.admin.bases import button
from referrals.enums import Status
from volunteers import actions
from volunteers.enums import MatchKind, MatchStatus, ReviewKind, Side
from volunteers.forms import support
from volunteers.models import Match


def runs(match: Match) -> bool:
    return match.status == MatchStatus.ACTIVE and match.kind == MatchKind.MAIN


def may_begin_ending(match: Match) -> bool:
    return runs(match) and match.referral.status == Status.IN_SUPPORT


def ends(match: Match) -> bool:
    return runs(match) and match.referral.status == Status.ENDING


def may_tell(match: Match) -> bool:
    over = match.status == MatchStatus.ENDED and match.kind == MatchKind.MAIN
    return over or ends(match)


def rests(match: Match) -> bool:
    """As ``queries.with_rest`` has annotated it."""
    return runs(match) and getattr(match, "rests", False)


def goes_on(match: Match) -> bool:
    return runs(match) and not rests(match)


class SupportButtons:
    @button(
        "Note the half-way look",
        form=support.ReviewForm,
        when=lambda match: runs(match) and match.referral.status != Status.ENDING,
        title="The half-way look",
        done="The look is noted.",
    )
    def halfway_look(self, match, **asked):
        actions.review_match(match=match, kind=ReviewKind.MIDPOINT, **asked)

    @button(
        "Begin the ending",
        when=may_begin_ending,
        hint=(
            "The two still meet until the planned end. Her page says gently that it comes to its "
            "end, and what to do is listed here."
        ),
        done="The ending has begun. What to do is listed below.",
    )
    def begin_ending(self, match, **asked):
        actions.begin_ending(match=match, **asked)

    @button(
        "Note the last look",
        form=support.ReviewForm,
        when=ends,
        title="The last look",
        done="The look is noted.",
    )
    def last_look(self, match, **asked):
        actions.review_match(match=match, kind=ReviewKind.ENDING, **asked)

    @button(
        "Go on for longer",
        form=support.ExtendForm,
        when=runs,
        initial=support.weeks_on,
        title="Go on beyond the planned end",
        hint="The questions at the end are counted from the planned end, so they move with it.",
        done="The planned end is moved. If the ending had begun, it is taken back.",
    )
    def extend(self, match, **asked):
        actions.extend_support(match=match, **asked)

    @button(
        "Correct the planned end",
        form=support.CorrectEndForm,
        when=lambda match: runs(match) and match.referral.planned_end_on is not None,
        initial=lambda match: {"to_on": match.referral.planned_end_on},
        hint="Where the day was wrong. It may come earlier, but not before today.",
        done="The planned end is put right. What it was before stands on this page.",
        style="aside",
    )
    def correct_end(self, match, **asked):
        actions.correct_planned_end(match=match, **asked)

    @button(
        "Pause",
        form=support.PauseForm,
        when=goes_on,
        title="Pause this support",
        hint="Nobody is asked for logs meanwhile. The planned end moves by the days it rests.",
        done="It is paused.",
        style="aside",
    )
    def pause(self, match, **asked):
        actions.pause_support(match=match, **asked)

    @button(
        "Go on after the pause",
        when=rests,
        hint="The planned end moves by the days it rested. The new day stands on this page.",
        done="It goes on. The planned end has moved by the days it rested.",
    )
    def resume(self, match, **asked):
        actions.resume_support(match=match, **asked)

    @button(
        "It rests for longer",
        form=support.LookAgainForm,
        when=rests,
        done="Noted.",
        style="aside",
    )
    def rest_longer(self, match, **asked):
        actions.look_again_later(match=match, **asked)

    @button(
        "Note how it was, from her",
        form=support.FeedbackByPhoneForm,
        when=may_tell,
        title="How it was, from her",
        hint="One each. If she has told us already, what she said first stays.",
        done="Noted. Her volunteer never reads it.",
        style="aside",
    )
    def her_feedback(self, match, **asked):
        actions.give_feedback(match=match, side=Side.HER, **asked)

    @button(
        "Someone else for her",
        form=support.SomeoneElseForm,
        when=runs,
        title="Someone else for her",
        hint=(
            "Nobody is to blame. This match ends, she keeps her place and never goes to the end of "
            "the list. Both read only that plans change. Tell her yourself, in a way that is safe."
        ),
        done="She keeps her place. Tell her, and look for someone else.",
        style="aside",
    )
    def someone_else(self, match, **asked):
        actions.ask_for_someone_else(match=match, **asked)


def lead_of(match: Match) -> str:
    """That it rests, or when it ends."""
    if rests(match):
        return "It rests just now. Nobody is asked for logs."
    if ends(match) and match.referral.planned_end_on:
        return f"It comes to its end: {date_format(match.referral.planned_end_on, 'j F Y')}."
    return ""
