"""Pictures made anew: decoded, turned upright, made smaller, and written from their pixels alone.

Whatever else a file carried (place and time of a photograph, colour profiles, words, a second file after the
end) is not copied, because nothing but pixels is.
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from PIL import Image

from holdspace.attachments.rules.content import Format
from holdspace.attachments.rules.limits import LONGEST_SIDE, MOST_DECODED, MOST_KEPT, MOST_PIXELS
from holdspace.attachments.rules.remade import Remade
from holdspace.attachments.rules.unreadable import Unreadable, Why

#: Exif's orientation (tag 274) → what turns the picture upright (CIPA DC-008-2019, 4.6.4).
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ORIENTATION: Final = 274
_JPEG_QUALITY: Final = 85
_KEPT_MODES: Final = ("1", "L", "LA", "RGB", "RGBA")


def remake_picture(content: bytes, kind: Format) -> Remade:
    """A PNG or JPEG of the same picture, its longer side at most `LONGEST_SIDE` pixels.

    A PNG that would still be too heavy is kept as a JPEG on white. Raises Unreadable.
    """
    try:
        with Image.open(BytesIO(content), formats=[kind.name]) as opened:
            _check_pixels(opened)
            pixels = _upright(_smaller(_plain(_decoded(opened))), _orientation(opened))
    except Unreadable:
        raise
    except Image.DecompressionBombError as problem:
        raise Unreadable(Why.TOO_MANY_PIXELS) from problem
    except MemoryError as problem:
        raise Unreadable(Why.TOO_HEAVY) from problem
    except Exception as problem:  # whatever a decoder stumbles over
        raise Unreadable(Why.DAMAGED) from problem
    return _written(pixels, kind)


def _check_pixels(opened: Image.Image) -> None:
    if opened.width * opened.height > MOST_PIXELS:
        raise Unreadable(Why.TOO_MANY_PIXELS)


def _decoded(opened: Image.Image) -> Image.Image:
    """The pixels. A JPEG is decoded at a half, a quarter or an eighth where that is still large enough."""
    longer, whole = max(opened.size), opened.width * opened.height
    if longer > LONGEST_SIDE:
        opened.draft(None, tuple(-(-side * LONGEST_SIDE // longer) for side in opened.size))  # type: ignore[arg-type]
    weight = opened.width * opened.height * _bytes_of_a_pixel(opened)
    if "progressive" in opened.info:
        weight += 2 * whole * len(opened.getbands())  # its coefficients are kept until the last scan
    if weight > MOST_DECODED:
        raise Unreadable(Why.TOO_HEAVY)
    opened.load()
    return opened


def _bytes_of_a_pixel(opened: Image.Image) -> int:
    """What one pixel takes at most on the way: transparency is copied once to be made smaller."""
    if opened.mode in ("LA", "PA", "RGBA") or "transparency" in opened.info:
        return 8
    if opened.mode.startswith("I"):
        return 11
    return {"1": 1, "L": 1, "P": 5}.get(opened.mode, 4)


def _plain(image: Image.Image) -> Image.Image:
    """In one of the few modes that are written: palettes, inks and deep greys are turned into those."""
    if image.mode in _KEPT_MODES:
        return image
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    alpha = image.mode in ("PA", "La", "RGBa") or "transparency" in image.info
    return image.convert("RGBA" if alpha else "RGB")


def _smaller(image: Image.Image) -> Image.Image:
    longer = max(image.size)
    if longer <= LONGEST_SIDE:
        return image
    size = tuple(max(1, side * LONGEST_SIDE // longer) for side in image.size)
    image = image.convert("L") if image.mode == "1" else image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)  # type: ignore[arg-type]


def _orientation(image: Image.Image) -> int:
    """What the camera says of how it was held; 1 (as it is) where that cannot be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _UPRIGHT.get(orientation)
    return image if turn is None else image.transpose(turn)


def _written(pixels: Image.Image, kind: Format) -> Remade:
    """The file, from a new picture that knows nothing of the old one but its pixels."""
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    if kind is Format.PNG:
        content = _saved(bare, Format.PNG)
        if len(content) <= MOST_KEPT:
            return Remade(content, Format.PNG)
    content = _saved(_on_white(bare), Format.JPEG)
    if len(content) > MOST_KEPT:
        raise Unreadable(Why.TOO_HEAVY)
    return Remade(content, Format.JPEG)


def _saved(image: Image.Image, kind: Format) -> bytes:
    written = BytesIO()
    options = {"quality": _JPEG_QUALITY, "optimize": True} if kind is Format.JPEG else {}
    image.save(written, format=kind.name, **options)
    return written.getvalue()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "RGB"):
        return image
    if image.mode == "1":
        return image.convert("L")
    clear = image.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")
