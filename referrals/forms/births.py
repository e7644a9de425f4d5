"""The baby is here, or is expected on another day."""

from referrals.forms.when import DatedForm, born_lately, born_on, due_on


class BornForm(DatedForm):
    one_question = True
    submit_label = "Save"
    names = {"born_on": "the baby’s birthday"}

    born_on = born_on("When was the baby born?", "the baby’s birthday")


class HerBornForm(DatedForm):
    """She says it herself."""

    one_question = True
    submit_label = "Tell us"
    names = {"born_on": "your baby’s birthday"}

    born_on = born_lately("When was your baby born?", "your baby’s birthday")


class DueForm(DatedForm):
    one_question = True
    submit_label = "Save"
    names = {"due_on": "the due date"}

    due_on = due_on("When is the baby due now?", "the due date")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].required = True
