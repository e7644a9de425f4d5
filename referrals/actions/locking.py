from referrals.models import Referral


def locked_row(referral: Referral) -> Referral:
    """The row as it is now, ours until the transaction ends."""
    return Referral.objects.select_for_update().get(pk=referral.pk)
