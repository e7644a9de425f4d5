"""What staff fill in about the copy a woman asked for."""

from pim.forms.base import PimForm
from pim.forms.dates import NotAfter
from pim.forms.fields import DatePartsField, RadiosField, WholeNumberField
from referrals import queries
from referrals.copies.enums import CopyWay, PassageChoice, WhyLonger
from referrals.enums import ContactChannel
from referrals.models import HerRequest, Passage, RecordCopy

AT_ONCE = 10
HOW = {
    CopyWay.PAGE: "She opens it on her page with her word. Say that nobody should look on, and "
    "that a saved file stays on her phone.",
    CopyWay.PRINTED: "Only where paper is safe for her.",
}


class CopyForm(PimForm):
    """She asked by phone, by letter or face to face."""

    submit_label = "Gather it"
    names = {"asked_on": "the day she asked", "way": "how she would like it"}

    asked_on = DatePartsField(
        label="When did she ask?",
        help_text="Her month counts from that day, however she asked.",
        called="the day she asked",
        validators=[NotAfter("The day she asked cannot be after today")],
    )
    way = RadiosField(label="How would she like it?", choices=CopyWay.choices, hints=HOW)


class AskedCopyForm(PimForm):
    """She asked on her page, and somebody has spoken with her."""

    submit_label = "Gather it"
    names = {"confirmed_by": "how you asked her", "way": "how she would like it"}

    confirmed_by = RadiosField(label="How did you ask her that it was her?")
    way = RadiosField(label="How would she like it?", choices=CopyWay.choices, hints=HOW)

    def __init__(self, *args, record: HerRequest, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        safe = queries.channels_before(record)
        named = [(one.value, one.label) for one in ContactChannel if one.value in safe]
        self.fields["confirmed_by"].choices = named


class PassagesForm(PimForm):
    """The next few passages nobody has decided about."""

    submit_label = "Keep these"

    def __init__(self, *args, record: RecordCopy, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        waiting = Passage.objects.undecided().filter(copy=record).order_by("place")
        for passage in waiting[:AT_ONCE]:
            self.fields[f"place_{passage.place}"] = RadiosField(
                label=f"{passage.place}. {passage.section}: {passage.label}",
                help_text=f"{passage.get_mark_display()}: “{passage.words}”",
                choices=PassageChoice.choices,
                error_messages={"required": f"Choose what to do with passage {passage.place}"},
            )


class PlaceForm(PimForm):
    one_question = True
    submit_label = "Look at it again"

    place = WholeNumberField(label="Number of the passage", min_value=1)


class EntryForm(PimForm):
    submit_label = "Mark it"
    names = {"section": "the number of the part", "entry": "the number of the entry"}

    section = WholeNumberField(
        label="Number of the part", help_text="In 12.3 it is 12.", min_value=1
    )
    entry = WholeNumberField(label="Number of the entry", help_text="In 12.3 it is 3.", min_value=1)


class LongerForm(PimForm):
    one_question = True
    submit_label = "Take longer"
    names = {"why": "why it takes longer"}

    why = RadiosField(label="Why does it take longer?", choices=WhyLonger.choices)
