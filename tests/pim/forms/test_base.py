import pytest
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from pim.forms.base import PimForm
from pim.forms.fields import EmailField, RadiosField, UKPhoneField, WholeNumberField


class NameForm(PimForm):
    one_question = True
    names = {"first_name": "your first name"}
    first_name = forms.CharField(label="What should we call you?", max_length=60)


class ReachForm(PimForm):
    how = RadiosField(
        label="How shall we reach you?",
        choices=[("phone", "Ring me"), ("email", "E-mail me")],
        hints={"email": "We never say what we do."},
        reveals={"phone": ["phone"], "email": ["email"]},
    )
    phone = UKPhoneField(label="Phone number")
    email = EmailField(label="E-mail address")


def drawn(form):
    return render_crispy_form(form, context={"request": RequestFactory().get("/")})


def test_an_empty_answer_is_asked_for_by_its_name():
    assert NameForm({}).errors == {"first_name": ["Enter your first name"]}


def test_a_name_of_ten_thousand_letters_gets_a_sentence_and_stays_as_typed():
    form = NameForm({"first_name": "a" * 10_000})

    assert form.errors == {"first_name": ["Your first name must be 60 characters or fewer"]}
    assert "a" * 10_000 in drawn(form)
    assert "maxlength" not in drawn(form)


def test_no_text_is_without_a_limit():
    class Wish(PimForm):
        wish = forms.CharField(label="Your wish", required=False)

    assert Wish({"wish": "a" * 5001}).errors == {
        "wish": ["Your wish must be 5000 characters or fewer"]
    }


def test_nul_is_dropped_and_emoji_are_kept():
    form = NameForm(QueryDict("first_name=Amy%00%F0%9F%8C%BB"))

    assert form.is_valid()
    assert form.cleaned_data["first_name"] == "Amy🌻"


def test_nul_in_a_choice_or_in_a_name_of_a_field_is_no_crash():
    form = ReachForm(QueryDict("how=pho%00ne&phone=0770%000900123&x%00=1"))

    assert form.is_valid()
    assert form.cleaned_data["how"] == "phone"


def test_an_author_has_the_last_word_on_a_message():
    class Asked(PimForm):
        name = forms.CharField(label="Name", error_messages={"required": "Tell us a name"})

    assert Asked({}).errors == {"name": ["Tell us a name"]}


def test_what_an_answer_reveals_is_needed_only_with_that_answer():
    assert ReachForm({"how": "phone"}).errors == {"phone": ["Enter the phone number"]}
    assert ReachForm({"how": "email", "email": "amy@post.example"}).is_valid()


def test_what_was_typed_under_another_answer_is_not_kept():
    form = ReachForm({"how": "email", "email": "amy@post.example", "phone": "nonsense"})

    assert form.is_valid()
    assert form.cleaned_data["phone"] == ""


def test_one_question_is_the_heading_of_its_page():
    assert (
        '<h1 class="nhsuk-label-wrapper"><label class="nhsuk-label nhsuk-label--l" '
        'for="id_first_name">What should we call you?</label></h1>'
    ) in drawn(NameForm())


def test_every_error_is_listed_with_the_box_it_is_about():
    page = drawn(ReachForm({"how": "phone", "phone": "12"}))

    assert '<a href="#id_phone">Enter a phone number, like 07700 900123. One' in page
    assert '<a href="#id_how_0">Choose an answer</a>' in drawn(ReachForm({}))


def test_a_box_is_tied_to_its_error():
    page = drawn(ReachForm({"how": "phone", "phone": "12"}))

    assert 'id="id_phone_error"' in page
    assert 'aria-describedby="id_phone_error"' in page
    assert 'class="nhsuk-input nhsuk-input--width-20 nhsuk-input--error"' in page


def test_a_hint_of_one_answer_is_tied_to_it():
    page = drawn(ReachForm())

    assert 'aria-describedby="id_how_1_hint"' in page
    assert 'id="id_how_1_hint">We never say what we do.' in page


def test_what_was_typed_is_escaped():
    assert "<script>" not in drawn(NameForm({"first_name": "<script>alert(1)</script>" * 9}))


def test_a_form_can_be_drawn_twice():
    form = ReachForm({"how": "phone", "phone": "12"})

    assert drawn(form) == drawn(form)


def test_a_layout_of_ones_own_is_drawn():
    class Grouped(NameForm):
        def build_helper(self):
            helper = super().build_helper()
            helper.layout = Layout(Fieldset("About you", Div("first_name", css_class="care")))
            helper.add_input(Submit("later", "Not now", css_class="nhsuk-button--secondary"))
            return helper

    page = drawn(Grouped())

    assert '<h2 class="nhsuk-fieldset__heading">About you</h2>' in page
    assert '<div class="care">' in page
    assert page.count("<button") == 2
    assert 'name="later" value="Not now"' in page


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("E-mail address", "Enter the e-mail address"),
        ("GP surgery", "Enter the GP surgery"),
        ("Your town", "Enter your town"),
        ("Where do you live?", "Answer this question"),
    ],
)
def test_a_label_is_named_inside_a_sentence(label, words):
    class Asked(PimForm):
        answer = forms.CharField(label=label)

    assert Asked({}).errors == {"answer": [words]}


def test_a_box_of_one_line_takes_no_line_break_and_a_paragraph_does():
    class Both(PimForm):
        name = forms.CharField()
        story = forms.CharField(widget=forms.Textarea)

    typed = "Robin\r\nBcc: other@post.example"

    assert Both({"name": typed, "story": typed}).errors == {"name": ["Write this on one line"]}


def test_an_optional_question_is_not_named_inside_a_sentence():
    class Wish(PimForm):
        wish = forms.CharField(label="What would help? (optional)", max_length=5, required=False)

    assert Wish({"wish": "a long walk"}).errors == {
        "wish": ["This answer is too long. It must be 5 characters or fewer"]
    }


def test_numbers_have_their_own_words():
    class Children(PimForm):
        children = WholeNumberField(label="Number of children", min_value=0, max_value=20)

    said = "The number of children must be a whole number, like 3"
    assert Children({"children": "2.5"}).errors == {"children": [said]}
    assert Children({"children": "99"}).errors == {
        "children": ["The number of children must be 20 or less"]
    }
    assert 'inputmode="numeric"' in drawn(Children())
