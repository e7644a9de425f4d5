"""Words that a spreadsheet would run as a formula, made safe with an apostrophe in front.

One rule for whatever leaves as CSV, whether Python writes it or PostgreSQL does.
"""

import re

UNSEEN = r"\s\u00A0\u2000-\u200F\u2060\u3000\uFEFF"
QUOTES = "\"'‘’“”"
SIGNS = "-=+@＝＋－＠"
RUNS = rf"[{UNSEEN}{QUOTES}]*[{SIGNS}]|[\t\r\n]"
"""A sign, also behind spaces and quotes that a program may take off before it looks; or what
may end one cell and begin another."""
_RUNS = re.compile(RUNS)


def safe(cell: object) -> object:
    """A cell as it may be written; nothing at all becomes an empty one."""
    if isinstance(cell, str) and _RUNS.match(cell):
        return f"'{cell}"
    return "" if cell is None else cell


def plain_again(text: str) -> str:
    """A cell we wrote ourselves, without the apostrophe that made it safe."""
    return text[1:] if text.startswith("'") and _RUNS.match(text[1:]) else text


def safe_in_sql(words: str) -> str:
    """The expression that PostgreSQL is to write instead of this one."""
    pattern = f"^({RUNS})".replace("'", "''")
    return f"regexp_replace({words}, '{pattern}', '''\\&')"
