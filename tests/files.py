"""Files for tests, all made here: honest ones, and those that somebody would send to break in.

Nothing is read from a disk and nothing comes from elsewhere; everybody who stands in them is invented.
"""

from __future__ import annotations

import base64
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from holdspace.attachments.rules.content import TEST_VIRUS

PLACE = "Lighthouse Lane 7"
"""What a camera wrote into a picture, and nobody may find afterwards."""


# --- Pictures ----------------------------------------------------------------------------------------------


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
    """A picture that goes from dark to light."""
    written = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(written, kind, **options)
    return written.getvalue()


def photograph(orientation: int = 6) -> bytes:
    """A JPEG as a telephone takes it: on its side, with place, time, a profile and a comment; 60 × 40."""
    exif = Image.Exif()
    exif[274], exif[270], exif[306] = orientation, PLACE, "2026:03:14 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return picture("JPEG", exif=exif, comment=PLACE.encode(), icc_profile=b"profile of " + PLACE.encode())


def png(width: int, height: int, *chunks: tuple[bytes, bytes], depth: int = 8, colour: int = 2) -> bytes:
    """A PNG of black rows (ISO/IEC 15948), packed as small as can be, with chunks of one's own before its end."""
    bands = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    row, packer = b"\0" * (1 + (width * bands * depth + 7) // 8), zlib.compressobj(9)
    rows = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [(b"IHDR", head), *chunks, (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def text_bomb() -> bytes:
    """A small PNG whose words unpack to 300 MB."""
    packer = zlib.compressobj(9)
    words = b"".join(packer.compress(bytes(1024**2)) for _ in range(300)) + packer.flush()
    return png(8, 8, (b"zTXt", b"Comment\0\0" + words))


def zipped(name: str = "payload.exe", content: bytes = b"MZ payload") -> bytes:
    """A ZIP."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, content)
    return written.getvalue()


# --- Documents ---------------------------------------------------------------------------------------------


def document(
    words: str = "Dear colleague", change: Callable[[Pdf], None] | None = None, **options: Any
) -> bytes:
    """A PDF of one page with `words`, changed by `change` before it is saved."""
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode())
    page.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    if change is not None:
        change(pdf)
    written = BytesIO()
    pdf.save(written, **options)
    return written.getvalue()


def _script(pdf: Pdf) -> None:
    run = Dictionary(S=Name.JavaScript, JS=String("app.alert('payload')"))
    pdf.Root.OpenAction = run
    pdf.Root.AA = Dictionary(WC=run)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("payload"), run])))
    pdf.pages[0].AA = Dictionary(O=run)


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["payload.exe"] = b"MZ payload"
    pdf.Root.AF = Array([pdf.attachments["payload.exe"].obj])


def _links(pdf: Pdf) -> None:
    actions = (
        Dictionary(S=Name.URI, URI=String("https://payload.example/")),
        Dictionary(S=Name.Launch, F=String("payload.exe")),
        Dictionary(S=Name.SubmitForm, F=String("https://payload.example/")),
    )
    pdf.pages[0].Annots = Array(
        pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 99, 99], A=action))
        for action in actions
    )


def _film(pdf: Pdf) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=[0, 0, 99, 99])
    film.RichMediaContent = Dictionary(
        Assets=Dictionary(Names=Array([String("payload.swf"), pdf.make_stream(b"payload")]))
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(film)])


def _metadata(pdf: Pdf) -> None:
    pdf.docinfo["/Author"] = f"payload of {PLACE}"
    pdf.Root.Metadata = pdf.make_stream(
        f"<x>payload {PLACE}</x>".encode(), Type=Name.Metadata, Subtype=Name.XML
    )
    pdf.pages[0].PieceInfo = Dictionary(Program=Dictionary(Private=String(f"payload {PLACE}")))
    pdf.pages[0].Metadata = pdf.make_stream(b"payload")


def _in_resources(pdf: Pdf) -> None:
    """What hides where only drawing should be: a script beside a form, a stream from another file."""
    inner = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    inner.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("payload")))
    inner.Ref = Dictionary(F=String("payload.pdf"), Page=0)
    inner.OPI = Dictionary(F=String("payload.tif"))
    outside = pdf.make_stream(
        b"", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, F=String("payload.bin")
    )
    pdf.pages[0].Resources.XObject = Dictionary(A=inner, B=outside)


def _fields(pdf: Pdf) -> None:
    """A form that somebody filled in, with a script in a field and its XFA twin."""
    page = pdf.pages[0]
    drawn = pdf.make_stream(
        b"BT /F1 12 Tf 2 2 Td (Filled in) Tj ET",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=[0, 0, 200, 20],
        Resources=page.Resources,
    )
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("payload"),
            V=String("Filled in"),
            Rect=[72, 600, 272, 620],
            AP=Dictionary(N=drawn),
            F=4,
            AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("payload"))),
        )
    )
    page.Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=pdf.make_stream(b"<xdp>payload</xdp>"))


def scripted() -> bytes:
    return document(change=_script)


def with_attachment() -> bytes:
    return document(change=_attachment, compress_streams=False)


def linked() -> bytes:
    return document(change=_links)


def filmed() -> bytes:
    return document(change=_film)


def described() -> bytes:
    return document(change=_metadata, compress_streams=False)


def hidden_in_resources() -> bytes:
    return document(change=_in_resources)


def filled_in() -> bytes:
    return document(change=_fields)


def form_of_its_own() -> bytes:
    """A form that only Adobe's programs show: its page says "please wait"."""
    return document("Please wait", lambda pdf: pdf.Root.update({"/NeedsRendering": True}))


def encrypted(user: str = "password") -> bytes:
    return document(encryption=pikepdf.Encryption(user=user, owner="owner"))


def of_pages(count: int) -> bytes:
    def more(pdf: Pdf) -> None:
        for _ in range(count - 1):
            pdf.add_blank_page(page_size=(100, 100))

    return document(change=more)


def packed(content: bytes, *filters: str) -> bytes:
    """A PDF whose page is drawn by a stream that lies as `content` behind `filters`."""

    def change(pdf: Pdf) -> None:
        stream = pikepdf.Stream(pdf, b"")
        stream.write(content, filter=Array([Name("/" + name) for name in filters]))
        pdf.pages[0].Contents = pdf.make_indirect(stream)

    return document(change=change, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


def document_bomb(megabytes: int = 1_000) -> bytes:
    packer = zlib.compressobj(9)
    return packed(
        b"".join(packer.compress(bytes(1024**2)) for _ in range(megabytes)) + packer.flush(), "FlateDecode"
    )


def nested_bomb() -> bytes:
    """Half a gigabyte, packed twice to two kilobytes."""
    once = zlib.compress(bytes(512 * 1024**2), 9)
    return packed(zlib.compress(once, 9), "FlateDecode", "FlateDecode")


def lettered_bomb() -> bytes:
    once = zlib.compress(bytes(512 * 1024**2), 9)
    return packed(base64.a85encode(once) + b"~>", "ASCII85Decode", "FlateDecode")


def deep() -> bytes:
    """Arrays in arrays, deeper than any stack."""
    nested = b"[" * 100_000 + b"]" * 100_000
    body = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages " + nested + b">>\nendobj\n"
    return body + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert("payload")</script></svg>'
HTML = b"<!doctype html><script>alert('payload')</script>"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,"


def refused() -> Iterator[tuple[str, bytes, str]]:
    """What is not taken: a name, the file, and why (a `Why`)."""
    yield "nothing at all", b"", "empty"
    yield "21 MB", picture() + bytes(21 * 1024**2), "too_large"
    yield "a GIF named .png", GIF, "unknown"
    yield "an SVG with a script", SVG, "unknown"
    yield "HTML", HTML, "unknown"
    yield "HTML before a PDF", HTML + document(), "unknown"
    yield "a ZIP", zipped(), "unknown"
    yield "the test virus", TEST_VIRUS, "infected"
    yield "the test virus in a picture", picture() + TEST_VIRUS, "infected"
    yield "half a PNG", picture(size=(600, 400))[:-300], "damaged"
    yield "half a JPEG", picture("JPEG", (600, 400))[:-2000], "damaged"
    yield "half a PDF", document()[:-200], "damaged"
    yield "only the first bytes of a PNG", b"\x89PNG\r\n\x1a\n", "damaged"
    yield "only the first bytes of a PDF", b"%PDF-1.7", "damaged"
    yield "a PNG of 51 megapixels", png(8_200, 6_300), "too_many_pixels"
    yield "a PNG of 2 billion pixels", png(65_000, 32_000, depth=1, colour=0), "too_many_pixels"
    yield "a PNG that unpacks to 200 MB", png(7_000, 7_000), "too_heavy"
    yield "a PNG whose words unpack to 300 MB", text_bomb(), "damaged"
    yield "a PDF with a password", encrypted(), "encrypted"
    yield "a PDF that may not be printed", encrypted(user=""), "encrypted"
    yield "a form of one program", form_of_its_own(), "form_of_its_own"
    yield "201 pages", of_pages(201), "too_many_pages"
    yield "a page that unpacks to 1 GB", document_bomb(), "too_heavy"
    yield "a page packed twice", nested_bomb(), "damaged"
    yield "a page packed in letters", lettered_bomb(), "damaged"
    yield "a page behind three filters", packed(zlib.compress(b""), *["FlateDecode"] * 3), "damaged"
    yield "arrays in arrays", deep(), "damaged"


def disarmed() -> Iterator[tuple[str, bytes]]:
    """What is taken, and of which nothing but what is to be seen may be left: every trap says "payload"."""
    yield "a PDF with scripts", scripted()
    yield "a PDF with a file in it", with_attachment()
    yield "a PDF with links that send and start", linked()
    yield "a PDF with a film", filmed()
    yield "a PDF that tells who wrote it", described()
    yield "a PDF with traps among its drawings", hidden_in_resources()
    yield "a form with scripts and XFA", filled_in()
    yield "a PDF with a ZIP behind it", document() + zipped()
    yield "a PDF with HTML behind it", document() + HTML
    yield "a JPEG with a ZIP behind it", picture("JPEG") + zipped()
    yield "a PNG with HTML behind it", picture() + HTML
    yield "a JPEG with HTML as its comment", picture("JPEG", comment=HTML)
    yield "a PNG with words", png(8, 8, (b"tEXt", b"Comment\0payload"))
