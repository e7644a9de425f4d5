from django import forms

from pim.forms.base import PimForm


class ReplyForm(PimForm):
    """What whoever got the message answers."""

    words = forms.CharField(
        label="Reply", max_length=1000, widget=forms.Textarea({"rows": 3}), help_text=""
    )
    submit_label = "Send the reply"
    names = {"words": "your reply"}
