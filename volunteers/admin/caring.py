"""Talks with a volunteer, and what her page shows of how she is looked after."""

from pim import clock
from pim.admin import panels as added
from pim.admin.bases import button
from volunteers import actions
from volunteers.enums import VolunteerStatus
from volunteers.forms.caring import TalkForm
from volunteers.models import Volunteer
from volunteers.panels import caring as panels


def is_ours(volunteer: Volunteer) -> bool:
    return volunteer.status not in (VolunteerStatus.ENQUIRY, VolunteerStatus.APPLICATION)


class CareButtons:
    """On her page in the admin."""

    @button(
        "I have rung her",
        when=lambda volunteer: volunteer.ring_me_at is not None,
        style="primary",
        done="Noted. If it was a longer talk, record it too.",
    )
    def note_ring(self, volunteer, **asked):
        actions.note_ring(volunteer=volunteer, **asked)

    @button(
        "Record a talk with her",
        title="A talk with her",
        form=TalkForm,
        when=is_ours,
        done="The talk is recorded.",
    )
    def record_talk(self, volunteer, **asked):
        actions.record_supervision(volunteer=volunteer, **asked)


@added.on(Volunteer, order=30)
def care_of(user, volunteer):
    return panels.of_volunteer(volunteer, user, on=clock.today())
