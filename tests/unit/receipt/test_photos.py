import io
import zlib

import pytest
from PIL import Image

from receipt.photos import PHOTO_BYTES, PhotoError, read_photo, read_photos


def picture(kind="JPEG", size=(8, 8)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "mimetype"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_the_type_is_found_in_the_content(kind, mimetype):
    assert read_photo("evil.html", picture(kind)).mimetype == mimetype


def bomb():
    """A PNG that says it has 100,000 × 100,000 pixels."""
    head = b"IHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    crc = zlib.crc32(head).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0d" + head + crc


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.4",
        b"\xff\xd8\xff\xe0 not a photo",
        b"GIF89a<script>alert(1)</script>",
        b"MZ\x90\x00",
        picture()[:200],
        picture("BMP"),
        bomb(),
    ],
    ids=["html", "svg", "pdf", "jpeg head", "gif head", "exe", "cut off", "bmp", "bomb"],
)
def test_what_is_no_photo_is_refused_whatever_its_name(data):
    with pytest.raises(PhotoError) as error:
        read_photo("photo.jpg", data)
    assert error.value.code == "not_a_photo"
    assert error.value.name == "photo.jpg"


def test_too_big():
    data = picture() + b"\0" * PHOTO_BYTES
    with pytest.raises(PhotoError) as error:
        read_photo("photo.jpg", data)
    assert error.value.code == "too_big"
    assert read_photo("photo.jpg", data[:PHOTO_BYTES])


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("scratch.jpg", "scratch.jpg"),
        ("划痕 1.jpg", "划痕 1.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ('"><img src=x onerror=alert(1)>.jpg', "_img src_x onerror_alert(1)_.jpg"),
        ("a\r\nContent-Type: text/html.jpg", "html.jpg"),
        ("", "photo"),
        ("x" * 200 + ".jpg", "x" * 76 + ".jpg"),
    ],
)
def test_names_are_for_people_only(name, shown):
    assert read_photo(name, picture()).name == shown


def test_fields_where_nothing_was_chosen_are_no_photos():
    assert read_photos([("", b""), ("a.jpg", picture())])[0].name == "a.jpg"
    assert read_photos([("", b"")]) == ()
