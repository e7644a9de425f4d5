"""What a stranger could make our messages say to somebody else."""

import pytest
from django.core.exceptions import ValidationError

from referrals.forms.plain_names import plain_name

FINE = """
    Robin from the library|St. Ann’s|Anne-Marie|O'Neill|blåbär|روبن|माँ|小明|bluebell 7|Mrs. K.
"""
LEADS_ELSEWHERE = """
    win at casino.example|www.x|ann@post|https://x|x/y|казино.рф|例え。テスト|ring 01632 960
    |٠٧٧٠٠|.com|a.\u200dcom|Robin!|<b>|1.2|a. .b
"""


@pytest.mark.parametrize("text", [one.strip() for one in FINE.split("|")])
def test_names_and_words_of_any_script_are_fine(text):
    plain_name(text)


@pytest.mark.parametrize("text", [one.strip() for one in LEADS_ELSEWHERE.split("|")])
def test_nothing_that_leads_anywhere_else_is(text):
    with pytest.raises(ValidationError):
        plain_name(text)
