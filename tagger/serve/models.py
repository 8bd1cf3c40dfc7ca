"""The JSON of the service: what requests and answers look like.

Imports labels and serve.settings.  Invariant: what passes `ExportRequest` can be written in any
format.  Offsets are in Unicode code points.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, FailFast, Field, model_validator

from tagger.labels import BY_NAME, NAMES
from tagger.serve.settings import MOST_STRINGS

ParseFormat = Literal["spans", "fields", "csl", "bibtex", "biblatex", "ris", "tei", "jats"]
ExportFormat = Literal["bibtex", "biblatex", "ris", "csl", "tei", "jats", "jsonl"]


def _known(label: str) -> str:
    if label not in BY_NAME:
        raise ValueError(f"the labels are {', '.join(NAMES)}")
    return label


#: Characters of a key that errors name.
_SHOWN = 100


class Strict(BaseModel):
    """A request that has no other keys: one error, and a short one, where it has any."""

    model_config = ConfigDict(
        extra="ignore", strict=True, json_schema_extra={"additionalProperties": False}
    )

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        if isinstance(data, Mapping):
            for key in data:
                if key not in cls.model_fields:
                    raise ValueError(f"there is no key {str(key)[:_SHOWN]!r}")
        return data


LabelName = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(NAMES)})]
Share = Annotated[float, Field(ge=0, le=1)]


class Problem(BaseModel):
    """What is wrong with a request, or went wrong with it."""

    code: str
    message: str


class ErrorAnswer(BaseModel):
    """The body of every answer that is an error."""

    error: Problem


class ParseRequest(Strict):
    """Strings to tag, or a page in which to look for references; one of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "additionalProperties": False,
            "oneOf": [{"required": ["texts"]}, {"required": ["page"]}],
        },
    )

    texts: Annotated[list[str], FailFast()] = Field(
        default_factory=list,
        max_length=MOST_STRINGS,
        description="Strings, one reference each.",
        examples=[
            ["Knuth, D. E. (1984). Literate programming. The Computer Journal, 27(2), 97-111."]
        ],
    )
    page: str = Field("", description="Text of a page or a document.")
    find: bool = Field(
        True,
        description="Of a page: look for references in it; or else take each line for one.",
    )
    format: ParseFormat = Field(
        "fields", description="What each reference gets besides its text and its spans."
    )
    confidence: bool = Field(True, description="Whether to compute confidences.")
    min_confidence: Share = Field(0.0, description="Fields that are less sure are left out.")

    @model_validator(mode="after")
    def _one_of_two(self) -> ParseRequest:
        if len(self.model_fields_set & {"texts", "page"}) != 1:
            raise ValueError("give texts or page, and not both")
        return self


class Span(BaseModel):
    """A labelled piece of a text: ``text[start:end]``, in code points."""

    start: int
    end: int
    label: LabelName
    confidence: Share | None = None


class AnsweredField(BaseModel):
    """A labelled piece with its text."""

    label: LabelName
    value: str
    raw: str
    start: int
    end: int
    confidence: Share | None = None


class Found(BaseModel):
    """Where a reference stands in a page, and how sure it is that it is one."""

    start: int
    end: int
    label: str
    confidence: Share


class AnsweredReference(BaseModel):
    """A reference: its text, its spans, and what the format adds."""

    text: str
    spans: list[Span]
    fields: list[AnsweredField] = Field(default_factory=list)
    csl: dict[str, Any] = Field(default_factory=dict)
    bibtex: str = ""
    biblatex: str = ""
    ris: str = ""
    tei: str = ""
    jats: str = ""
    found: Found = Field(default_factory=lambda: Found(start=0, end=0, label="", confidence=0))


class ParseAnswer(BaseModel):
    """The references, in the order of the strings or of the page."""

    references: list[AnsweredReference]


class ExportSpan(BaseModel):
    """A labelled piece of a text: ``text[start:end]``, in code points."""

    model_config = ConfigDict(strict=True)

    start: int = Field(ge=0)
    end: int = Field(ge=1)
    label: LabelName
    confidence: Share | None = None


class ExportReference(BaseModel):
    """A reference with its labels; keys that `parse` adds are passed over."""

    model_config = ConfigDict(strict=True)

    text: str
    spans: Annotated[list[ExportSpan], FailFast()] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fit(self) -> ExportReference:
        spans = sorted(self.spans, key=lambda span: span.start)
        if any(not span.start < span.end <= len(self.text) for span in spans):
            raise ValueError("a span must lie in its text and must not be empty")
        if any(first.end > second.start for first, second in pairwise(spans)):
            raise ValueError("spans must not overlap")
        return self


class ExportRequest(Strict):
    """References with their labels, and the format to write them in."""

    references: Annotated[list[ExportReference], FailFast()] = Field(max_length=MOST_STRINGS)
    format: ExportFormat


class LabelAnswer(BaseModel):
    """A label."""

    name: str
    description: str
    colour: str = Field(
        description="Background for displays, #rrggbb; dark text is readable on it."
    )


class Version(BaseModel):
    """What runs here; the keys are those of GROBID."""

    version: str
    revision: str
