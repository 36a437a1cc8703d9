"""PDFs made anew: the pages, and of each page only what is drawn.

The new document is put together from an allow-list (ISO 32000-1, table 30): page boxes, rotation, contents
and resources. What a document can *do* (scripts, actions, links, forms, attached files, films, references
to other files), and what it tells about itself (metadata, thumbnails, edits of programs), stands elsewhere
and does not come along. What somebody filled in or drew on top of a page becomes part of the page first, so
that nothing that was to be seen is lost.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

import pikepdf

from holdspace.attachments.rules.content import Format
from holdspace.attachments.rules.limits import (
    MOST_KEPT,
    MOST_OBJECTS,
    MOST_OF_ONE_STREAM,
    MOST_PAGES,
    MOST_UNPACKED,
)
from holdspace.attachments.rules.remade import Remade
from holdspace.attachments.rules.unreadable import Unreadable, Why

_OF_A_PAGE: Final = frozenset(
    ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group")
)

#: What may do or tell something inside of resources: actions, files, forms, metadata, other programs' notes.
_NOWHERE: Final = frozenset(
    (
        "/AA", "/OpenAction", "/JS", "/JavaScript", "/Launch", "/URI", "/EF", "/AF", "/Annots", "/AcroForm",
        "/XFA", "/Metadata", "/PieceInfo", "/LastModified", "/OPI", "/Ref", "/Alternates", "/Thumb",
        "/RichMedia",
        "/StructParent", "/StructParents",
    )
)  # fmt: skip
#: A stream that takes its bytes from another file (ISO 32000-1, table 5).
_FROM_ELSEWHERE: Final = ("/F", "/FFilter", "/FDecodeParms")

_FLATE: Final = ("/FlateDecode", "/Fl")
#: Coders of pictures: what they unpack to is counted by the size of the picture.
_OF_PICTURES: Final = (
    "/DCTDecode", "/DCT", "/JPXDecode", "/CCITTFaxDecode", "/CCF", "/JBIG2Decode"
)  # fmt: skip
_CHUNK: Final = 1024**2


def remake_document(content: bytes) -> Remade:
    """A PDF with the same pages. Raises Unreadable."""
    try:
        return _remade(content)
    except Unreadable:
        raise
    except pikepdf.PasswordError as problem:
        raise Unreadable(Why.ENCRYPTED) from problem
    except MemoryError as problem:
        raise Unreadable(Why.TOO_HEAVY) from problem
    except Exception as problem:  # whatever a reader stumbles over
        raise Unreadable(Why.DAMAGED) from problem


def _remade(content: bytes) -> Remade:
    pikepdf.settings.set_qpdf_limits(
        flate_max_memory=MOST_OF_ONE_STREAM,
        png_max_memory=MOST_OF_ONE_STREAM,
        tiff_max_memory=MOST_OF_ONE_STREAM,
        run_length_max_memory=MOST_OF_ONE_STREAM,
        max_stream_filters=2,
        parser_max_container_size=MOST_OBJECTS,
    )
    with pikepdf.Pdf.open(BytesIO(content), attempt_recovery=False) as old, pikepdf.Pdf.new() as new:
        _check(old)
        _draw_what_lies_on_top(old)
        for page in old.pages:
            _leave(page.obj, set(page.obj.keys()) - _OF_A_PAGE)
        new.pages.extend(old.pages)
        for each in _objects(new):
            _strip(each)
        written = BytesIO()
        new.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        pages = len(new.pages)
    if written.tell() > MOST_KEPT:
        raise Unreadable(Why.TOO_HEAVY)
    return Remade(written.getvalue(), Format.PDF, pages)


def _check(document: pikepdf.Pdf) -> None:
    if document.is_encrypted:
        raise Unreadable(Why.ENCRYPTED)
    if bool(document.Root.get("/NeedsRendering", False)):
        raise Unreadable(Why.FORM_OF_ITS_OWN)
    if len(document.objects) > MOST_OBJECTS:
        raise Unreadable(Why.TOO_HEAVY)
    if not len(document.pages):
        raise Unreadable(Why.DAMAGED)
    if len(document.pages) > MOST_PAGES:
        raise Unreadable(Why.TOO_MANY_PAGES)
    unpacked = 0
    for stream in (each for each in document.objects if isinstance(each, pikepdf.Stream)):
        unpacked += _unpacked(stream, MOST_UNPACKED - unpacked)


def _unpacked(stream: pikepdf.Stream, left: int) -> int:
    """Bytes to which a stream unpacks, without keeping them. Raises Unreadable above `left`."""
    filters = _filters(stream)
    if any(name in _OF_PICTURES for name in filters):
        size = _size_of_picture(stream)
    elif len(filters) == 1 and filters[0] in _FLATE:
        size = _inflated(stream.read_raw_bytes(), left)
    else:
        size = len(stream.read_bytes()) if filters else len(stream.read_raw_bytes())
    if size > left:
        raise Unreadable(Why.TOO_HEAVY)
    return size


def _filters(stream: pikepdf.Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found] if isinstance(found, pikepdf.Array) else [str(found)]


def _size_of_picture(stream: pikepdf.Stream) -> int:
    """Pixels of a picture, a byte for each: four of them would refuse an ordinary scan in colour."""
    return int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))


def _inflated(packed: bytes, most: int) -> int:
    unpacker, size = zlib.decompressobj(), 0
    while packed and not unpacker.eof:
        size += len(unpacker.decompress(packed, _CHUNK))
        if size > most:
            raise Unreadable(Why.TOO_HEAVY)
        packed = unpacker.unconsumed_tail
    return size


def _draw_what_lies_on_top(document: pikepdf.Pdf) -> None:
    """Fields that were filled in, stamps, signatures: drawn into the page before they are left behind."""
    form = document.Root.get("/AcroForm")
    if form is not None and bool(form.get("/NeedAppearances", False)):
        document.generate_appearance_streams()
    document.flatten_annotations("all")


def _objects(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of a document, also those that stand inside of others."""
    waiting: list[Any] = list(document.objects)
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
            yield each
            inner = [each.get(name) for name in list(each.keys())]
        elif isinstance(each, pikepdf.Array):
            inner = list(each)
        else:
            continue
        waiting.extend(part for part in inner if isinstance(part, pikepdf.Object) and not part.is_indirect)


def _strip(each: Any) -> None:
    names = set(each.keys())
    _leave(each, names & _NOWHERE)
    if isinstance(each, pikepdf.Stream):
        _leave(each, names & set(_FROM_ELSEWHERE))
    if str(each.get("/S", "")) in ("/JavaScript", "/Launch", "/URI", "/SubmitForm", "/ImportData", "/GoToR"):
        _leave(each, names)


def _leave(each: Any, names: set[str]) -> None:
    for name in names:
        del each[name]
