from outcomes.models.figures import PairCount, PairSum, StaleCounts
from outcomes.models.instruments import Instrument, InstrumentOption, Wave
from outcomes.models.publishing import FigureAgreement, Publication
from outcomes.models.questionnaires import (
    Answer,
    QuestionnaireRequest,
    RequestInstrument,
    Response,
    Score,
)
from outcomes.models.research import (
    Release,
    ReleaseChunk,
    ReleaseFile,
    ReleaseMember,
    Study,
    StudyCode,
)
from outcomes.models.risk import RiskEvent, RiskStep

__all__ = [
    "Answer",
    "FigureAgreement",
    "Instrument",
    "InstrumentOption",
    "PairCount",
    "PairSum",
    "Publication",
    "QuestionnaireRequest",
    "Release",
    "ReleaseChunk",
    "ReleaseFile",
    "ReleaseMember",
    "RequestInstrument",
    "Response",
    "RiskEvent",
    "RiskStep",
    "Score",
    "StaleCounts",
    "Study",
    "StudyCode",
    "Wave",
]
