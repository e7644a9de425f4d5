"""How long questionnaires, figures and research files are kept."""

from outcomes.models import (
    Answer,
    FigureAgreement,
    Instrument,
    InstrumentOption,
    PairCount,
    PairSum,
    Publication,
    QuestionnaireRequest,
    Release,
    ReleaseChunk,
    ReleaseFile,
    ReleaseMember,
    RequestInstrument,
    Response,
    RiskEvent,
    RiskStep,
    Score,
    StaleCounts,
    Study,
    StudyCode,
    Wave,
)
from pim import retention
from pim.retention import Rule, Then

WITH_HER = Rule(
    "case",
    "the day her last referral was closed; words go, chosen answers stay as codes",
    Then.ERASED,
    "To look after her, and to know whether support helps: for health the provision of care, and "
    "research with safeguards. Codes with no way to her stay for reports.",
    "two people, from the list of what is due",
)
FIGURES = Rule("", "as long as the service runs", Then.KEPT, "Counts, with small ones hidden.")
RELEASES = Rule(
    "",
    "as long as a study must be able to show what it used",
    Then.KEPT,
    "No name, and each woman hidden among others; who took part stays withdrawable.",
)
SETTINGS = Rule("", "as long as the service runs", Then.KEPT, "Questions and rules; about nobody.")


def register() -> None:
    retention.add(
        WITH_HER,
        {
            QuestionnaireRequest: "Each time she was asked questions",
            RequestInstrument: "Which questionnaires those were",
            Response: "Each questionnaire she began",
            Answer: "Each answer",
            Score: "Figures of each finished questionnaire",
            RiskEvent: "Answers somebody had to look at",
            RiskStep: "What was done about them",
        },
    )
    retention.add(
        FIGURES,
        {
            PairCount: "Counts of one month",
            PairSum: "Sums of one month",
            StaleCounts: "Which counts are to be made anew",
            Publication: "What was published",
            FigureAgreement: "With whom exact figures are agreed",
        },
    )
    retention.add(
        RELEASES,
        {
            Study: "Studies",
            StudyCode: "Random codes of a study",
            Release: "Files made for a study",
            ReleaseFile: "Their names and sizes",
            ReleaseChunk: "Their content",
            ReleaseMember: "Who is in them",
        },
    )
    retention.add(
        SETTINGS,
        {Instrument: "Questionnaires", InstrumentOption: "Their answers", Wave: "When they come"},
    )
