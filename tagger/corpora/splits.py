"""Splits of labelled references by group, and the committed lists of ids.

Imports errors, near and files; scikit-learn and SciPy inside the functions.  Invariant: no two
references of a group are ever in different parts, where a group is what near-duplicates, the
clusters of the corpora and whole documents join.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from tagger.corpora.extras import import_extra
from tagger.corpora.files import write_lines
from tagger.corpora.near import NEAR, connect, near_duplicate_groups
from tagger.corpora.records import LabelledReference
from tagger.errors import CorpusError

#: A `doc` that holds more than this part of its source is no document but a collection (a
#: corpus of one file, or the collected lines of many works), and its lines need not stay
#: together.  In the corpora at hand the collections hold 5.4% to 100%, the largest real
#: document 4.7%.
COLLECTION = 0.05

#: A group larger than this part of what is to be held out of its source stays in training:
#: otherwise a few documents would decide the score.  With 0.25 one document with a DOI in
#: every reference made up a quarter of the dev part of its source.
GREATEST_GROUP = 0.1

#: Random draws of groups of which the most typical one is taken.
N_DRAWS = 100

TRAIN = "train"


def held_out_size(n: int, *, part: float = 0.06, least: int = 150, most: int = 450) -> int:
    """Say how many references of a source to hold out.

    Parameters
    ----------
    n : int
        The references of the source.
    part : float
        Part of them, in [0, 1].
    least, most : int
        Bounds, in references: below 150 the score of a source moves by several points from
        one draw to another, above 450 there is little to gain.

    Returns
    -------
    int
        Never more than a fifth of the source, so that most of it is left to train on.
    """
    return min(most, max(least, round(part * n)), n // 5)


def reference_groups(
    references: Sequence[LabelledReference], *, threshold: float = NEAR
) -> list[int]:
    """Group the references that must not be parted.

    Parameters
    ----------
    references : sequence of LabelledReference
        Of any length n.
    threshold : float
        As in `near_duplicate_groups`.

    Returns
    -------
    list of int
        Of length n: a group number for each reference.  A group joins near-duplicates,
        references with the same `group`, and those of one `doc`, unless it is a collection
        (`COLLECTION`).

    Raises
    ------
    UsageError
        R060 where scikit-learn is not installed.
    """
    if not references:
        return []
    by_source = Counter(reference.source for reference in references)
    by_doc = Counter((reference.source, reference.doc) for reference in references)
    # nodes: the references, of which the first of a kind stands for the kind
    first: dict[tuple[object, ...], int] = {}
    pairs = []
    near = near_duplicate_groups(references, threshold=threshold)
    for i, reference in enumerate(references):
        kinds: list[tuple[object, ...]] = [("near", near[i])]
        if reference.group:
            kinds.append(("group", reference.group))
        doc = (reference.source, reference.doc)
        if reference.doc and by_doc[doc] <= COLLECTION * by_source[reference.source]:
            kinds.append(("doc", *doc))
        pairs += [(first.setdefault(kind, i), i) for kind in kinds]
    return connect(len(references), pairs)


def split_by_group(
    references: Sequence[LabelledReference],
    *,
    dev: int | Mapping[str, int],
    test: int | Mapping[str, int],
    seed: int = 0,
    threshold: float = NEAR,
) -> dict[str, list[LabelledReference]]:
    """Split references into training, development and test parts, whole groups at a time.

    Parameters
    ----------
    references : sequence of LabelledReference
        All that will be used: what is not among them cannot be kept apart.
    dev, test : int or mapping of str to int
        References to hold out of each source, or of the sources named.  The parts come near to
        these sizes and do not exceed them, but for the members that a group has in other
        sources.  Groups larger than `GREATEST_GROUP` of the size stay in training.
    seed : int
        Of the draw.
    threshold : float
        As in `near_duplicate_groups`.

    Returns
    -------
    dict of str to list of LabelledReference
        ``train``, ``dev`` and ``test``, each in the order given.

    Raises
    ------
    UsageError
        R060 where scikit-learn is not installed.
    """
    groups = reference_groups(references, threshold=threshold)
    members: dict[int, list[int]] = defaultdict(list)
    for i, group in enumerate(groups):
        members[group].append(i)
    homes = {
        group: Counter(references[i].source for i in indices).most_common(1)[0][0]
        for group, indices in members.items()
    }
    part_of: dict[int, str] = {}
    for name, sizes in (("test", test), ("dev", dev)):
        for source in sorted(set(homes.values())):
            size = sizes if isinstance(sizes, int) else sizes.get(source, 0)
            free = {
                group: [references[i] for i in members[group]]
                for group, home in homes.items()
                if home == source
                and group not in part_of
                and len(members[group]) <= max(1, GREATEST_GROUP * size)
            }
            part_of.update(dict.fromkeys(_draw(free, size, seed), name))
    parts: dict[str, list[LabelledReference]] = {TRAIN: [], "dev": [], "test": []}
    for reference, group in zip(references, groups, strict=True):
        parts[part_of.get(group, TRAIN)].append(reference)
    return parts


def _draw(members: Mapping[int, list[LabelledReference]], wanted: int, seed: int) -> list[int]:
    """Draw groups that have at most `wanted` references together and are typical of all."""
    if len(members) < 2 or wanted < 1:
        return []
    selection = import_extra("sklearn.model_selection")
    groups = list(members)
    profiles = {group: _profile(members[group]) for group in groups}
    typical = sum(profiles.values(), Counter())
    total = sum(map(len, members.values()))
    n_groups = min(len(groups) - 1, max(1, round(len(groups) * wanted / total)))
    shuffle = selection.GroupShuffleSplit(N_DRAWS, test_size=n_groups, random_state=seed)

    def distance(drawn: list[int]) -> float:
        found: Counter[str] = Counter()
        for group in drawn:
            found.update(profiles[group])
        return sum(abs(found[key] / wanted - count / total) for key, count in typical.items())

    draws = ([groups[i] for i in drawn] for _, drawn in shuffle.split(groups, groups=groups))
    best = min(draws, key=distance)
    while sum(len(members[group]) for group in best) > wanted:
        best.pop()
    return best


def _profile(references: Iterable[LabelledReference]) -> Counter[str]:
    """Count the references, and those of them that have each label and each language."""
    profile: Counter[str] = Counter()
    for reference in references:
        profile.update({"", "lang " + reference.lang, *(span.label for span in reference.spans)})
    return profile


def write_ids(path: str | Path, ids: Iterable[str], comment: str) -> None:
    """Write a list of ids: a comment line, then the ids, sorted, one a line.

    Parameters
    ----------
    path : str or Path
        As in `write_references`.
    ids : iterable of str
        As `check` lets them pass: no line breaks, no ``#`` at the start.
    comment : str
        One line.

    Raises
    ------
    UsageError
        R064 where the file cannot be written.
    """
    write_lines(path, [f"# {comment}", *sorted(ids)])


def read_ids(path: str | Path) -> list[str]:
    """Read a list of ids.

    Parameters
    ----------
    path : str or Path
        UTF-8, one id a line; blank lines and lines that begin with ``#`` are passed over.

    Returns
    -------
    list of str
        In the order of the file.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where it is not text or names no id.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CorpusError("R040", path=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError("R041", path=path, reason=error) from error
    lines = [line.strip() for line in text.split("\n")]
    ids = [line for line in lines if line and not line.startswith("#")]
    if not ids:
        raise CorpusError("R041", path=path, reason="no id in it")
    return ids


def read_splits(directory: str | Path) -> dict[str, frozenset[str]]:
    """Read the lists of ids of a directory.

    Parameters
    ----------
    directory : str or Path
        Each of its ``*.txt`` files is a list as `read_ids` reads it.

    Returns
    -------
    dict of str to frozenset of str
        The ids of each split, by the name of its file without the ending.

    Raises
    ------
    CorpusError
        R040 where there is no such directory, R041 where it has no list, R042 where a list
        names an id that another list has.
    """
    directory = Path(directory)
    if not directory.is_dir():
        raise CorpusError("R040", path=directory)
    owner: dict[str, str] = {}
    splits: dict[str, frozenset[str]] = {}
    for path in sorted(directory.glob("*.txt")):
        splits[path.stem] = frozenset(read_ids(path))
        for line, id_ in enumerate(sorted(splits[path.stem]), start=1):
            if owner.setdefault(id_, path.stem) != path.stem:
                reason = f"{id_!r} is in the split '{owner[id_]}' too"
                raise CorpusError("R042", path=path, line=line, reason=reason)
    if not splits:
        raise CorpusError("R041", path=directory, reason="no *.txt list of ids")
    return splits


def partition(
    references: Iterable[LabelledReference], splits: Mapping[str, Collection[str]]
) -> dict[str, list[LabelledReference]]:
    """Divide references by lists of ids.

    Parameters
    ----------
    references : iterable of LabelledReference
        Any.
    splits : mapping of str to collection of str
        Ids by split, as `read_splits` gives them; ids that no reference has are passed over.

    Returns
    -------
    dict of str to list of LabelledReference
        ``train``, which takes those in no list, and each split, also where it is empty.
    """
    part_of = {id_: name for name, ids in splits.items() for id_ in ids}
    parts: dict[str, list[LabelledReference]] = {name: [] for name in (TRAIN, *splits)}
    for reference in references:
        parts[part_of.get(reference.id, TRAIN)].append(reference)
    return parts
