"""The finished files as their receiver can read them: every text in them, with the place where it stands."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader

from holdspace.release.rules.scan import Text

PDF: Final = "record.pdf"
FHIR: Final = "record.json"
CONTAINER: Final = "record.zip"
"""Neutral names: they say neither whose they are nor what they are about."""

_HASHES: Final = re.compile(r"(?<=<xmpMM:DocumentID>)[^<]+|(?<=<xmpMM:InstanceID>)[^<]+")
"""What the typesetter computes from the content, in base64: two letters in it may look like a short name."""


def texts_of(files: Sequence[tuple[str, bytes]]) -> list[Text]:
    """Every text of every file, and the files' names."""
    found: list[Text] = []
    for name, content in files:
        found.append(Text(f"{name}, its name", name))
        found += pdf_texts(name, content) if content.startswith(b"%PDF") else json_texts(name, content)
    return found


def pdf_texts(name: str, content: bytes) -> list[Text]:
    """The text layer page by page, the properties, XMP, the outline, and every word behind a picture."""
    reader = PdfReader(BytesIO(content))
    found = [
        Text(f"{name}, page {number}", page.extract_text() or "")
        for number, page in enumerate(reader.pages, start=1)
    ]
    properties = [str(value) for value in (reader.metadata or {}).values()]
    xmp = reader.xmp_metadata
    if xmp is not None:
        properties.append(_HASHES.sub("", xmp.stream.get_data().decode("utf-8", "replace")))
    properties += [str(each) for each in reader.attachments]
    properties += list(_outline(reader.outline))
    return [*found, Text(f"{name}, its properties", "\n".join(properties))]


def _outline(entries: Any) -> Iterator[str]:
    for each in entries:
        if isinstance(each, list):
            yield from _outline(each)
        else:
            yield str(each.title)


def json_texts(name: str, content: bytes) -> list[Text]:
    """Every string of a JSON file under its path; what is base64 in an attachment is opened first."""
    return [Text(f"{name}, {path}", said) for path, said in _strings(json.loads(content), "")]


def _strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "data" and isinstance(inner, str):
                inner = base64.b64decode(inner).decode("utf-8", "replace")
            yield from _strings(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _strings(inner, f"{path}[{at}]")
    elif isinstance(value, str):
        yield path, value
