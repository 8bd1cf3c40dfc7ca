"""Errors and warnings, each with a code that can be searched for.

Imports nothing of the package.  The text of every message is in one table, so that the codes
stay unique and a translation or a documentation page can be made from it.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # models
    "R001": "No model at '{path}'. Give a directory written by `python -m tagger.train`, or "
    "one of the installed models: {known}.",
    "R002": "The model file '{file}' in '{path}' is missing. Copy the model directory whole.",
    "R003": "The model file '{file}' has {found} bytes, its header says {expected}: it was cut "
    "off or changed. Copy the model directory again.",
    "R004": "The model file '{file}' does not have the SHA-256 that its header states: it was "
    "changed after it was written. Copy the model directory again.",
    "R005": "'{path}' is not a model of this library: {reason}.",
    "R006": "The model has format {found}, this version of ref-tagger reads format {expected}. "
    "{advice}",
    "R007": "The model was trained with the features '{found}', this version of ref-tagger "
    "computes '{expected}'. Train it again, or install ref-tagger {version}.",
    "R008": "ONNX Runtime could not open '{file}': {reason}.",
    # corpora
    "R040": "{path}: no such file or directory.",
    "R041": "{path}: no usable reference in it ({reason}).",
    "R042": "{path}, line {line}: {reason}",
    "R044": "{path} cannot be read: {reason}.",
    "R045": "There is no reader for '{format}'. There are readers for: {known}.",
    # training and command line
    "R060": "This needs the extra '{extra}' (missing: {module}). Install it with "
    '`pip install "ref-tagger[{extra}]"`.',
    "R061": "Nothing to train on: {reason}",
    "R062": "The configuration '{path}' is wrong: {reason}",
    "R063": "The checkpoint in '{path}' belongs to another run ({reason}). Remove it, or repeat "
    "the first command line.",
    "R064": "Cannot write to '{path}': {reason}",
    "R065": "The device '{device}' is not available here.",
    "R066": "These arguments do not go together: {reason}.",
    "R067": "{count} worker processes in a row ended before they had answered ({how}). There may "
    "be too little memory for so many; try with fewer, or with one.",
    # Spark, and datasets of Hugging Face
    "R090": "The column '{column}' cannot be tagged: {reason}.",
    "R091": "Spark failed: {reason}",
    "R092": "There is no text: the row holds null.",
    "R093": "The text has {length} characters; no more than {limit} are tagged.",
    "R094": "The text is not UTF-8 (byte {position}); what is not was read as U+FFFD.",
    "R095": "The text could not be tagged: {reason}",
}

WARNINGS: dict[str, str] = {
    "W001": "The text holds lone surrogates, which no encoding can write: each was replaced by "
    "U+FFFD, so that offsets hold.",
    "W002": "A field begins or ends inside a token of this pipeline's tokenizer and is left out "
    "of doc.ents; doc._.reference has it. tagger.ReferenceTokenizer.v1 avoids this.",
    "W004": "{path}, line {line}: no field was found; the entry holds the text only.",
    "W003": "{path}: {count} of {total} references left out ({reasons}).",
    "W005": "The worker process {process} ended by itself ({how}); its {count} references are "
    "tagged again by another.",
    "W006": "Reference {number} ended every worker process that tagged it ({how}) and is left "
    "without fields: {text}",
}


class TaggerError(Exception):
    """Base of all errors of this library.

    Attributes
    ----------
    code : str
        Key into `MESSAGES`, such as ``R001``.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(f"[{code}] {MESSAGES[code].format(**details)}")

    def __reduce__(self) -> tuple:
        return _rebuild, (type(self), self.code, self.details)


def _rebuild(cls: type[TaggerError], code: str, details: dict) -> TaggerError:
    return cls(code, **details)


class ModelError(TaggerError, ValueError):
    """A model is missing, damaged, foreign, or of another version."""


class CorpusError(TaggerError, ValueError):
    """A file of labelled references cannot be used."""


class UsageError(TaggerError, ValueError):
    """A setting or an argument is wrong, or an extra is missing."""


class WorkerError(TaggerError, RuntimeError):
    """Processes that tag cannot be started, or end again and again."""


class TaggerWarning(UserWarning):
    """Base of the warnings of this library; the message begins with its code."""


def warning(code: str, **details: object) -> TaggerWarning:
    """Build the warning with a code, ready for ``warnings.warn``.

    Parameters
    ----------
    code : str
        Key into `WARNINGS`.
    **details
        Values for the placeholders of the message.

    Returns
    -------
    TaggerWarning
        Its message is ``[code] text``.
    """
    return TaggerWarning(f"[{code}] {WARNINGS[code].format(**details)}")
