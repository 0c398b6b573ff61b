"""What texts of carriers say, in their own words."""

import pytest

from connectors import statuses, wording


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("The receiver was not available for delivery.", "absent"),
        ("Customer not available or business closed", "absent"),
        ("Incorrect address.", "address"),
        ("No Such Number", "address"),
        ("Your package was released by the customs agency.", "customs"),
        ("Clearance delay - Import", "customs"),
        ("Damage reported", "damaged"),
        ("We've sent the package to UPS lost and found.", "lost"),
        ("Receiver Refused Package", "refused"),
        ("We tried to deliver the package, but were unable to receive payment.", "payment"),
        ("A late flight has caused a delay.", "delayed"),
        ("Due to severe weather the delivery is delayed", "weather"),
        ("Unclaimed", "overdue"),
        ("Shipment exception", "other"),
        ("", ""),
    ],
)
def test_reasons(text, reason):
    assert wording.reason(text) == reason
    assert not reason or reason in statuses.REASONS


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Returning to sender: In Transit", "return"),
        ("The package was returned to the sender via freight forwarding.", "return"),
        ("Package Delivered To Original Sender", "return"),
        ("Return to shipper required for compliance reasons", "return"),
        ("Your package has cleared customs", "customs"),
        ("UPS is preparing your package for clearance.", "customs"),
        ("Out For Delivery Today", "out"),
        ("On FedEx vehicle for delivery", "out"),
        ("Delivered to UPS Access Point™ location and awaiting customer pickup.", "point"),
        ("Ready for recipient pickup", "point"),
        ("Notice Left (No Authorized Recipient Available)", "attempt"),
        ("Second Delivery Attempted", "attempt"),
        ("Departed from Facility", None),
        ("Delivered, Front Door/Porch", None),
        ("Scheduled for Pickup Today", None),
        ("Export Scan", None),
    ],
)
def test_what_a_text_says(text, says):
    found = {
        "return": wording.says_return(text),
        "customs": wording.says_customs(text),
        "out": wording.says_out_for_delivery(text),
        "point": wording.says_at_pickup_point(text),
        "attempt": wording.says_attempt(text),
    }
    assert {name for name, said in found.items() if said} == ({says} if says else set())
