"""The language she likes to talk in: what every form makes of an empty answer."""

from typing import Any


class LanguageAnswer:
    """For a form with a field ``language``: left empty, it is English."""

    cleaned_data: dict[str, Any]

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or "English"
