"""Words between the fields of a form."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString


class Printed:
    """Drawn as it stands: words are escaped, and no template language in them is obeyed."""

    def __init__(self, markup: str, *words: str) -> None:
        self.html = format_html(markup, *words)

    def render(self, form: Any, context: Any, *_: Any, **__: Any) -> SafeString:
        return self.html
