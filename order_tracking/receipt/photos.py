"""Photos that people send: what they are is decided by their content, never by a name.

Of a customer's photo a new picture is kept, of the same pixels. Where and with what it was taken,
and whatever was hidden in or behind the file, is gone.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PIL import Image, ImageOps

PHOTOS, PHOTO_BYTES, PHOTO_PIXELS = 5, 5 * 1024 * 1024, 60_000_000
SIDE = 2560  # pixels of the longer side at most: a serial number on a label can still be read
_NAME = 80
# Pixels only: no format that may hold scripts or leads elsewhere, such as SVG or PDF.
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_QUALITY = 88


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
    """A photo as it was sent: what a carrier or a driver proves must stay as it is.

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
    """A customer's photos, written anew. Empty files are none: a form sends one where nothing
    was chosen.

    :raise PhotoError: too_many, before any is opened; else for the first that cannot be taken.
    """
    chosen = [(name, data) for name, data in files if data]
    if len(chosen) > PHOTOS:
        raise PhotoError("too_many")
    return tuple(cleaned(read_photo(name, data)) for name, data in chosen)


def read_places(
    files: Mapping[str, Iterable[tuple[str, bytes]]],
) -> tuple[dict[str, tuple[Photo, ...]], dict[str, PhotoError]]:
    """A customer's photos by the place of the form where they were chosen; what is wrong by place.

    The limit is that of the whole form; over it none is opened, and the place is empty.
    """
    if sum(bool(data) for chosen in files.values() for _name, data in chosen) > PHOTOS:
        return {}, {"": PhotoError("too_many")}
    photos, wrong = {}, {}
    for place, chosen in files.items():
        try:
            photos[place] = read_photos(chosen)
        except PhotoError as error:
            wrong[place] = error
    return photos, wrong


def cleaned(photo: Photo) -> Photo:
    """The same picture, written anew: nothing but pixels is left, as JPEG, upright as the camera
    said, on white where one can see through it.

    :raise PhotoError: not_a_photo.
    """
    try:
        written = _write_anew(photo.data)
    except Exception:  # noqa: BLE001  # as in _mimetype
        raise PhotoError("not_a_photo", photo.name) from None
    return Photo(_jpeg_name(photo.name), written, _TYPES["JPEG"])


def _write_anew(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data), formats=tuple(_TYPES)) as image:
        image.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    picture = Image.new("RGB", upright.size, "white")  # without comments, profiles and the like
    picture.paste(upright, mask=upright)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


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


def _jpeg_name(name: str) -> str:
    """
    >>> _jpeg_name("scratch.png"), _jpeg_name("evil.html"), _jpeg_name("photo")
    ('scratch.jpg', 'evil.jpg', 'photo.jpg')
    """
    return re.sub(r"(?<=.)\.\w{1,5}$", "", name) + ".jpg"


def _clean_name(name: str) -> str:
    """The last part of a path, without signs that a file name should not have.

    >>> _clean_name("C:\\\\x\\\\<i>scratch.jpg"), _clean_name("../../a.png"), _clean_name("")
    ('_i_scratch.jpg', 'a.png', 'photo')
    """
    last = re.split(r"[\\/]", name or "")[-1]
    return re.sub(r"[^\w. ()-]+", "_", last).strip()[-_NAME:] or "photo"
