"""Who is not to be put together, and who has been there for her before.

Her address is not known to us, nor a volunteer's: only how each is reached and a postcode. So
the same number or mailbox, used or used once, counts as one household; the same full postcode,
some fifteen front doors, as one street. What else they are to each other, somebody has to say.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from referrals.models import Referral
from volunteers.enums import SAID_NO, EndReason, MatchKind, MatchStatus, WhyApart
from volunteers.models import Match, MatchEvent

WENT_WELL = (EndReason.COMPLETED, EndReason.VOLUNTEER_LEFT, EndReason.MOVED_AWAY)

# One row for each pair and reason. %s is an array of keys of parents.
APART_SQL = """
    SELECT parent_id, volunteer_id, why FROM volunteers_nottogether
     WHERE lifted_at IS NULL AND parent_id = ANY(%(parents)s)
    UNION ALL
    SELECT way.parent_id, volunteer.id, 'household'
      FROM referrals_safecontact way
      JOIN volunteers_volunteer volunteer ON volunteer.email_index = way.address_index
     WHERE way.parent_id = ANY(%(parents)s)
    UNION ALL
    SELECT way.parent_id, volunteer.id, 'household'
      FROM referrals_safecontact way
      JOIN volunteers_volunteer volunteer ON volunteer.phone_index = way.address_index
     WHERE way.parent_id = ANY(%(parents)s)
    UNION ALL
    SELECT parent.id, volunteer.id, 'street'
      FROM referrals_parent parent
      JOIN volunteers_volunteer volunteer ON volunteer.postcode_index = parent.postcode_index
     WHERE parent.id = ANY(%(parents)s)
"""


@dataclass(frozen=True)
class Between:
    """What stands between one who waits and volunteers, by their keys."""

    never_again: set[str] = field(default_factory=set)
    been_there: set[str] = field(default_factory=set)
    known_to: set[str] = field(default_factory=set)
    household: set[str] = field(default_factory=set)
    street: set[str] = field(default_factory=set)

    def told(self, why: str) -> set[str]:
        return {
            WhyApart.KNOWN: self.known_to,
            WhyApart.HOUSEHOLD: self.household,
            WhyApart.STREET: self.street,
            WhyApart.NEVER_AGAIN: self.never_again,
        }[WhyApart(why)]


def between(referrals: Iterable[Referral]) -> Mapping[UUID, Between]:
    """For each of these referrals, by its key. Two queries."""
    found: dict[UUID, Between] = defaultdict(Between)
    of_parent = defaultdict(list)
    for referral in referrals:
        of_parent[referral.parent_id].append(referral.pk)
    for parent, volunteer, why in _apart(list(of_parent)):
        for referral in of_parent[parent]:
            found[referral].told(why).add(str(volunteer))
    for match in _earlier(of_parent):
        for referral in of_parent[match["referral__parent"]]:
            _learn(found[referral], match, same=match["referral"] == referral)
    return found


def _apart(parents: list[UUID]) -> list[tuple[UUID, UUID, str]]:
    with connection.cursor() as cursor:
        cursor.execute(APART_SQL, {"parents": parents})
        return cursor.fetchall()


def _earlier(parents: Iterable[UUID]):
    said_no = MatchEvent.objects.filter(match=OuterRef("pk"), reason__in=SAID_NO)
    matches = Match.objects.filter(referral__parent__in=list(parents))
    of_note = matches.exclude(status=MatchStatus.PROPOSED).annotate(refused=Exists(said_no))
    columns = ("referral__parent", "referral", "volunteer", "kind", "status", "end_reason")
    return of_note.values(*columns, "refused")


def _learn(between: Between, match: dict, *, same: bool) -> None:
    """Never again after a no, or once it has ended in this referral; cover ends and may return."""
    volunteer = str(match["volunteer"])
    ended = match["status"] == MatchStatus.ENDED
    if match["refused"] or (ended and same and match["kind"] != MatchKind.COVER):
        between.never_again.add(volunteer)
    elif match["status"] == MatchStatus.ACTIVE or match["end_reason"] in WENT_WELL:
        between.been_there.add(volunteer)
