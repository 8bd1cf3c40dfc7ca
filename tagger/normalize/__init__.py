"""Fields of a reference in a form that other programs can use, one module a field.

Its modules import nothing of the package but each other.  Invariant: pure functions on the text
of one field; what they give is made of letters that stand in that text, but for pages that are
completed (123-8 to 123-128), dates in ISO form and types of works.
"""
