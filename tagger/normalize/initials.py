"""Initials of given names in one form.

Imports nothing of the package.  Invariant: letters stay, in their order.
"""

from __future__ import annotations

import re


def spread_initials(given: str) -> str:
    """Write initials apart and with dots, as styles need them.

    Parameters
    ----------
    given : str
        Given names, as printed.

    Returns
    -------
    str
        "J. P." for "JP", "J.P." and "J P"; other words as they are.  Up to three capitals are
        initials: more are a name in capitals.

    Examples
    --------
    >>> spread_initials("JP"), spread_initials("J.-P."), spread_initials("Ruth M")
    ('J. P.', 'J.-P.', 'Ruth M.')
    """
    given = re.sub(r"\.(?=[^\W\d_])", ". ", given)
    words = []
    for word in given.split():
        bare = word.rstrip(".")
        if re.fullmatch(r"[^\W\d_]{1,3}", bare) and bare.isupper():
            words += [f"{letter}." for letter in bare]
        elif re.fullmatch(r"[^\W\d_](?:\.?-[^\W\d_])+", bare) and bare.upper() == bare:
            words.append("-".join(f"{part.rstrip('.')}." for part in bare.split("-")))
        else:
            words.append(word)
    return " ".join(words)
