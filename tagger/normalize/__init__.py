"""Fields of a reference in a form that other programs can use, one module a field.

Its modules import nothing of the package but each other.  Invariant: pure functions on the text
of one field; what they give is made of letters that stand in that text.
"""
