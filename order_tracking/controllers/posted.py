from odoo.http import request

from ..receipt.photos import PHOTO_BYTES, PHOTOS


def posted_files():
    """(name, content) of the files of a form by field name.

    Of too many, and of too large ones, no more is read than tells that they are.
    """
    found, left = {}, PHOTOS + 1
    for field, files in request.httprequest.files.lists():
        for file in files:
            file.seek(0)  # a request that runs again finds them read
            data = file.read(PHOTO_BYTES + 1) if left else b""
            left -= bool(data)
            found.setdefault(field, []).append((file.filename or "", data))
    return found
