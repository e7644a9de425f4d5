"""Whom a volunteer is or was there for, for the database's own guard (``pim.access.reach``)."""

from pim.access import reach

EVERY_EPISODE = """SELECT id FROM referrals_referral WHERE parent_id IN
    (SELECT parent_id FROM referrals_referral WHERE id IN ({}))"""
OWN_MUMS = """SELECT match.referral_id FROM volunteers_match AS match
    JOIN volunteers_volunteer AS volunteer ON volunteer.id = match.volunteer_id
    WHERE volunteer.user_id = %(user)s"""
MUMS_OF_HER_GROUPS = """SELECT place.referral_id FROM volunteers_groupplace AS place
    JOIN volunteers_grouphelper AS helper ON helper.group_id = place.group_id
    JOIN volunteers_volunteer AS volunteer ON volunteer.id = helper.volunteer_id
    WHERE volunteer.user_id = %(user)s AND helper.until_on IS NULL AND place.left_on IS NULL"""


def register() -> None:
    for mums in (OWN_MUMS, MUMS_OF_HER_GROUPS):
        reach.of_user(EVERY_EPISODE.format(mums))
