"""Who is not to be put together, and who has been there for her before.

Her address is not known to us, nor a volunteer's: only how each is reached and a postcode. So
the same number or mailbox, used or used once, counts as one household; the same full postcode,
some fifteen front doors, as one street. What else they are to each other, somebody has to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from referrals.models import Referral
from volunteers.enums import SAID_NO, EndReason, MatchKind, MatchStatus, WhyApart
from volunteers.models import Match, MatchEvent

WENT_WELL = (EndReason.COMPLETED, EndReason.VOLUNTEER_LEFT, EndReason.MOVED_AWAY)

# One row for each pair and reason. ``{parents}`` selects the keys of parents.
APART_SQL = """
    WITH asked (parent_id) AS MATERIALIZED ({parents})
    SELECT parent_id, volunteer_id, why FROM volunteers_nottogether JOIN asked USING (parent_id)
     WHERE lifted_at IS NULL
    UNION ALL
    SELECT way.parent_id, volunteer.id, 'household'
      FROM asked JOIN referrals_safecontact way USING (parent_id)
      JOIN volunteers_volunteer volunteer ON volunteer.email_index = way.address_index
    UNION ALL
    SELECT way.parent_id, volunteer.id, 'household'
      FROM asked JOIN referrals_safecontact way USING (parent_id)
      JOIN volunteers_volunteer volunteer ON volunteer.phone_index = way.address_index
    UNION ALL
    SELECT parent.id, volunteer.id, 'street'
      FROM asked JOIN referrals_parent parent ON parent.id = parent_id
      JOIN volunteers_volunteer volunteer ON volunteer.postcode_index = parent.postcode_index
"""


@dataclass(frozen=True)
class Between:
    """What stands between one who waits and volunteers, by their keys."""

    ended: set[str] = field(default_factory=set)  # they were together, and are not any more
    said_no: set[str] = field(default_factory=set)
    kept_apart: set[str] = field(default_factory=set)
    been_there: set[str] = field(default_factory=set)
    known_to: set[str] = field(default_factory=set)
    household: set[str] = field(default_factory=set)
    street: set[str] = field(default_factory=set)

    @property
    def never_again(self) -> set[str]:
        return self.ended | self.said_no | self.kept_apart

    def told(self, why: str) -> set[str]:
        return {
            WhyApart.KNOWN: self.known_to,
            WhyApart.HOUSEHOLD: self.household,
            WhyApart.STREET: self.street,
            WhyApart.NEVER_AGAIN: self.kept_apart,
        }[WhyApart(why)]


def between(referrals: Iterable[Referral]) -> Mapping[UUID, Between]:
    """For each of these referrals, by its key. Two queries."""
    of_parent = defaultdict(list)
    for referral in referrals:
        of_parent[referral.parent_id].append(referral.pk)
    parents = list(of_parent)
    return _put_together(
        of_parent, _apart("SELECT unnest(%s::uuid[])", [parents]), _earlier(parents)
    )


def between_all(waiting: QuerySet[Referral]) -> Mapping[UUID, Between]:
    """The same for a list of any length: its keys are not sent to the database and back."""
    parents = waiting.order_by().values("parent")
    apart, earlier = _apart(*parents.query.sql_with_params()), list(_earlier(parents))
    concerned = {row[0] for row in apart} | {match["referral__parent"] for match in earlier}
    of_parent = defaultdict(list)
    rows = waiting.filter(parent__in=concerned).order_by().values_list("parent", "pk")
    for parent, referral in rows:
        of_parent[parent].append(referral)
    return _put_together(of_parent, apart, earlier)


def _put_together(
    of_parent: Mapping[UUID, list[UUID]], apart: Iterable[tuple], earlier: Iterable[dict]
) -> Mapping[UUID, Between]:
    found: dict[UUID, Between] = defaultdict(Between)
    for parent, volunteer, why in apart:
        for referral in of_parent[parent]:
            found[referral].told(why).add(str(volunteer))
    for match in earlier:
        for referral in of_parent[match["referral__parent"]]:
            _learn(found[referral], match, same=match["referral"] == referral)
    return found


def _apart(parents: str, params: Sequence) -> list[tuple[UUID, UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(APART_SQL.format(parents=parents), params)
        return cursor.fetchall()


def _earlier(parents: Iterable[UUID] | QuerySet):
    said_no = MatchEvent.objects.filter(match=OuterRef("pk"), reason__in=SAID_NO)
    matches = Match.objects.filter(referral__parent__in=parents)
    of_note = matches.exclude(status=MatchStatus.PROPOSED).annotate(refused=Exists(said_no))
    columns = ("referral__parent", "referral", "volunteer", "kind", "status", "end_reason")
    return of_note.values(*columns, "refused")


def _learn(between: Between, match: dict, *, same: bool) -> None:
    """Never again after a no, or once it has ended in this referral; cover ends and may return."""
    volunteer = str(match["volunteer"])
    ended = match["status"] == MatchStatus.ENDED
    if match["refused"]:
        between.said_no.add(volunteer)
    elif ended and same and match["kind"] != MatchKind.COVER:
        between.ended.add(volunteer)
    elif match["status"] == MatchStatus.ACTIVE or match["end_reason"] in WENT_WELL:
        between.been_there.add(volunteer)
