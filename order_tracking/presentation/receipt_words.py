"""The words of the receipt's page and form, one table per question."""

from __future__ import annotations

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# Headline and the sentence below it, by what the receipt is worth and whose turn it is.
HEADLINES = {
    "quotation": (
        _lt("This is a quotation, not an order yet"),
        _lt("Once it is confirmed, you get a receipt of what we agreed."),
    ),
    "preparing": (
        _lt("Your receipt is being prepared"),
        _lt("It says what we agreed. We send it to you as soon as it is ready."),
    ),
    "none": (
        _lt("There is no receipt of this order"),
        _lt("If you need one, please ask us."),
    ),
    "valid": (
        _lt("Please check what we agreed"),
        _lt("Accept it when everything is right. If something is not, tell us, and we correct it."),
    ),
    "corrected": (
        _lt("Please check what has changed"),
        _lt(
            "This revision replaces the one before. Accept it when everything is right, or tell "
            "us what is not."
        ),
    ),
    "accepted": (_lt("You accepted this receipt"), ""),
    "checking": (_lt("We are checking what you told us"), ""),
    "decided": (
        _lt("We have answered your corrections"),
        _lt("Below you read what we decided and why. Accept the receipt if you agree now."),
    ),
    "agreed": (
        _lt("Your corrections are accepted"),
        _lt("We are changing the order. You get a new receipt that says so."),
    ),
    "superseded": (_lt("This receipt has been replaced"), ""),
    "cancelled": (
        _lt("This order was cancelled"),
        _lt("Nothing more will be sent. If you did not expect this, please ask us."),
    ),
}
# The word on the badge; colour and symbol beside it where they are not the usual ones.
BADGES = {
    "valid": _lt("Valid"),
    "accepted": _lt("Valid and accepted"),
    "checking": _lt("Valid, being checked"),
    "superseded": _lt("Replaced"),
    "cancelled": _lt("Cancelled"),
}
TONES = {"checking": "calm", "superseded": "late", "cancelled": "bad"}
STATES = {
    "open": _lt("Being checked"),
    "accepted": _lt("Accepted"),
    "refused": _lt("Not accepted"),
}
PROBLEMS = {
    "quantity": _lt("Quantity"),
    "price": _lt("Price"),
    "product": _lt("Product or specification"),
    "date": _lt("Delivery date"),
    "address": _lt("Delivery address"),
    "total": _lt("Total"),
    "other": _lt("Something else"),
}
# What a mistake in the form is called, and what to do about it.
MISTAKES = {
    "choose": _lt("Choose what is wrong."),
    "no_number": _lt("Write a number, for example %(number)s."),
    "negative": _lt("Write a number that is not below zero."),
    "same": _lt("The receipt says this already. Write what it should be instead."),
    "empty": _lt("Write what is right, here or in the note."),
    "no_date": _lt("Write a date, for example %(day)s."),
    "past": _lt("This day is over. Write a later one."),
    "too_far": _lt("This day is too far away. Write one of the next five years."),
    "too_long": _lt("Write less: %(limit)s characters at most."),
    "too_big": _lt("“%(name)s” is larger than 5 MB. Choose a smaller photo."),
    "not_a_photo": _lt(
        "“%(name)s” is no photo that can be shown. Choose a JPEG, PNG, WebP or GIF file."
    ),
    "nothing": _lt("Nothing is filled in. Open what is wrong and write what is right."),
    "full": _lt("Many corrections of this order are open already. Please call us instead."),
}
TOO_MANY = {
    "photos": _lt("Choose %(count)s photos at most."),
    "form": _lt("Choose %(count)s photos at most in one message; send the others in another one."),
}
NOT_NOW = {
    "superseded": _lt("This receipt was replaced meanwhile. Please look at the new one below."),
    "checking": _lt("Some corrections are still open. You can accept once they are answered."),
    "cancelled": _lt("This order was cancelled meanwhile."),
    "staff": _lt("Only the customer can answer a receipt."),
    "others": _lt("Only the buyer can answer a receipt. Please ask them."),
    "file_gone": _lt(
        "The PDF file cannot be read at the moment. This page says the same; please ask us for "
        "the file."
    ),
}
