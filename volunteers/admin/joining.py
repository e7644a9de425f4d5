"""The steps of a volunteer as buttons on her page."""

from pim import clock
from pim.admin.bases import button
from volunteers import actions, queries
from volunteers.admin import inviting
from volunteers.admin.conditions import stands_at
from volunteers.enums import WITH_US, VolunteerStatus
from volunteers.forms import joining
from volunteers.forms.references import RefereeForm
from volunteers.models import Volunteer

ENQUIRY, APPLICATION = VolunteerStatus.ENQUIRY, VolunteerStatus.APPLICATION
INTERVIEW, CHECKING = VolunteerStatus.INTERVIEW, VolunteerStatus.CHECKING
TRAINING, SIGN_OFF = VolunteerStatus.TRAINING, VolunteerStatus.SIGN_OFF
AVAILABLE, ON_BREAK = VolunteerStatus.AVAILABLE, VolunteerStatus.ON_BREAK


def goes_on(volunteer: Volunteer) -> bool:
    """With us, and has not said that she leaves."""
    return volunteer.status in WITH_US and volunteer.leaves_on is None


def is_leaving(volunteer: Volunteer) -> bool:
    return volunteer.status in WITH_US and volunteer.leaves_on is not None


class JoiningButtons:
    """From her enquiry to the sign-off."""

    @button(
        "Start her application", when=stands_at(ENQUIRY), style="primary", done="She is applying."
    )
    def apply(self, volunteer, **asked):
        actions.start_application(volunteer=volunteer, **asked)

    @button(
        "She was with us before",
        when=stands_at(ENQUIRY),
        hint=(
            "For a volunteer you had before you began with this service. She skips application "
            "and interview. Then record her check, her training, and two references you have "
            "seen. Once all of them are there you can sign her off."
        ),
        style="aside",
        done="She is ready to sign off once her papers are recorded.",
    )
    def take_over(self, volunteer, **asked):
        actions.take_over(volunteer=volunteer, **asked)

    @button(
        "Invite her to an interview",
        when=stands_at(APPLICATION),
        style="primary",
        done="Ring or write to her now. She is on Today until the interview is recorded.",
    )
    def invite_to_interview(self, volunteer, **asked):
        actions.invite_to_interview(volunteer=volunteer, **asked)

    @button(
        "Record the interview",
        form=joining.InterviewForm,
        when=stands_at(APPLICATION, INTERVIEW),
        done="The interview is recorded.",
    )
    def record_interview(self, volunteer, **asked):
        actions.record_interview(volunteer=volunteer, **asked)

    @button(
        "Ask for references",
        when=stands_at(CHECKING),
        hint=(
            "Everyone she named who has not been asked gets an e-mail with a link to four short "
            "questions. It says her first name, and not what it is for. After a week they are "
            "reminded once. Who has only a phone number is rung by you."
        ),
        style="primary",
        done="They are asked.",
    )
    def ask_references(self, volunteer, **asked):
        actions.ask_references(volunteer=volunteer, **asked)

    @button(
        "Name someone who knows her",
        form=RefereeForm,
        when=stands_at(APPLICATION, INTERVIEW, CHECKING, TRAINING),
        done="Saved. They are not asked yet.",
    )
    def name_referee(self, volunteer, **asked):
        actions.name_referee(volunteer=volunteer, **asked)

    @button("Start her training", when=stands_at(CHECKING), done="She is in training.")
    def train(self, volunteer, **asked):
        actions.start_training(volunteer=volunteer, **asked)

    @button(
        "Sign her off",
        form=joining.SignOffForm,
        when=stands_at(TRAINING, SIGN_OFF),
        hint="From now on she can be asked about mums. Your name and the date stand with it.",
        missing=lambda volunteer: queries.missing_for_sign_off(volunteer, clock.today()),
        told=inviting.before_the_sign_off,
        style="primary",
        done="She can be asked about mums now.",
    )
    def sign_off(self, volunteer, **asked):
        actions.sign_off(volunteer=volunteer, **asked)

    @button(
        "Back to training first",
        when=stands_at(SIGN_OFF),
        hint="She should learn more before she begins.",
        style="aside",
        done="She is in training.",
    )
    def train_again(self, volunteer, **asked):
        actions.train_again(volunteer=volunteer, **asked)


class StayingButtons:
    """Breaks, leaving, and coming back."""

    @button(
        "Start a break",
        form=joining.BreakForm,
        when=stands_at(AVAILABLE),
        hint="She is not asked about anyone new. The mums she has stay with her.",
        done="She is on a break.",
    )
    def take_break(self, volunteer, **asked):
        actions.take_break(volunteer=volunteer, **asked)

    @button(
        "Back from her break",
        when=stands_at(ON_BREAK),
        style="primary",
        done="She can be asked about mums again.",
    )
    def come_back(self, volunteer, **asked):
        actions.come_back(volunteer=volunteer, **asked)

    @button(
        "She is going to leave",
        form=joining.LeavingForm,
        when=goes_on,
        hint="Each of her mums comes up on Today for a plan. She stays with them until then.",
        done="Noted. Plan with each of her mums.",
    )
    def announce_leaving(self, volunteer, **asked):
        actions.announce_leaving(volunteer=volunteer, **asked)

    @button("She stays after all", when=is_leaving, done="Noted.")
    def stay(self, volunteer, **asked):
        actions.stay(volunteer=volunteer, **asked)

    @button(
        "Take her up again",
        when=stands_at(VolunteerStatus.LEFT),
        hint="She would like to help again, and starts with an application.",
        done="She is applying.",
    )
    def return_to_us(self, volunteer, **asked):
        actions.take_up_again(volunteer=volunteer, **asked)

    @button(
        "She has left",
        when=lambda volunteer: volunteer.status != VolunteerStatus.LEFT,
        hint="Or she does not go on. Her mums must have someone else first.",
        style="warning",
        done="She has left.",
    )
    def leave(self, volunteer, **asked):
        actions.leave(volunteer=volunteer, **asked)
