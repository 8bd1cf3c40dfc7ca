"""XML without surprises: a small tree with line numbers, and its text with the fields in it.

Imports errors.  Invariants: no entity that a document declares is expanded and nothing outside
the document is read; names are local (``mml:math`` is ``math``), so that a fragment whose
prefixes are declared elsewhere can be read as well.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from tagger.errors import CorpusError

#: Elements within elements; the schemes read here need about 20, and trees are walked recursively.
_MAX_DEPTH = 200

_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>|<!DOCTYPE[^>\[]*>", re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])", re.IGNORECASE)
_BREAKS = ("lb", "break", "br")  # a line ends here: white space


@dataclass
class Node:
    """An element.

    Attributes
    ----------
    tag : str
        Local name.
    attributes : dict of str to str
        By local name.
    line : int
        Where it begins, counted from 1.
    children : list of Node or str
        Elements and text, in order.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    line: int = 0
    children: list[Node | str] = field(default_factory=list)

    def elements(self) -> list[Node]:
        """Give the children that are elements.

        Returns
        -------
        list of Node
        """
        return [child for child in self.children if isinstance(child, Node)]

    def walk(self) -> Iterator[Node]:
        """Go through the element and all below it, in the order of the document.

        Yields
        ------
        Node
        """
        yield self
        for child in self.elements():
            yield from child.walk()

    def text(self) -> str:
        """Give the text of the element and of all below it, white space as it stands.

        Returns
        -------
        str
        """
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def language(self) -> str:
        """Give the code in ``lang``, in lower case and without country; or ``und``.

        Returns
        -------
        str
        """
        match = _LANGUAGE.match(self.attributes.get("lang", ""))
        return match.group().lower() if match else "und"


@dataclass(frozen=True)
class Field:
    """A stretch of the text of a reference that its format gives a name.

    Attributes
    ----------
    start, end : int
        Code points, half-open.
    name : str
        As the reader names it, such as ``title.a``.
    """

    start: int
    end: int
    name: str


def read_bytes(path: str | Path) -> bytes:
    """Read a file.

    Parameters
    ----------
    path : str or Path
        The file.

    Returns
    -------
    bytes
        Not only white space.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where it is empty, R044 where it cannot be read.
    """
    try:
        raw = Path(path).read_bytes()
    except FileNotFoundError:
        raise CorpusError("R040", path=path) from None
    except OSError as error:
        raise CorpusError("R044", path=path, reason=error.strerror) from error
    if not raw.strip():
        raise CorpusError("R041", path=path, reason="it is empty")
    return raw


def parse_xml(raw: bytes | str, path: str | Path) -> Node:
    """Parse an XML document.

    Parameters
    ----------
    raw : bytes or str
        The document.  A document type declaration that only names a DTD is passed over: the DTD
        is not read, and the entities of HTML stand for those that it may declare.
    path : str or Path
        Its name, for messages.

    Returns
    -------
    Node
        The root.

    Raises
    ------
    CorpusError
        R042 where it is not well-formed, declares entities or a DTD of its own, names an unknown
        entity, or has over 200 elements within each other.
    """
    # not `ElementTree.XMLParser`: it hides the hooks that refuse declarations
    parser = expat.ParserCreate()
    parser.buffer_text = True
    top = Node("")
    stack = [top]

    def fail(reason: str) -> CorpusError:
        return CorpusError("R042", path=path, line=parser.CurrentLineNumber, reason=reason)

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _MAX_DEPTH:
            raise fail(f"over {_MAX_DEPTH} elements within each other")
        short = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        node = Node(name.rpartition(":")[2], short, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_name: str) -> None:
        stack.pop()

    def characters(data: str) -> None:
        stack[-1].children.append(data)

    def doctype(
        _name: str, _system: str | None, _public: str | None, has_internal_subset: bool
    ) -> None:
        if has_internal_subset:
            raise fail("the file has a DTD of its own, which is not read")

    def entity(name: str, *_: object) -> None:
        raise fail(f"the file declares the entity {name!r}, which is not read")

    def skipped(name: str, _is_parameter: int) -> None:
        if f"{name};" not in html.entities.html5:
            raise fail(f"the entity '{name}' is not known")
        characters(html.entities.html5[f"{name};"])

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = skipped
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        reason = f"not well-formed XML: {expat.ErrorString(error.code)}"
        raise CorpusError("R042", path=path, line=error.lineno, reason=reason) from error
    except (LookupError, UnicodeError, ValueError) as error:  # an encoding that Python lacks
        if isinstance(error, CorpusError):
            raise
        raise fail(f"not well-formed XML: {error}") from error
    return top.elements()[0]


def parse_fragment(text: str, path: str | Path) -> Node:
    """Parse a piece of XML: any number of elements, with text around them.

    Parameters
    ----------
    text : str
        The piece; an XML or document type declaration at its beginning is passed over.
    path : str or Path
        Its name, for messages.

    Returns
    -------
    Node
        An element ``fragment`` around the piece.

    Raises
    ------
    CorpusError
        As `parse_xml` does.
    """
    # with a DTD that is not read, the entities of HTML are known
    head = "<!DOCTYPE fragment SYSTEM 'none'>"
    return parse_xml(f"{head}<fragment>{_DECLARATION.sub('', text, count=2)}</fragment>", path)


def flatten(
    node: Node, name_of: Callable[[Node], str | None], open_names: frozenset[str] = frozenset()
) -> tuple[str, list[Field], bool]:
    """Give the text of an element and the fields in it.

    Parameters
    ----------
    node : Node
        One reference.
    name_of : callable
        Gives the name of the field that an element is, or None where it is none.
    open_names : frozenset of str
        Fields that give way to the fields inside them; others keep all of their text.

    Returns
    -------
    text : str
        Each run of white space is one space, none is at the edges.
    fields : list of Field
        In order, without overlap; those without text are left out.
    nested : bool
        Whether a field of another name was inside a field and was passed over.
    """
    pieces: list[str] = []
    fields: list[Field] = []
    length = 0
    nested = False

    def add(text: str) -> None:
        nonlocal length
        pieces.append(text)
        length += len(text)

    def visit(element: Node, outer: str | None) -> None:
        nonlocal nested
        name = name_of(element)
        if outer is not None:
            # a link inside a title or a name takes nothing from it
            other = name not in (None, "url") and str(name).split(".")[0] != outer.split(".")[0]
            nested = nested or other
            name = None
        if name in open_names and any(name_of(inner) for inner in list(element.walk())[1:]):
            name = None
        start = length
        if element.tag in _BREAKS:
            add(" ")
        for child in element.children:
            if isinstance(child, str):
                add(child)
            else:
                visit(child, outer or name)
        if name is not None:
            fields.append(Field(start, length, name))

    for child in node.children:
        if isinstance(child, str):
            add(child)
        else:
            visit(child, None)
    text, places = collapse("".join(pieces))
    moved = (Field(places[f.start], places[f.end], f.name) for f in fields)
    return text, [f for f in moved if text[f.start : f.end].strip()], nested


def collapse(text: str) -> tuple[str, list[int]]:
    """Make one space of each run of white space, and none at the edges.

    Parameters
    ----------
    text : str
        Any.

    Returns
    -------
    str
        The new text.
    list of int
        Of length ``len(text) + 1``: for each offset into the old text that into the new one.
    """
    new: list[str] = []
    places = []
    pending = False
    for character in text:
        if character.isspace():
            places.append(len(new))
            pending = bool(new)
            continue
        if pending:
            new.append(" ")
            pending = False
        places.append(len(new))
        new.append(character)
    places.append(len(new))
    return "".join(new), places
