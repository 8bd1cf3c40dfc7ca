"""Label Studio's export in JSON: tasks with the annotations of people.

Imports errors, records and the parts of the readers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tagger.corpora.readers.drafts import Draft
from tagger.corpora.readers.markup import read_bytes
from tagger.corpora.readers.standoff import Drawn, draft_from_drawn
from tagger.corpora.records import BadRecord
from tagger.errors import CorpusError

#: Types of results that label pieces of a text (https://labelstud.io/guide/task_format).
_TYPES = ("labels", "hypertextlabels")


def read_label_studio(path: str | Path) -> Iterator[Draft]:
    """Read the references of an export.

    Parameters
    ----------
    path : str or Path
        The export "JSON", not "JSON-MIN": an array of tasks with their text in ``data.text``;
        labels are ours in any case.  Of several annotations the one that is marked as ground
        truth counts, else the last one that was not cancelled; predictions do not count.

    Yields
    ------
    Draft
        One a task; a task without annotation is no reference.

    Raises
    ------
    CorpusError
        R040 where there is no such file, R041 where it is empty, R042 where it is no such
        export, R044 where it cannot be read.
    """
    try:
        tasks = json.loads(read_bytes(path).decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError("R044", path=path, reason=f"not UTF-8 at byte {error.start}") from error
    except RecursionError as error:
        raise CorpusError("R042", path=path, line=1, reason="not JSON: too deep") from error
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg}"
        raise CorpusError("R042", path=path, line=error.lineno, reason=reason) from error
    if not isinstance(tasks, list):
        raise CorpusError("R042", path=path, line=1, reason="not an array of tasks")
    for number, task in enumerate(tasks, start=1):
        data = task.get("data") if isinstance(task, dict) else None
        text = data.get("text") if isinstance(data, dict) else None
        if not isinstance(text, str):
            reason = f"task {number} has no text in data.text"
            raise CorpusError("R042", path=path, line=1, reason=reason)
        yield _draft(number, task, text)


def _draft(number: int, task: dict[str, Any], text: str) -> Draft:
    annotations = [one for one in _list(task, "annotations") if isinstance(one, dict)]
    valid = [one for one in annotations if not one.get("was_cancelled")]
    truth = [one for one in valid if one.get("ground_truth")]
    if not valid:
        return Draft(number, text, [], problem=BadRecord("not annotated", "no annotation counts"))
    drawn = []
    for result in _list((truth or valid)[-1], "result"):
        value = result.get("value") if isinstance(result, dict) else None
        if not isinstance(value, dict) or result.get("type") not in _TYPES:
            continue
        start, end = value.get("start"), value.get("end")
        if type(start) is not int or type(end) is not int:
            problem = BadRecord("wrong type", "start or end is not an integer")
            return Draft(number, text, [], problem=problem)
        drawn += [Drawn(start, end, str(name)) for name in _list(value, result["type"])]
    doc = task["data"].get("doc")
    return draft_from_drawn(number, text, drawn, doc=doc if isinstance(doc, str) else "")


def _list(record: dict[str, Any], key: str) -> list:
    value = record.get(key)
    return value if isinstance(value, list) else []
