from outcomes.models.instruments import Instrument, InstrumentOption, Wave
from outcomes.models.questionnaires import (
    Answer,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    Score,
)
from outcomes.models.research import Release, ReleaseFile, Study, StudyCode
from outcomes.models.risk import RiskEvent, RiskStep

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
    "RiskStep",
    "Score",
    "Study",
    "StudyCode",
    "Wave",
]
