"""Photos that a customer sends: what they are is decided by their content, never by a name."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageOps

PHOTOS, PHOTO_BYTES, PHOTO_PIXELS = 5, 5 * 1024 * 1024, 60_000_000
_NAME = 80
# Pixels only: no format that may hold scripts or leads elsewhere, such as SVG or PDF.
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_WRITTEN = {"JPEG": {"quality": 88}, "PNG": {}}


@dataclass(frozen=True, slots=True)
class Photo:
    """``name``: for people only; ``mimetype``: found in the content."""

    name: str
    data: bytes
    mimetype: str


class PhotoError(ValueError):
    """``code``: too_many, too_big or not_a_photo; ``name``: of the file, shortened."""

    def __init__(self, code: str, name: str = ""):
        super().__init__(f"{code}: {name}")
        self.code, self.name = code, name


def read_photo(name: str, data: bytes) -> Photo:
    """
    :raise PhotoError: too_big, or not_a_photo.
    """
    shown = _clean_name(name)
    if len(data) > PHOTO_BYTES:
        raise PhotoError("too_big", shown)
    mimetype = _mimetype(data)
    if not mimetype:
        raise PhotoError("not_a_photo", shown)
    return Photo(shown, data, mimetype)


def read_photos(files: Iterable[tuple[str, bytes]]) -> tuple[Photo, ...]:
    """Files that are not empty; a form sends an empty one where nothing was chosen.

    :raise PhotoError: for the first that cannot be taken.
    """
    return tuple(read_photo(name, data) for name, data in files if data)


def cleaned(photo: Photo) -> Photo:
    """The same picture, written anew: nothing but pixels is left, turned as the camera said, so
    neither a place where it was taken nor anything hidden behind it.

    :raise PhotoError: not_a_photo.
    """
    try:
        with Image.open(io.BytesIO(photo.data), formats=tuple(_TYPES)) as image:
            upright = ImageOps.exif_transpose(image)
            clear = "A" in upright.getbands() or "transparency" in upright.info
            written, kind = io.BytesIO(), "PNG" if clear else "JPEG"
            upright.convert("RGBA" if clear else "RGB").save(written, kind, **_WRITTEN[kind])
    except Exception:  # noqa: BLE001  # as in _mimetype
        raise PhotoError("not_a_photo", photo.name) from None
    return Photo(photo.name, written.getvalue(), _TYPES[kind])


def _mimetype(data: bytes) -> str | None:
    """Type of an image that can be decoded to the end; a bomb of pixels is not opened."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=tuple(_TYPES)) as image:
                if image.width * image.height > PHOTO_PIXELS:
                    return None
                image.load()
                return _TYPES[image.format]
    except Exception:  # noqa: BLE001  # whatever a decoder dislikes is no photo
        return None


def _clean_name(name: str) -> str:
    """The last part of a path, without signs that a file name should not have.

    >>> _clean_name("C:\\\\x\\\\<i>scratch.jpg"), _clean_name("../../a.png"), _clean_name("")
    ('_i_scratch.jpg', 'a.png', 'photo')
    """
    last = re.split(r"[\\/]", name or "")[-1]
    return re.sub(r"[^\w. ()-]+", "_", last).strip()[-_NAME:] or "photo"
