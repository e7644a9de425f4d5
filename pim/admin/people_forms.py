"""The form to invite somebody."""

from typing import Any

from django import forms

from pim.access import roles
from pim.enums import Role
from pim.forms.base import PimForm
from pim.forms.fields import EmailField, RadiosField
from pim.models import Programme, Site

EVERYWHERE = "everywhere"


class LeaveForm(PimForm):
    submit_label = "She leaves"
    names = {"end_invitations": "what becomes of the invitations she has sent"}
    end_invitations = RadiosField(
        label="Invitations she has sent that nobody has taken up yet",
        choices=[("no", "They stay open"), ("yes", "They end")],
    )

    def clean(self) -> dict[str, Any]:
        """The words of :func:`pim.access.leaving.leave`."""
        return {"end_invitations": super().clean().get("end_invitations") == "yes"}


class InviteForm(PimForm):
    submit_label = "Send the invitation"
    names = {"email": "her e-mail address", "role": "what she will do here", "place": "where"}
    email = EmailField(label="Her e-mail address", max_length=254)
    role = RadiosField(label="What will she do here?", choices=[])
    place = forms.ChoiceField(label="Where?")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        at_the_top = roles.can_over(user, roles.MANAGE_PEOPLE)
        offered = [role for role in Role if at_the_top or role not in roles.OVERSIGHT]
        self.fields["role"].choices = [(role.value, role.label) for role in offered]
        self.fields["role"].hints = {role.value: roles.IN_PLAIN_WORDS[role] for role in offered}
        self._places = self._offered_places(at_the_top)
        self.fields["place"].choices = [("", "Choose"), *self._labels()]

    def _offered_places(self, at_the_top: bool) -> dict[str, Any]:
        sites = Site.objects.where(self.user, roles.MANAGE_PEOPLE).select_related("programme")
        programmes = Programme.objects.where(self.user, roles.MANAGE_PEOPLE)
        placed = [*sites.order_by("name"), *programmes.order_by("name")]
        everywhere = {EVERYWHERE: None} if at_the_top else {}
        return {str(one.pk): one for one in placed} | everywhere

    def _labels(self) -> list[tuple[str, str]]:
        return [(key, _label(place)) for key, place in self._places.items()]

    def clean(self) -> dict[str, Any]:
        """The words of :func:`pim.access.invitations.invite`."""
        cleaned = super().clean()
        place = self._places.get(cleaned.get("place", ""))
        return {
            "email": cleaned.get("email"),
            "role": cleaned.get("role"),
            "site": place if isinstance(place, Site) else None,
            "programme": place if isinstance(place, Programme) else None,
        }


def _label(place: Site | Programme | None) -> str:
    if place is None:
        return "The whole organisation"
    return f"All of {place}" if isinstance(place, Programme) else str(place)
