"""A session as a coordinator logs it, about the two and not as one of them."""

from typing import Any

from volunteers.enums import Attendance
from volunteers.forms.own import SessionForm

WHAT_HAPPENED = {
    Attendance.HAPPENED: "They met or talked",
    Attendance.SHE_CANCELLED: "The mum could not make it",
    Attendance.I_CANCELLED: "The volunteer could not make it",
    Attendance.NOT_THERE: "The mum was not there",
}


class DeskSessionForm(SessionForm):
    names = SessionForm.names | {"kind": "how they met or talked"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = self.fields
        fields["kind"].label = "How did they meet or talk?"
        fields["attendance"].choices = [(one.value, said) for one, said in WHAT_HAPPENED.items()]
        fields["note"].help_text = "Short, and nothing you would not say to her face."
        fields["was_hard"].label = "It was a hard one for the volunteer: somebody rings her"
        # Only a volunteer is asked whether it was another session: at the desk she would see it.
        if fields.pop("another", None):
            self.helper = self.build_helper()
