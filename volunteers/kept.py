"""How long what is kept about volunteers, and about support, is kept."""

from pim import retention
from pim.retention import Rule, Then
from volunteers.models import (
    Application,
    Check,
    CheckRule,
    Cohort,
    Course,
    CoverNeed,
    DraftPair,
    Enrolment,
    Expense,
    Extension,
    Feedback,
    GroupAttendance,
    GroupHelper,
    GroupPlace,
    GroupSession,
    HomeVisit,
    Interview,
    Match,
    MatchEvent,
    MatchingMeeting,
    MeetingTime,
    NotTogether,
    Pause,
    Reference,
    Review,
    Session,
    SessionDraft,
    Supervision,
    SupportGroup,
    SupportRules,
    TrainingAttendance,
    TrainingDay,
    Volunteer,
    VolunteerErasure,
    VolunteerEvent,
)

WITH_HER = Rule(
    "case",
    "the day her last referral was closed",
    Then.ERASED,
    "Part of her record. Days and codes stay for reports.",
    "two people, from the list of what is due",
)
A_VOLUNTEER = Rule(
    "volunteer",
    "the day she left",
    Then.ERASED,
    "To run the service safely, and to answer claims: legitimate interests.",
    "two people, from the list of volunteers to erase",
)
WITH_A_VOLUNTEER = Rule(
    "volunteer",
    "the day she left",
    Then.GOES_ALONG,
    "Days and codes of hers, with no name of their own.",
)
AN_APPLICANT = Rule(
    "applicant",
    "the day it was decided; of those who began, as a volunteer's record",
    Then.ERASED,
    "To answer questions about the decision: legitimate interests.",
    "two people, from the list of volunteers to erase",
)
HALF_TYPED = Rule(
    "",
    "until it is saved, or for a few days",
    Then.DELETED,
    "Half-typed words are nobody's record.",
    "a sweep: logs nobody finished",
)
PROOF = Rule(
    "",
    "as long as the service runs",
    Then.KEPT,
    "To show that it was erased, and who decided. It holds no name.",
)
SETTINGS = Rule("", "as long as the service runs", Then.KEPT, "Rules and places; about nobody.")


def register() -> None:
    retention.add(
        WITH_HER,
        {
            Match: "Who supported her, from when to when",
            MatchEvent: "Each step of that",
            Session: "Each time the two met or talked",
            Review: "How it went",
            Extension: "Why it went on for longer",
            Pause: "When it rested",
            Feedback: "How it was, from both",
            CoverNeed: "When somebody else was needed",
            HomeVisit: "Visits at home, and that all was well",
            MeetingTime: "Times offered to meet",
            DraftPair: "Who might have fitted, and why",
            GroupPlace: "Her place in a group",
            GroupAttendance: "Which meetings she came to",
        },
    )
    retention.add(
        A_VOLUNTEER,
        {
            Volunteer: "Name, ways to reach, and what a volunteer brings",
            Check: "Checks such as DBS: number, level, days",
            Supervision: "What was said in supervision",
            Expense: "What was spent and paid back",
            Enrolment: "Training begun and completed",
        },
    )
    retention.add(
        WITH_A_VOLUNTEER,
        {
            VolunteerEvent: "Each step of a volunteer's way",
            TrainingAttendance: "Which days of training somebody came to",
            GroupHelper: "Who helps in a group",
            NotTogether: "That two people are not to meet",
        },
    )
    retention.add(
        AN_APPLICANT,
        {
            Application: "What somebody wrote who would like to volunteer",
            Interview: "What was said when we met",
            Reference: "Who was asked about her, and what was answered",
        },
    )
    retention.add(PROOF, {VolunteerErasure: "That a volunteer was to be erased"})
    retention.add(HALF_TYPED, {SessionDraft: "A log half typed"})
    retention.add(
        SETTINGS,
        {
            SupportRules: "How support runs at a place",
            CheckRule: "Which checks a role needs",
            SupportGroup: "Groups: where and when they meet",
            GroupSession: "Meetings of a group, without names",
            MatchingMeeting: "Meetings in which pairs were found, without names",
            Course: "Courses",
            Cohort: "Courses that run",
            TrainingDay: "Days of training",
        },
    )
