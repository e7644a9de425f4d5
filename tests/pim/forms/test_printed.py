"""Words between the fields of a form."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form

from pim.forms.base import PimForm
from pim.forms.printed import Printed

WORDS = "{% endverbatim %}{{ 6|add:1 }}{# gone #} <b>"


class Saying(PimForm):
    def build_helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(Printed("<p>{}</p>", WORDS))
        return helper


def test_words_are_drawn_as_they_stand_whatever_language_they_speak():
    escaped = "{% endverbatim %}{{ 6|add:1 }}{# gone #} &lt;b&gt;"

    assert f"<p>{escaped}</p>" in render_crispy_form(Saying())
