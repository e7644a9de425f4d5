"""What the page of one mum who waits shows besides the comparison."""

from dataclasses import dataclass

from django.urls import reverse

from pim.admin.panels import Do, Link, Summary, Table, Tag
from referrals.models import Referral
from volunteers import queries
from volunteers.matching import Candidate, Exclusion, broken_rules
from volunteers.models import Match, MatchingMeeting, Volunteer
from volunteers.naming import name_of
from volunteers.panels.comparing import COMPARED
from volunteers.panels.in_draft import InDraft
from volunteers.panels.queues import flags
from volunteers.panels.shared import address_of
from volunteers.panels.words import counted, wait_of
from volunteers.queries.one_mum import Matching

# Rules that give way if she agrees to more, and what to ask her.
ASK_HER_FIRST = {
    "format": "Ask her first. Record here what she has said yes to; it is added to her wishes.",
    "time": "Ask her first. Record here what she has said yes to; it is added to her wishes.",
    "language": "Ask her first. An interpreter is booked, and is never family or a friend.",
}
HERS_TO_SETTLE = ("capacity", "checks", "break")


@dataclass(frozen=True)
class Page:
    referral: Referral
    matching: Matching
    meeting: MatchingMeeting | None
    asked: Match | None
    may_work: bool
    in_draft: InDraft

    @property
    def may_ask(self) -> bool:
        """Nobody is asked while somebody else has been."""
        return self.may_work and self.asked is None

    @property
    def called(self) -> str:
        return self.referral.parent.called or "Erased"

    @property
    def tags(self) -> list[Tag]:
        return flags(self.referral, len(self.matching.found))

    @property
    def lead(self) -> str:
        waits = wait_of(self.referral).sentence
        if not self.matching.found:
            return f"{waits} Nobody fits just now. Look at who nearly does."
        fitting = counted(len(self.matching.found), "volunteer fits", "volunteers fit")
        return f"{waits} {fitting}. The points put the likeliest first. You know them: you decide."

    @property
    def record(self) -> str:
        return reverse("admin:referrals_referral_change", args=[self.referral.pk])

    def address(self, suffix: str, *args) -> str:
        return reverse(f"admin:volunteers_match_{suffix}", args=[self.referral.pk, *args])

    @property
    def propose_url(self) -> str:
        return self.address("propose")

    @property
    def propose_label(self) -> str:
        """Beside a draft, in which nobody is asked, it is said what this does."""
        return "Propose: asks her at once" if self.meeting else "Propose"

    @property
    def choose_url(self) -> str:
        return self.address("choose")

    @property
    def needs(self) -> Summary:
        """What she asked for, where nobody stands beside it."""
        parent, labels = self.referral.parent, queries.labels
        interpreter = ", with an interpreter" if parent.needs_interpreter else ""
        return Summary(
            "What she asked for",
            [
                ("Area", parent.postcode_district),
                ("Would like", labels(self.referral, "wishes") or "Nothing named"),
                ("Ways to meet", labels(self.referral, "formats") or "Any"),
                ("Times", labels(self.referral, "times") or "Any"),
                ("Language", f"{parent.language}{interpreter}"),
                ("Waiting since", self.referral.status_since),
            ],
        )

    @property
    def others(self) -> Table | None:
        """Those who fit and are not compared."""
        rest = self.matching.found[COMPARED:]
        headings = ["Volunteer", "Why", "Points", "Free places"]
        if self.may_ask:
            headings.append("What to do")
        rows = [self._other(one) for one in rest]
        title = f"Others who fit ({len(rest)})"
        return Table(title, headings, rows) if rest else None

    def _other(self, one: Candidate) -> tuple:
        volunteer = self._volunteer(one)
        name = [self._name(volunteer), *self.in_draft.words(volunteer)]
        row = (name, self._reasons(one), one.fit, one.offer.free)
        return (*row, self._ways(volunteer)) if self.may_ask else row

    def _ways(self, volunteer: Volunteer) -> list[Do | Link]:
        name, data = name_of(volunteer), {"volunteer": str(volunteer.pk)}
        ways = [Do(self.propose_label, self.propose_url, about=name, data=data)]
        if self.meeting and not self.in_draft.is_ruled_out(volunteer):
            ways.insert(0, Do("Put in the draft", self.choose_url, about=name, data=data))
        return [*ways, Link(f"Keep {name} apart from her", self.address("apart", volunteer.pk))]

    def _reasons(self, one: Candidate) -> list[str]:
        """Those that no volunteer may read are shown to who works on her case."""
        quiet = one.for_staff if self.may_work else ()
        return [*one.reasons, *quiet] or ["Nothing stands in the way"]

    @property
    def left_out(self) -> Table:
        found = self.matching.left_out
        return Table(
            f"Who does not fit ({len(found)})",
            ["Volunteer", "Why not", "What would make it fit"],
            [self._left_out(one) for one in found],
            empty="Nobody was left out.",
        )

    def _left_out(self, one: Exclusion) -> tuple:
        volunteer = self._volunteer(one)
        way = self._way_on(one, volunteer) if self.may_work and one.near_miss else None
        near = [one.near_miss or "–", *([way] if way else [])]
        return (self._name(volunteer), list(one.why), near)

    def _way_on(self, one: Exclusion, volunteer: Volunteer) -> Link | None:
        key = broken_rules(self.matching.need, one.offer)[0].key
        if key in ASK_HER_FIRST:
            way = self.address("also", volunteer.pk)
            return Link(f"{self.called} agrees to that", way, about=f"with {name_of(volunteer)}")
        if key in HERS_TO_SETTLE:
            return Link(f"Look at {volunteer.first_name}’s record", address_of(volunteer))
        return None

    def _volunteer(self, one: Candidate | Exclusion) -> Volunteer:
        return self.matching.by_id[one.offer.volunteer]

    def _name(self, volunteer: Volunteer) -> Link | str:
        """The record opens for those who may look after volunteers."""
        name = name_of(volunteer)
        return Link(name, address_of(volunteer)) if self.may_work else name
