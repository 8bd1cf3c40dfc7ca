"""What tagging with Spark costs on one core: from Parquet to Parquet, in one session.

The command is ``OMP_NUM_THREADS=1 python training/spark_rate.py --json training/spark_rate.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["PYSPARK_PYTHON"] = sys.executable

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
from pyspark.sql import SparkSession

from tagger.bench import read_texts
from tagger.spark import tag

# What is measured, by the names that the report has for it.
_WAYS = {"csl": {"format": "csl"}, "no confidences": {"confidence": False}, "spans": {}}


def memory(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Tell the peak memory of the Python process that tags."""
    for _ in batches:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        yield pa.RecordBatch.from_pydict({"kilobytes": [peak]})


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-n", type=int, default=60_000)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    texts = read_texts(None, arguments.n)
    with tempfile.TemporaryDirectory() as home:
        source, out = f"{home}/in.parquet", f"{home}/out"
        pq.write_table(pa.table({"text": texts}), source)
        builder = SparkSession.builder.master("local[1]")
        for key in ("spark.ui.enabled", "spark.ui.showConsoleProgress"):
            builder = builder.config(key, "false")
        spark = builder.getOrCreate()
        frame = spark.read.parquet(source)
        tag(frame.limit(2000), "text").write.mode("overwrite").parquet(out)  # all has started now
        rates = {}
        for name, options in _WAYS.items():
            started = time.perf_counter()
            tag(frame, "text", **options).write.mode("overwrite").parquet(out)
            rates[name] = round(len(texts) / (time.perf_counter() - started))
        size = sum(path.stat().st_size for path in Path(out).glob("*.parquet"))
        peak = spark.range(1, numPartitions=1).mapInArrow(memory, "kilobytes long").collect()[0][0]
        spark.stop()
    report = {
        "strings": len(texts),
        "characters": round(sum(map(len, texts)) / len(texts)),
        "rates": rates,
        "bytes": round(size / len(texts)),
        "worker MB": round(peak * 1024 / 1e6),
        "spark": pyspark.__version__,
    }
    print(json.dumps(report, indent=1))
    if arguments.json:
        arguments.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
