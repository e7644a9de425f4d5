"""How far the women came, and how they were asked, in words."""

from collections.abc import Mapping

from outcomes.enums import RequestStatus, StopReason
from outcomes.report.flow import (
    AT_END,
    BEFORE_SUPPORT,
    CLOSED_BEFORE,
    NO_CONSENT,
    NOT_DUE,
    OUT_OF_TIME,
)
from outcomes.report.words.parts import Part, Step
from referrals.enums import ClosedReason, Status

REASONS = {
    **dict(RequestStatus.choices),
    **dict(StopReason.choices),
    **dict(ClosedReason.choices),
    **dict(Status.choices),
    Status.RECEIVED: "Not decided yet",
    Status.IN_CONTACT: "Not decided yet: we are in touch",
    RequestStatus.OPEN: "May still answer",
    NO_CONSENT: "Did not agree to questionnaires",
    NOT_DUE: "Not due yet",
    OUT_OF_TIME: "Answered too late, or too early, to compare",
    CLOSED_BEFORE: "Support ended before it was due",
}


WHEN = {BEFORE_SUPPORT: "No answer before support", AT_END: "No answer at the end"}


class FlowWords(Part):
    @property
    def referred(self) -> str:
        return self.count(self.report.flow.referred)

    @property
    def merged(self) -> str:
        return self.count(self.report.flow.merged)

    def steps(self) -> list[Step]:
        flow = self.report.flow
        return [
            self._step("Asked for support", flow.referred, {}),
            self._step("Accepted", flow.accepted, flow.not_accepted),
            self._step("Matched with a volunteer", flow.matched, flow.not_matched),
            self._step("Had a first session", flow.started, flow.not_started),
        ]

    def answers(self) -> list[Step]:
        flow = self.report.flow
        return [
            self._step("Asked before support", flow.before_asked, flow.before_not_asked),
            self._step("Answered before support", flow.before_answered, flow.before_not_answered),
            self._step("Asked at the end", flow.after_asked, flow.after_not_asked),
            self._step("Answered at the end", flow.after_answered, flow.after_not_answered),
            self._paired(),
        ]

    def _paired(self) -> Step:
        """Of those who had a first session: which answer is missing first, and why."""
        flow = self.report.flow
        step = self._step("Answered both times", flow.paired, {})
        told = [
            (f"{WHEN[time]}: {REASONS[code]}", self.count(n))
            for (time, code), n in flow.not_paired.items()
        ]
        return step._replace(reasons=told)

    def closings(self) -> list[tuple[str, str]]:
        return self._by_reason(self.report.flow.closings)

    def _step(self, label: str, n: int, reasons: Mapping[str, int]) -> Step:
        whole = self.report.flow.referred
        width = 100 * n / whole if n and whole else None
        return Step(label, self.count(n), width, self._by_reason(reasons))

    def _by_reason(self, counts: Mapping[str, int]) -> list[tuple[str, str]]:
        return [(REASONS[code], self.count(n)) for code, n in counts.items()]
