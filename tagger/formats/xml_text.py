"""Text and attributes of XML 1.0.

Imports tokenizer.  Invariant: what these functions give can stand in a document of XML 1.0, and
a reader of XML gives the text back to the letter, bar characters that XML cannot hold at all.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape as _escape

from tagger.tokenizer import replace_surrogates

#: Forbidden by XML 1.0, section 2.2; form feed and vertical tab, which divide words, apart.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_DIVIDERS = str.maketrans("\x0b\x0c", "  ")
#: A reader would turn it into a line feed (section 2.11).
_TEXT = {"\r": "&#13;"}
#: A reader would turn them into spaces (section 3.3.3).
_ATTRIBUTE = {**_TEXT, "\n": "&#10;", "\t": "&#9;", '"': "&quot;"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def escape(text: str) -> str:
    """Write text between tags.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        With ``&``, ``<``, ``>`` and carriage returns as entities.  Form feeds and vertical
        tabs become spaces, lone surrogates U+FFFD; other characters that XML forbids are
        left out.
    """
    return _escape(_clean(text), _TEXT)


def attribute(text: str) -> str:
    """Write the value of an attribute.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        In double quotes; otherwise as `escape`.
    """
    return f'"{_escape(_clean(text), _ATTRIBUTE)}"'


def is_name(text: str) -> bool:
    """Say whether a text can stand where XML wants a name, such as a type.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    bool
        True for a name of ASCII letters, digits, ``_``, ``.`` and ``-``.
    """
    return _NAME.fullmatch(text) is not None


def element(name: str, content: str = "", /, **attributes: str) -> str:
    """Write an element.

    Parameters
    ----------
    name : str
        Of the element.
    content : str, optional
        Its content, escaped already.
    **attributes : str
        Values by name, not escaped; empty ones are left out, and an underscore at the end of a
        name, which keeps it apart from Python's words (``from_``), too.

    Returns
    -------
    str
        On one line where the content is.
    """
    pairs = "".join(
        f" {key.rstrip('_')}={attribute(value)}" for key, value in attributes.items() if value
    )
    return f"<{name}{pairs}>{content}</{name}>" if content else f"<{name}{pairs}/>"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("", replace_surrogates(text).translate(_DIVIDERS))
