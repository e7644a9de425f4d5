"""Which referrals a link leads to, for the database's own guard (``pim.access.reach``)."""

from pim.access import reach
from referrals.actions.referrers import STATUS_LINK
from referrals.queries import HER_PAGE

# The one a link was made for, and the one that goes on where it was merged.
CHAIN = """WITH RECURSIVE chain (id) AS (
    {first}
    UNION SELECT duplicate_of_id FROM referrals_referral JOIN chain USING (id)
    WHERE duplicate_of_id IS NOT NULL
)"""
OWN = "SELECT id FROM referrals_referral WHERE id = %(id)s"


def hers(first: str = OWN) -> str:
    """Every one of hers, and each that any of them was merged into."""
    return f"""{CHAIN.format(first=first)}
        SELECT id FROM referrals_referral WHERE parent_id IN
        (SELECT parent_id FROM referrals_referral JOIN chain USING (id))
        UNION SELECT id FROM chain"""


# A woman is one person: whoever sees one episode of hers is told by the database of the others
# too, or a loss that was told elsewhere would not keep us from ringing. ``visible_to`` is finer.
ELSEWHERE = """SELECT other.id FROM referrals_referral AS other
    JOIN referrals_referral AS mine ON mine.parent_id = other.parent_id
    WHERE mine.site_id = ANY (%(sites)s::uuid[])
    AND (other.site_id = ANY (%(sites)s::uuid[])) IS NOT TRUE"""


# Whoever opened a record in an emergency: for its hour, says ``visible_to``, and later only that
# she did. Both lead through the record.
OPENED = """SELECT other.id FROM referrals_emergencylook AS look
    JOIN referrals_referral AS opened ON opened.id = look.referral_id
    JOIN referrals_referral AS other ON other.parent_id = opened.parent_id
    WHERE look.user_id = %(user)s"""


def register() -> None:
    reach.of_sites(ELSEWHERE)
    reach.of_user(OPENED)
    reach.of_link(HER_PAGE, hers())
    # Whoever referred her learns of this one, and of nothing else she ever asked for.
    reach.of_link(STATUS_LINK, f"{CHAIN.format(first=OWN)} SELECT id FROM chain")
