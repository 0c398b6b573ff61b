"""How much a message may hold. What is more is refused, never cut off."""

MAX_BYTES = 1_000_000  # of one message as UTF-8 JSON
MAX_LINES = 500
MAX_MESSAGES = 200  # in one call
MAX_QUANTITY = 1_000_000_000
MAX_PRICE = 1_000_000_000_000
YEARS = (2000, 2100)
KEPT_OF_TOO_LARGE = 10_000  # characters of a message over MAX_BYTES that are kept to be looked at
SHOWN = 80  # characters of a wrong value that are repeated to the sender

# Characters of each text, by the field's name.
TEXTS = {
    "reference": 64,
    "sender": 64,
    "ref": 64,
    "name": 128,
    "email": 254,
    "phone": 40,
    "vat": 32,
    "street": 128,
    "street2": 128,
    "city": 64,
    "zip": 24,
    "state": 64,
    "country": 2,
    "code": 64,
    "barcode": 64,
    "uom": 64,
    "currency": 3,
    "note": 2000,
    "special_requests": 2000,
}
MULTILINE = frozenset({"note", "special_requests"})
