"""Long texts as overlapping windows, and the spans of the windows as those of the text.

Imports chain.  What a model needs of memory grows with the longest text that it is given at once,
and long ones need double precision.  Hardly a reference is as long as a window, but for the lists
of authors of large projects.  The network sees some thirty tokens to either side: what is more than
a few hundred characters away from the edge of a window is labelled as it would be without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tagger.chain import Span

#: Longest text, in code points, that is tagged in one piece; and length of a window.
LONGEST = 3500
#: Code points that a window shares with the next one.
OVERLAP = 900
# How far back from its end a window may end, at white space.
_SLACK = 300


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text into overlapping windows.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    tuple of int
        Start and end offsets, at white space where there is some within 300 code points.  Together
        they cover the text; each but the last shares about `OVERLAP` with the next.
    """
    start = 0
    while True:
        end = start + LONGEST
        if end >= len(text):
            yield start, len(text)
            return
        end = _at_space(text, end)
        yield start, end
        start = _at_space(text, end - OVERLAP)


def _at_space(text: str, place: int) -> int:
    """Move a place back to behind the nearest white space."""
    for i in range(place, place - _SLACK, -1):
        if text[i - 1].isspace():
            return i
    return place


def join(
    text: str, left: Sequence[Span], right: Sequence[Span], start: int, end: int
) -> list[Span]:
    """Join the spans of two windows that overlap.

    Parameters
    ----------
    text : str
        The whole text.
    left, right : sequence of spans
        Of both, with offsets into the whole text, in order and without overlap.
    start, end : int
        Where the right window starts and the left one ends.

    Returns
    -------
    list of spans
        Those of the left window up to a place near the middle of what they share, then those of
        the right one: in order and without overlap.  A span of one label that goes on from the
        one to the other is joined; it is as sure as its less sure part.
    """
    middle = (start + end) // 2
    for one in left:
        for other in right:
            if (
                one.label == other.label
                and one.start < middle < one.end
                and other.start < middle < other.end
            ):
                both = one.confidence, other.confidence
                sure = min((p for p in both if p is not None), default=None)
                joined = one._replace(end=other.end, confidence=sure)
                before = [span for span in left if span.end <= one.start]
                return [*before, joined, *(span for span in right if span.start >= other.end)]
    places = sorted(
        (span.start for span in right if start < span.start < end), key=lambda c: abs(c - middle)
    )
    for cut in places:
        if not any(span.start < cut < span.end for span in left):
            break
    else:  # the windows agree on no border: what the left one has begun, it may finish
        cut = max([start, *(span.end for span in left if span.start < middle)])
        while cut < end and text[cut].isspace():
            cut += 1
    kept = [span for span in left if span.end <= cut]
    # what the right window began in what they share, and goes on behind it, is not lost
    rest = [span._replace(start=cut) for span in right if span.start < cut < end < span.end]
    return kept + rest + [span for span in right if span.start >= cut]
