import io
import zlib

import pytest
from PIL import Image, PngImagePlugin

from receipt.photos import (
    PHOTO_BYTES,
    PHOTOS,
    SIDE,
    PhotoError,
    read_photo,
    read_photos,
    read_places,
)


def picture(kind="JPEG", size=(8, 8)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


def kept_of(name, data):
    [photo] = read_photos([(name, data)])
    return photo


@pytest.mark.parametrize(
    ("kind", "mimetype"),
    [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("GIF", "image/gif")],
)
def test_the_type_is_found_in_the_content(kind, mimetype):
    proof = read_photo("evil.html", picture(kind))
    assert (proof.mimetype, proof.data) == (mimetype, picture(kind))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_customers_photo_is_written_anew(kind):
    photo = kept_of("evil.html", picture(kind))
    assert (photo.name, photo.mimetype) == ("evil.jpg", "image/jpeg")
    with Image.open(io.BytesIO(photo.data)) as image:
        assert (image.format, image.size) == ("JPEG", (8, 8))
        red, green, blue = image.getpixel((4, 4))
        assert red > 240 and green < 15 and blue < 15


def secretive(kind):
    """A picture that tells where it was taken, and more."""
    image, exif = Image.new("RGB", (8, 8), "red"), Image.Exif()
    exif[0x010F] = "Camera of Wang"
    exif.get_ifd(0x8825).update({1: "N", 2: (22.0, 32.0, 1.5), 3: "E", 4: (114.0, 3.0, 2.0)})
    more = {"exif": exif, "icc_profile": b"hidden profile"}
    if kind == "JPEG":
        more["comment"] = b"hidden comment"
    if kind == "PNG":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Comment", "hidden text")
    buffer = io.BytesIO()
    image.save(buffer, kind, **more)
    return buffer.getvalue() + b"<script>hidden()</script>"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_the_picture_is_kept(kind):
    data = secretive(kind)
    assert b"hidden" in data
    with Image.open(io.BytesIO(data)) as image:
        assert image.getexif().get_ifd(0x8825), "the sample tells a place"
    kept = kept_of("a.jpg", data).data
    for secret in (b"hidden", b"Wang", b"Exif", b"script", b"ICC"):
        assert secret not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert not image.getexif() and set(image.info) <= {
            *("jfif", "jfif_version", "jfif_unit", "jfif_density")
        }


def test_upright_as_the_camera_said_and_no_larger_than_needed():
    image, exif = Image.new("RGB", (SIDE * 2, 100), "blue"), Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    with Image.open(io.BytesIO(kept_of("a.jpg", buffer.getvalue()).data)) as kept:
        assert kept.size == (50, SIDE)


def test_what_one_can_see_through_is_white():
    buffer = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(buffer, "PNG")
    with Image.open(io.BytesIO(kept_of("a.png", buffer.getvalue()).data)) as kept:
        assert kept.getpixel((4, 4)) == (255, 255, 255)


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
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ('"><img src=x onerror=alert(1)>.jpg', "_img src_x onerror_alert(1)_.jpg"),
        ("a\r\nContent-Type: text/html.jpg", "html.jpg"),
        ("", "photo.jpg"),
        ("x" * 200 + ".jpg", "x" * 76 + ".jpg"),
    ],
)
def test_names_are_for_people_only(name, shown):
    assert kept_of(name, picture()).name == shown


def test_fields_where_nothing_was_chosen_are_no_photos():
    assert read_photos([("", b""), ("a.jpg", picture())])[0].name == "a.jpg"
    assert read_photos([("", b"")]) == ()


def test_more_than_the_limit_are_not_even_opened(monkeypatch):
    monkeypatch.setattr("receipt.photos.Image.open", lambda *_a, **_k: pytest.fail("opened"))
    files = [("a.jpg", b"x")] * (PHOTOS + 1)
    with pytest.raises(PhotoError) as error:
        read_photos(files)
    assert error.value.code == "too_many"
    photos, wrong = read_places({"one": files[:3], "two": files[3:]})
    assert (photos, wrong[""].code) == ({}, "too_many")


def test_photos_belong_to_places_and_so_do_mistakes():
    good, bad = ("a.png", picture("PNG")), ("b.jpg", b"<html>")
    photos, wrong = read_places({"one": [good, ("", b"")], "two": [bad, good], "three": []})
    assert [photo.name for photo in photos["one"]] == ["a.jpg"]
    assert (photos["three"], set(wrong), wrong["two"].name) == ((), {"two"}, "b.jpg")
