"""References in the formats of other programs, one module a format.

Its modules import labels, reference, tokenizer and normalize, and each other.  `csl_json` makes a
CSL-JSON item of a reference; the other writers take such an item, and `jats` the reference
itself.  Invariant: no tagged field is lost; what a format has no place for stands in its note.
"""
