"""JATS: ``<mixed-citation>``, which has the text, and ``<element-citation>``, fields only.

Imports errors, records and the parts of the readers.  The elements are those of JATS 1.3
(NISO Z39.96-2021) and of the older NLM DTDs.  An ``<element-citation>`` has no punctuation: its
fields are joined by spaces, names by commas, pages by a hyphen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tagger.corpora.readers.align import Name, align
from tagger.corpora.readers.drafts import Draft, too_long
from tagger.corpora.readers.fields import label_field
from tagger.corpora.readers.joins import join
from tagger.corpora.readers.markup import Field, Node, flatten, parse_xml, read_bytes
from tagger.corpora.records import BadRecord, LabelledSpan

_MIXED = ("mixed-citation", "citation")
_FIELDS_ONLY = ("element-citation", "nlm-citation")
_CITATIONS = (*_MIXED, *_FIELDS_ONLY)

_LABELS = {
    "article-title": "title", "chapter-title": "title", "part-title": "title",
    "data-title": "title", "trans-title": "title",
    "trans-article-title": "title", "trans-source": "venue",
    "series": "series", "year": "year", "month": "date", "day": "date", "season": "date",
    "date": "date", "string-date": "date", "date-in-citation": "date", "access-date": "date",
    "conf-date": "date", "volume": "volume", "issue": "issue", "supplement": "issue",
    "volume-series": "series", "fpage": "pages", "lpage": "pages", "page-range": "pages",
    "elocation-id": "pages", "size": "pages", "publisher-name": "publisher",
    "publisher-loc": "place", "conf-loc": "place", "conf-name": "venue", "conf-acronym": "venue",
    "institution": "institution", "edition": "edition", "isbn": "identifier",
    "issn": "identifier", "object-id": "identifier", "patent": "identifier", "std": "identifier",
    "ext-link": "url", "uri": "url", "self-uri": "url", "comment": "note", "version": "note",
    "issue-title": "note", "label": "label",
}  # fmt: skip
#: Elements for persons and bodies that are authors unless the group around them says otherwise.
_PEOPLE = ("name", "string-name", "name-alternatives", "collab", "collab-alternatives",
           "anonymous", "etal", "on-behalf-of")  # fmt: skip
_ROLES = {
    "editor": "editor", "guest-editor": "editor", "compiler": "editor", "translator": "translator",
    "transed": "editor", "editors": "editor",
}  # fmt: skip
#: Fields that give way to the fields inside them.
_OPEN = frozenset({"comment", "date", "string-date", "conf-name"})
#: Elements around text that say nothing about it.
_PLAIN = set(
    "italic bold sup sub sc underline overline monospace roman sans-serif strike styled-content "
    "named-content x break institution-wrap institution-id surname given-names prefix suffix role "
    "aff address country person-group fragment citation-alternatives era subtitle trans-subtitle "
    "annotation email degrees ruby rb rt inline-formula math tex-math conf-num conf-sponsor xref"
    "".split()
)
#: Kinds of works that have no container: their source is the title.
_ALONE = set("book thesis report web webpage website other database data software patent "
             "standard working-paper dissertation".split())  # fmt: skip
_NUMBERS = ("volume", "issue", "fpage", "elocation-id")
_CONTAINERS = frozenset(
    {"date", "string-date", "institution-wrap", "name-alternatives", "publisher"}
)


def read_jats(path: str | Path) -> Iterator[Draft]:
    """Read the references of a JATS article, or of any XML with JATS citations in it.

    Parameters
    ----------
    path : str or Path
        XML; each ``<ref>``, or citation outside of one, is read by `draft_of`.

    Yields
    ------
    Draft
        One a citation.

    Raises
    ------
    CorpusError
        R040, R041, R042 or R044, as `markup.read_bytes` and `markup.parse_xml` do.
    """
    for group in _groups(parse_xml(read_bytes(path), path)):
        yield from drafts_of(group)


def _groups(node: Node) -> Iterator[Node]:
    if node.tag in ("ref", *_CITATIONS):
        yield node
    else:
        for child in node.elements():
            yield from _groups(child)


def drafts_of(node: Node) -> list[Draft]:
    """Read what a ``<ref>`` holds, or one citation.

    Parameters
    ----------
    node : Node
        A ``<ref>``, a citation, or an element around either.

    Returns
    -------
    list of Draft
        One for each ``<mixed-citation>``; where it has text only, the fields of the
        ``<element-citation>`` beside it are looked for in it.  Without any, one for each
        ``<element-citation>``.
    """
    citations = [inner for inner in node.walk() if inner.tag in _CITATIONS]
    mixed = [c for c in citations if c.tag in _MIXED and c.text().strip()]
    bare = [c for c in citations if c.tag in _FIELDS_ONLY]
    if len(mixed) == len(bare) == 1:
        draft = draft_of(mixed[0])
        if not draft.spans:
            draft = place(draft_of(bare[0]), draft.text, names_of(bare[0]))
            draft.line = mixed[0].line
        return [draft]
    return [draft_of(citation) for citation in mixed or bare or citations]


def place(draft: Draft, text: str, names: dict[str, list[Name]]) -> Draft:
    """Carry the fields of a citation over to the text as printed.

    Parameters
    ----------
    draft : Draft
        Of the citation.
    text : str
        The same reference as printed.
    names : dict of str to list of Name
        As `names_of` gives them.

    Returns
    -------
    Draft
        Of the text; flagged ``not_aligned`` where a field was not found in it.
    """
    text = " ".join(text.split())
    spans, missing = align(draft.text, draft.spans, text, names)
    again = [
        part
        for span in spans
        for part in label_field(text, span.start, span.end, span.label, span.original)
    ]
    flags = draft.flags + (["not_aligned"] if missing else [])
    left_out = draft.left_out + [f"{label} not found in the text" for label in missing]
    return Draft(
        draft.line, text, join(text, again), draft.lang, draft.doc, draft.source, flags, left_out
    )


def names_of(node: Node) -> dict[str, list[Name]]:
    """Collect the names of persons in a citation.

    Parameters
    ----------
    node : Node
        A citation.

    Returns
    -------
    dict of str to list of Name
        By label: author, editor, translator.
    """
    names: dict[str, list[Name]] = {}

    def visit(element: Node, role: str) -> None:
        if element.tag == "person-group":
            role = _role(element)
        if element.tag in ("name", "string-name"):
            parts = {inner.tag: " ".join(inner.text().split()) for inner in element.walk()}
            if parts.get("surname"):
                name = Name(parts["surname"], parts.get("given-names", ""))
                names.setdefault(role, []).append(name)
            return
        for child in element.elements():
            visit(child, role)

    visit(node, "author")
    return names


def _role(node: Node) -> str:
    return _ROLES.get(node.attributes.get("person-group-type", "").lower(), "author")


def _name_of(node: Node) -> str | None:
    """Name a field: the element, and the attribute that decides what it is."""
    if node.tag == "person-group":
        return f"people.{_role(node)}"
    if node.tag in _PEOPLE:
        return "people.author"
    if node.tag == "pub-id":
        return f"pub-id.{node.attributes.get('pub-id-type', '').lower()}".rstrip(".")
    if node.tag in ("uri", "ext-link", "self-uri"):
        return "url"
    return node.tag if node.tag in _LABELS or node.tag == "source" else None


def draft_of(node: Node) -> Draft:
    """Read one citation.

    Parameters
    ----------
    node : Node
        A ``<mixed-citation>`` or ``<element-citation>``.

    Returns
    -------
    Draft
        Its text and spans.
    """
    printed = _punctuate(node) if node.tag in _FIELDS_ONLY else node
    text, fields, nested = flatten(printed, _name_of, _OPEN)
    if long := too_long(node.line, text):
        return long
    left_out = [
        f"unknown element <{inner.tag}>"
        for inner in list(node.walk())[1:]
        if inner.tag not in _PLAIN and _name_of(inner) is None
    ]
    kind = node.attributes.get("publication-type") or node.attributes.get("citation-type", "")
    venue = _source_label(fields, kind.lower())
    spans: list[LabelledSpan] = []
    for field in fields:
        label = venue if field.name == "source" else _label(field.name)
        spans += _spans(text, field, label)
    problem = None if text else BadRecord("empty text", f"<{node.tag}>")
    flags = ["nested_dropped"] if nested else []
    return Draft(
        node.line, text, join(text, spans), node.language(),
        flags=flags, left_out=left_out, problem=problem,
    )  # fmt: skip


def _spans(text: str, field: Field, label: str) -> list[LabelledSpan]:
    spans = label_field(text, field.start, field.end, label, field.name)
    if field.name in ("conf-date", "date-in-citation", "access-date") and spans:
        # the days of a conference and of a visit are one span with their year
        first, last = spans[0], spans[-1]
        return [LabelledSpan(first.start, last.end, "date", field.name)]
    return spans


def _label(name: str) -> str:
    kind, _, detail = name.partition(".")
    if kind == "people":
        return detail
    if kind == "pub-id":
        return "doi" if detail == "doi" else "identifier"
    return "url" if kind == "url" else _LABELS[kind]


def _source_label(fields: list[Field], kind: str) -> str:
    """Tell whether a source contains the work that is cited or is that work."""
    names = {field.name for field in fields}
    if any(_LABELS.get(name) == "title" for name in names) or kind in ("journal", "newspaper"):
        return "venue"
    if kind in _ALONE:
        return "title"
    return "venue" if sum(name in names for name in _NUMBERS) > 1 else "title"


def _punctuate(node: Node) -> Node:
    """Put between fields what an ``<element-citation>`` leaves to the style sheet."""
    new = Node(node.tag, node.attributes, node.line)
    last = ""
    for child in node.children:
        if isinstance(child, str):
            if child.strip():
                new.children += [" ", child]
            continue
        if new.children:
            is_range = child.tag == "lpage" and last == "fpage"
            both = child.tag in _PEOPLE and last in _PEOPLE
            new.children.append("-" if is_range else ", " if both else " ")
        new.children.append(_inner(child))
        last = child.tag
    return new


def _inner(node: Node) -> Node:
    if node.tag == "person-group":
        children: list[Node | str] = []
        for child in node.elements():
            children += [", " if children else "", _inner(child)]
        return Node(node.tag, node.attributes, node.line, children or node.children)
    if node.tag == "etal":
        return Node(node.tag, {}, node.line, [node.text() if node.text().strip() else "et al."])
    if node.tag in _CONTAINERS or (node.tag in ("name", "string-name") and _is_bare(node)):
        pieces: list[Node | str] = []
        for child in node.elements():
            pieces += [" " if pieces else "", _inner(child)]
        return Node(node.tag, node.attributes, node.line, pieces or node.children)
    return node


def _is_bare(node: Node) -> bool:
    """Say whether nothing but white space stands between the elements inside."""
    return not any(isinstance(child, str) and child.strip() for child in node.children)
