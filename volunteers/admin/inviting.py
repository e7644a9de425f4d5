"""Her own sign-in, given by a manager, and what is told before she is signed off."""

from pim import clock
from pim.access import roles
from pim.admin.bases import button
from pim.models import User
from volunteers import actions, queries
from volunteers.enums import Verdict
from volunteers.models import Volunteer


def may_be_invited(volunteer: Volunteer) -> bool:
    if not queries.needs_sign_in(volunteer) or volunteer.site_id is None or not volunteer.email:
        return False
    return not queries.is_invited(volunteer, clock.now())


def before_the_sign_off(volunteer: Volunteer) -> list[str]:
    """What would be seen too late afterwards."""
    verdicts = {Verdict(one.verdict) for one in queries.speaking_against(volunteer)}
    told = {
        Verdict.NOT_ENOUGH: "Somebody’s reference for her is not enough. Read it first.",
        Verdict.ASK_MORE: "There is a reference about which you wanted to ask more.",
    }
    said = [sentence for verdict, sentence in told.items() if verdict in verdicts]
    said += _answered_no(volunteer)
    said += [f"Fewer hours of training: {why}" for why in queries.why_fewer_hours(volunteer.pk)]
    return [*said, *cannot_sign_in(volunteer)]


def _answered_no(volunteer: Volunteer) -> list[str]:
    """Looked at once and found fine, it is still read once more by whoever signs."""
    wrote = queries.application_of(volunteer)
    said = []
    if wrote and not wrote.agrees_to_check:
        said.append("She wrote that she does not agree to a record check. Talk with her about it.")
    if queries.would_not_trust_her(volunteer):
        said.append("Somebody who knows her would not trust her with a mum. Read it once more.")
    return said


def cannot_sign_in(volunteer: Volunteer, user: User | None = None) -> list[str]:
    if volunteer.user_id is not None:
        return []
    if queries.is_invited(volunteer, clock.now()):
        return ["She cannot sign in yet: she is invited, and has not followed the link."]
    if user and roles.can(user, roles.MANAGE_PEOPLE, volunteer.site):
        return ["She cannot sign in yet: invite her."]
    by = volunteer.email or "her e-mail address"
    return [f"She cannot sign in yet: ask your programme manager to invite her by {by}."]


class InvitingButtons:
    @button(
        "Invite her to sign in",
        when=may_be_invited,
        permission=roles.MANAGE_PEOPLE,
        hint=(
            "She gets a link at the e-mail address we know her by. With it she sees her own "
            "pages as a volunteer of her site."
        ),
        step_up=True,
        style="primary",
        done="She is invited. The link works once, for seven days.",
    )
    def invite(self, volunteer, **asked):
        actions.invite_volunteer(volunteer=volunteer, **asked)
