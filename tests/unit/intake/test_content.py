"""Two messages with one reference: the same order, or what differs."""

from messages import good, read

from intake.content import content, differences, digest


def of(data):
    return content(read(data).message)


def test_layout_and_the_wish_to_confirm_do_not_matter():
    same = {"confirm": True, "lines": [{"quantity": 2.0, "code": " CHAIR "}], "note": ""}
    assert of(good()) == of(good(**same))
    assert digest(of(good())) == digest(of(good(**same)))


def test_what_differs_is_named():
    lines = [{"code": "CHAIR", "quantity": 3, "price": 5}]
    found = differences(of(good()), of(good(lines=lines, requested_date="2026-12-31")))
    assert [(p.path, p.line, p.detail.get("known"), p.found) for p in found] == [
        ("lines[0].price", 1, None, 5.0),
        ("lines[0].quantity", 1, 2.0, 3.0),
        ("requested_at", None, None, "2026-12-31T12:00:00Z"),
    ]


def test_another_number_of_lines():
    (problem,) = differences(of(good()), of(good(lines=good()["lines"] * 2)))
    assert (problem.path, problem.detail["known"], problem.found) == ("lines", "1 lines", "2 lines")


def test_equal_messages_do_not_differ():
    assert differences(of(good()), of(good())) == []
