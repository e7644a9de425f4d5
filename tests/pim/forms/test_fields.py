import pytest
from django.core.exceptions import ValidationError

from pim.forms.fields import (
    PostcodeField,
    RadiosField,
    UKPhoneField,
    WholeNumberField,
    YesNoField,
    national,
)


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "07700900123", "+44 7700 900123", "0044 7700 900123", "(07700) 900-123"],
)
def test_a_number_is_understood_however_it_is_typed(typed):
    assert UKPhoneField().clean(typed) == "+447700900123"


@pytest.mark.parametrize("typed", ["07911", "hello", "+48 1", "9" * 39, "📞", "7" * 41])
def test_what_is_no_number_is_refused_in_words(typed):
    with pytest.raises(ValidationError):
        UKPhoneField().clean(typed)


def test_the_refusal_gives_an_example():
    with pytest.raises(ValidationError, match="Enter a phone number, like 07700 900123"):
        UKPhoneField().clean("12")


def test_a_landline_passes():
    assert UKPhoneField().clean("024 7600 0000") == "+442476000000"


@pytest.mark.parametrize("typed", ["+48 512 345 678", "0048512345678", "+48512345678"])
def test_a_number_from_another_country_is_kept_and_shown_in_full(typed):
    assert UKPhoneField().clean(typed) == "+48512345678"
    assert national("+48512345678") == "+48 512 345 678"


def test_a_kept_number_is_shown_as_people_say_it():
    assert national("+447700900123") == "07700 900123"
    assert UKPhoneField().prepare_value("+447700900123") == "07700 900123"


@pytest.mark.parametrize(
    ("typed", "kept", "district"),
    [
        ("cv12ab", "CV1 2AB", "CV1"),
        ("CV1  2AB", "CV1 2AB", "CV1"),
        (" e16 1aa ", "E16 1AA", "E16"),
        ("e1 6an", "E1 6AN", "E1"),
        ("SW1A 1AA", "SW1A 1AA", "SW1A"),
        ("WA7", "WA7", "WA7"),
        ("e16", "E16", "E16"),
        ("E1 6", "E1", "E1"),
        ("ZE2 9AA", "ZE2 9AA", "ZE2"),
    ],
)
def test_a_postcode_in_any_spelling(typed, kept, district):
    postcode = PostcodeField().clean(typed)

    assert postcode == kept
    assert postcode.district == district


def test_a_district_alone_is_told_apart():
    assert PostcodeField().clean("CV1 2AB").is_full
    assert not PostcodeField().clean("CV1").is_full


@pytest.mark.parametrize("typed", ["12345", "CV", "CV1 2A", "hello there", "🌻", "CV1 2CC X"])
def test_what_is_no_postcode_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter a UK postcode"):
        PostcodeField().clean(typed)


def test_yes_and_no_are_told_apart_from_nothing():
    field = YesNoField(required=False)

    assert field.clean("yes") is True
    assert field.clean("no") is False
    assert field.clean("") is None


def test_a_choice_that_was_not_offered_is_refused():
    with pytest.raises(ValidationError):
        RadiosField(choices=[("a", "A")]).clean("b")


@pytest.mark.parametrize("typed", ["1_0", "10.0", "+10", "١٠", "1-", "1 0", "ten"])
def test_a_whole_number_is_digits_and_nothing_else(typed):
    with pytest.raises(ValidationError):
        WholeNumberField().clean(typed)


def test_spaces_around_a_whole_number_are_nothing():
    assert WholeNumberField().clean(" 10 ") == 10
    assert WholeNumberField(required=False).clean(" ") is None
