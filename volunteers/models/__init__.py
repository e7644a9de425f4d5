"""The tables of volunteers, one module a room."""

from volunteers.models.caring import CoverNeed, Expense, Supervision, SupportRules
from volunteers.models.checks import Check, CheckRule
from volunteers.models.groups import (
    GroupAttendance,
    GroupHelper,
    GroupPlace,
    GroupSession,
    SupportGroup,
)
from volunteers.models.joining import Application, Interview, Reference
from volunteers.models.matches import Match, MatchEvent, NotTogether
from volunteers.models.meetings import DraftPair, MatchingMeeting
from volunteers.models.rights import VolunteerErasure
from volunteers.models.supporting import (
    Extension,
    Feedback,
    Pause,
    Review,
    Session,
    SessionDraft,
)
from volunteers.models.training import Cohort, Course, Enrolment, TrainingAttendance, TrainingDay
from volunteers.models.visiting import HomeVisit, MeetingTime
from volunteers.models.volunteer import Volunteer, VolunteerEvent

__all__ = [
    "Application",
    "Check",
    "CheckRule",
    "Cohort",
    "Course",
    "CoverNeed",
    "DraftPair",
    "Enrolment",
    "Expense",
    "Extension",
    "Feedback",
    "GroupAttendance",
    "GroupHelper",
    "GroupPlace",
    "GroupSession",
    "HomeVisit",
    "Interview",
    "Match",
    "MatchEvent",
    "MatchingMeeting",
    "MeetingTime",
    "NotTogether",
    "Pause",
    "Reference",
    "Review",
    "Session",
    "SessionDraft",
    "Supervision",
    "SupportGroup",
    "SupportRules",
    "TrainingAttendance",
    "TrainingDay",
    "Volunteer",
    "VolunteerErasure",
    "VolunteerEvent",
]
