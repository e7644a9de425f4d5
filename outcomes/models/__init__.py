from outcomes.models.instruments import Instrument, InstrumentOption, Wave
from outcomes.models.questionnaires import (
    Answer,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    RiskEvent,
    Score,
)
from outcomes.models.research import Release, ReleaseFile, Study, StudyCode

__all__ = [
    "Answer",
    "Instrument",
    "InstrumentOption",
    "QuestionnaireRequest",
    "Release",
    "ReleaseFile",
    "RequestInstrument",
    "Response",
    "RiskEvent",
    "Score",
    "Study",
    "StudyCode",
    "Wave",
]
