from uuid import UUID

from referrals.models import Parent, Referral


def locked_row(referral: Referral) -> Referral:
    """The row as it is now, ours until the transaction ends."""
    return Referral.objects.select_for_update().get(pk=referral.pk)


def locked_person(parent_id: UUID) -> Parent:
    """Her row, ours until the transaction ends; if she was merged into another, that one.

    Whoever changes how she is reached takes this first, and only then one way or another: who
    merges two records takes them in the same order.
    """
    person = Parent.objects.select_for_update().get(pk=parent_id)
    return locked_person(person.merged_into_id) if person.merged_into_id else person


def locked_case(referral: Referral) -> list[Referral]:
    """All the referrals she has, ours until the transaction ends, and with them her own row:
    in the order in which they are merged as well."""
    parent_id = Referral.objects.values_list("parent", flat=True).get(pk=referral.pk)
    rows = list(Referral.objects.filter(parent=parent_id).order_by("pk").select_for_update())
    if referral not in rows:  # merged just now
        return locked_case(referral)
    Parent.objects.select_for_update().get(pk=parent_id)
    return rows
