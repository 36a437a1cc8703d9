"""Files made anew: what is to be seen stays, and nothing else does."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from holdspace.attachments.rules.content import Format, format_of
from holdspace.attachments.rules.kinds import BY_CODE, KINDS
from holdspace.attachments.rules.limits import LONGEST_SIDE, MOST_KEPT
from holdspace.attachments.rules.remaking import remake
from holdspace.attachments.rules.unreadable import SENTENCES, Unreadable, Why
from tests import files

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def text_of(content: bytes) -> bytes:
    """Everything that a document draws, unpacked."""
    with pikepdf.open(BytesIO(content)) as pdf:
        streams = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        return b"\n".join(each.read_bytes() for each in streams)


# --- What it is ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(files.picture(), Format.PNG), (files.picture("JPEG"), Format.JPEG), (files.document(), Format.PDF)],
)
def test_a_file_is_what_stands_in_it(content: bytes, kind: Format) -> None:
    assert format_of(content) is kind
    assert remake(content).format is kind


def test_the_name_for_handing_out_says_nothing() -> None:
    assert {kind.file_name for kind in Format} == {"file.pdf", "file.png", "file.jpg"}


def test_every_reason_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Why)
    assert all(str(words).endswith(".") for words in SENTENCES.values())


def test_what_is_said_about_them_is_never_shared_with_them_by_a_kind() -> None:
    """A letter from a colleague may name third persons: it is given out by a person, not by a list."""
    assert {kind.code for kind in KINDS if kind.is_shared} == {"insurance", "form", "drawing"}
    assert not BY_CODE["drawing"].is_administrative


# --- Pictures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orientation", "red", "green", "size"),
    [  # CIPA DC-008-2019, 4.6.4: where the stored first row and first column are to be seen
        (1, "top left", "top right", (60, 40)),
        (2, "top right", "top left", (60, 40)),
        (3, "bottom right", "bottom left", (60, 40)),
        (4, "bottom left", "bottom right", (60, 40)),
        (5, "top left", "bottom left", (40, 60)),
        (6, "top right", "bottom right", (40, 60)),
        (7, "bottom right", "top right", (40, 60)),
        (8, "bottom left", "top left", (40, 60)),
        (99, "top left", "top right", (60, 40)),
    ],
)
def test_a_picture_stands_upright_without_being_told_so(
    orientation: int, red: str, green: str, size: tuple[int, int]
) -> None:
    stored = Image.new("RGB", (60, 40), "white")
    stored.paste(RED, (0, 0, 16, 16))
    stored.paste(GREEN, (44, 0, 60, 16))
    exif, written = Image.Exif(), BytesIO()
    exif[274] = orientation
    stored.save(written, "JPEG", exif=exif, quality=95)
    seen = opened(remake(written.getvalue()).content)
    assert seen.size == size
    assert not seen.getexif()
    assert _strongest(seen, red) == 0
    assert _strongest(seen, green) == 1


def _strongest(image: Image.Image, corner: str) -> int:
    down, along = corner.split()
    x = 4 if along == "left" else image.width - 5
    y = 4 if down == "top" else image.height - 5
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return max(range(3), key=lambda band: pixel[band])


def test_a_photograph_leaves_place_time_profile_and_words_behind() -> None:
    kept = remake(files.photograph()).content
    assert opened(kept).size == (40, 60)
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert files.PLACE.encode() not in kept


def test_a_large_picture_is_made_smaller_and_keeps_its_shape() -> None:
    for kind in ("PNG", "JPEG"):
        kept = opened(remake(files.picture(kind, (4_800, 3_000))).content)
        assert kept.size == (LONGEST_SIDE, 1_500)


def test_a_narrow_picture_keeps_at_least_one_pixel() -> None:
    assert opened(remake(files.picture(size=(9_000, 1))).content).size == (LONGEST_SIDE, 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_can_be_kept(mode: str) -> None:
    made = (
        Image.new("I;16", (50, 30), 40_000)
        if mode == "I;16"
        else Image.new("RGB", (50, 30), RED).convert(mode)
    )
    written = BytesIO()
    made.save(written, "PNG")
    kept = remake(written.getvalue())
    assert kept.format is Format.PNG
    assert opened(kept.content).size == (50, 30)
    shown = opened(kept.content).convert("L").getpixel((25, 15))
    assert shown == pytest.approx(made.convert("L").getpixel((25, 15)) if mode != "I;16" else 156, abs=2)


def test_a_png_keeps_what_can_be_seen_through() -> None:
    clear = Image.new("P", (8, 8), 0)
    clear.putpalette([*RED, *BLUE])
    written = BytesIO()
    clear.save(written, "PNG", transparency=0)
    kept = opened(remake(written.getvalue()).content)
    assert kept.mode == "RGBA"
    assert kept.getpixel((4, 4)) == (*RED, 0)


def test_inks_become_light() -> None:
    kept = opened(remake(files.picture("JPEG", mode="CMYK")).content)
    assert kept.mode == "RGB"


def test_a_png_that_stays_too_heavy_is_kept_as_a_jpeg() -> None:
    noise = Image.effect_noise((2_400, 2_400), 200)
    coloured = Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)])
    written = BytesIO()
    coloured.save(written, "PNG", compress_level=1)
    assert len(written.getvalue()) > MOST_KEPT
    kept = remake(written.getvalue())
    assert kept.format is Format.JPEG
    assert len(kept.content) <= MOST_KEPT


def test_only_the_first_picture_of_a_film_is_kept() -> None:
    written = BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN)]
    frames[0].save(written, "PNG", save_all=True, append_images=frames[1:])
    assert not getattr(opened(remake(written.getvalue()).content), "is_animated", False)


# --- Documents -------------------------------------------------------------------------------------------


def test_a_document_keeps_its_pages_and_their_words() -> None:
    kept = remake(files.document("Dear colleague"))
    assert kept.pages == 1
    assert b"Dear colleague" in text_of(kept.content)


def test_what_was_filled_in_is_still_to_be_seen() -> None:
    assert b"Filled in" in text_of(remake(files.filled_in()).content)


def test_a_page_keeps_its_shape() -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = 90
        pdf.pages[0].CropBox = [10, 10, 300, 400]

    with pikepdf.open(BytesIO(remake(files.document(change=turn)).content)) as kept:
        assert int(kept.pages[0].obj["/Rotate"]) == 90
        assert [float(each) for each in kept.pages[0].obj["/CropBox"]] == [10, 10, 300, 400]


@pytest.mark.parametrize(
    "made", [content for _, content in files.disarmed()], ids=[n for n, _ in files.disarmed()]
)
def test_of_a_trap_nothing_is_left(made: bytes) -> None:
    kept = remake(made)
    everything = kept.content + (text_of(kept.content) if kept.format is Format.PDF else b"")
    for trap in (b"payload", b"<script", b"PK\x03\x04", files.PLACE.encode()):
        assert trap.lower() not in everything.lower()
    if kept.format is Format.PDF:
        _holds_only_pages(kept.content)


def _holds_only_pages(content: bytes) -> None:
    with pikepdf.open(BytesIO(content)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        for page in pdf.pages:
            allowed = {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents"}
            assert set(page.obj.keys()) <= allowed | {"/Resources", "/Group"}


def test_a_kept_document_is_drawn_as_the_sent_one_was() -> None:
    """Its drawing is the same, character by character, whatever stood around it."""
    plain = text_of(remake(files.document()).content)
    for trapped in (files.scripted(), files.with_attachment(), files.described()):
        assert plain.strip() in text_of(remake(trapped).content)


@pytest.mark.parametrize(
    "made", [files.picture(), files.picture("JPEG"), files.photograph(), files.document(), files.filled_in()]
)
def test_the_same_file_is_made_the_same_way_each_time(made: bytes) -> None:
    assert remake(made) == remake(made)


def test_a_file_that_was_made_anew_can_be_made_anew() -> None:
    for made in (files.picture(), files.photograph(), files.filled_in()):
        once = remake(made)
        assert remake(once.content).format is once.format


# --- Anything at all -------------------------------------------------------------------------------------

HONEST = [
    files.picture(size=(20, 12)),
    files.picture("JPEG", (20, 12)),
    files.photograph(),
    files.picture(mode="P", size=(20, 12)),
    files.document(),
    files.filled_in(),
    files.hidden_in_resources(),
    files.packed(zlib.compress(b"BT (x) Tj ET"), "FlateDecode"),
]


@st.composite
def damaged(draw: Callable[..., object]) -> bytes:
    """An honest file of which something was changed, cut out, doubled or cut off."""
    content = bytearray(draw(st.sampled_from(HONEST)))  # type: ignore[call-overload]
    for _ in range(draw(st.integers(1, 6))):  # type: ignore[call-overload]
        at = draw(st.integers(0, len(content)))
        many: int = draw(st.integers(0, 30))  # type: ignore[assignment]
        content[at : at + many] = draw(st.binary(max_size=30))  # type: ignore[index,assignment,operator]
    return bytes(content)


@pytest.mark.filterwarnings("ignore::UserWarning")  # Pillow's, about Exif that was changed
@settings(max_examples=400)
@given(damaged())
def test_whatever_is_sent_is_made_anew_or_refused(content: bytes) -> None:
    try:
        kept = remake(content)
    except Unreadable:
        return
    assert format_of(kept.content) is kept.format
    assert b"payload" not in kept.content


@settings(max_examples=200)
@given(st.sampled_from([b"", b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]), st.binary(max_size=200))
def test_noise_behind_a_beginning_is_refused(start: bytes, noise: bytes) -> None:
    with pytest.raises(Unreadable):
        remake(start + noise)
