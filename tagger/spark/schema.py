"""What `tagger.spark.tag` adds to a row, as Spark and as Arrow know it.

Imports labels.  The new column is a structure, never null:

======================  ==========================================================================
``spans``               array of what was found, in the order of the text, without overlap; null
                        where the row could not be tagged, empty where nothing was found
``spans.start, end``    int: offsets into the text, half-open, in Unicode code points, as Spark's
                        ``substring(text, start + 1, end - start)`` counts them
``spans.label``         string: one of `tagger.labels.NAMES`
``spans.confidence``    float: 0 to 1, null where confidences are switched off
``spans.text``          string: the characters, as they stand in the text
``fields``              structure with a string for each label: the text on one line of the span
                        that the model is surest of, null where there is none; null as a whole
                        where the row could not be tagged
``csl``                 string, with ``format="csl"`` only: the record as a CSL-JSON item
``error``               string: null, or why the row could not be tagged, or not as it stood;
                        begins with a code of `tagger.errors`
======================  ==========================================================================

Invariant: the two types name the same fields in the same order, for Spark goes by position.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagger.labels import NAMES

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql.types import StructType


def spark_type(*, with_csl: bool) -> StructType:
    """Give the type of the new column.

    Parameters
    ----------
    with_csl : bool
        Whether it holds CSL-JSON.

    Returns
    -------
    pyspark.sql.types.StructType
        See the table of this module.
    """
    from pyspark.sql.types import ArrayType, FloatType, IntegerType, StringType, StructType

    span = StructType()
    for name, kind in (
        ("start", IntegerType()),
        ("end", IntegerType()),
        ("label", StringType()),
        ("confidence", FloatType()),
        ("text", StringType()),
    ):
        span = span.add(name, kind)
    fields = StructType()
    for name in NAMES:
        fields = fields.add(name, StringType())
    whole = StructType().add("spans", ArrayType(span)).add("fields", fields)
    if with_csl:
        whole = whole.add("csl", StringType())
    return whole.add("error", StringType())


def arrow_types() -> tuple[pyarrow.StructType, pyarrow.StructType]:
    """Give the types of a span and of ``fields``.

    Returns
    -------
    span, fields : pyarrow.StructType
        As `spark_type` has them.
    """
    import pyarrow as pa

    text = pa.string()
    kinds = {
        "start": pa.int32(),
        "end": pa.int32(),
        "label": text,
        "confidence": pa.float32(),
        "text": text,
    }
    return pa.struct(list(kinds.items())), pa.struct([(name, text) for name in NAMES])
