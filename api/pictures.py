"""Pictures from outside, made anew: what is kept is a picture and nothing else, without place, date or device."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps

from dispatch.errors import InputErrors, InputFault
from dispatch.sentences import Sentence, say

MOST_PIXELS = 20_000_000
"""More are not unpacked: a small file may hold a picture that fills the memory."""
LONGEST_SIDE = 1600
"""Pixels; larger pictures are made smaller."""
QUALITY = 82


def as_plain_jpeg(sent: bytes) -> bytes:
    """The picture upright, in a JPEG of its own that says nothing but what is to be seen.

    Raises
    ------
    InputErrors
        When it is no JPEG, is damaged or has too many pixels.
    """
    try:
        with Image.open(BytesIO(sent), formats=("JPEG",)) as picture:
            _require_reasonable(picture)
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            plain = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise _refused(say("fault.no_picture")) from error
    plain.info.clear()
    made = BytesIO()
    plain.save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _require_reasonable(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _refused(say("fault.too_many_pixels", width=width, height=height))


def _refused(message: Sentence) -> InputErrors:
    allowed = f"a JPEG of at most {MOST_PIXELS // 1_000_000} million pixels"
    return InputErrors([InputFault("photo", message, field="$", allowed=allowed)])
