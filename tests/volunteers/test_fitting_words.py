"""What fits, as it is said to her: true of both, and telling nothing that is the other's own."""

import pytest

from volunteers import wording
from volunteers.fitting_words import ALWAYS, LIVED_THROUGH, SHARED, fits_her, fits_you

NOTHING = {
    "wishes": [],
    "experience": ["loss"],
    "her_formats": [],
    "formats": ["phone", "out"],
    "her_times": [],
    "times": ["evening"],
    "language": "English",
    "needs_interpreter": False,
    "languages": ["English", "Urdu"],
}


@pytest.mark.parametrize(
    ("hers", "said"),
    [
        ({}, []),
        ({"wishes": ["loss"]}, [SHARED]),
        ({"wishes": ["twins"]}, []),
        ({"language": "Urdu"}, ["She speaks Urdu."]),
        ({"language": "Urdu", "needs_interpreter": True}, []),
        ({"language": "Polish"}, []),
        ({"her_formats": ["phone", "home"]}, ["You could meet on the phone."]),
        ({"her_times": ["evening", "weekend"]}, ["She is free in the evenings, as you are."]),
    ],
)
def test_only_what_both_named_is_said(hers, said):
    assert fits_you(**NOTHING | hers) == [ALWAYS, *said]


def test_before_they_agree_all_she_lived_through_is_one_sentence():
    told = fits_her([*wording.SHARED.values(), "Speaks Urdu"])
    assert told == [LIVED_THROUGH, "Speaks Urdu"]
