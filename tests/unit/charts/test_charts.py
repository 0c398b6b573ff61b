"""Charts are images that say what they show, whatever they are given, within their width."""

import re
from base64 import b64decode
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts import (
    Bar,
    Estimate,
    Part,
    Point,
    bars,
    data_uri,
    intervals,
    mail_bars,
    spoken,
    stacked,
    trend,
)
from charts.fitting import cut, width_of, wrap
from charts.palette import BESIDE, MAIN, MUTED, PARTS, TEXT, contrast

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert(\"1\")</script> & 'co' \x00\x0b\ud800\uffff"
CHINESE = "客户确认订单信息并等待仓库备货与承运商揽收之间的全部环节" * 4
LATIN = "Waiting for the customer’s confirmation of the corrected delivery address " * 4
texts = st.text(max_size=60) | st.sampled_from([NASTY, CHINESE, LATIN, ""])
values = st.none() | st.floats(-1e12, 1e12) | st.sampled_from([0.0, 100.0, float("nan")])
rows = st.lists(st.tuples(texts, values, values, values, texts), max_size=14)


def all_charts(rows):
    return (
        bars([Bar(name, value, said, "!") for name, value, _l, _h, said in rows], "t", empty="-"),
        stacked([Part(name, value, said) for name, value, _l, _h, said in rows], "t", empty="-"),
        intervals([Estimate(*row) for row in rows], "t"),
        intervals([Estimate(*row) for row in rows], "t", bounds=(0, 100)),
        trend([Point(*row) for row in rows], "t"),
        trend([Point(*row) for row in rows], "t", bounds=(0, 100), ends=("0 %", "100 %")),
    )


def parse(svg):
    return ElementTree.fromstring(svg)


def drawn(svg, name):
    return parse(svg).iter(f"{SVG}{name}")


def wide(svg):
    return [float(one.get("width")) for one in drawn(svg, "rect")]


@given(rows)
def test_anything_is_a_well_formed_image_without_scripts(given_rows):
    for svg in all_charts(given_rows):
        names = {element.tag.removeprefix(SVG) for element in parse(svg).iter()}
        assert names <= {
            *("svg", "title", "desc", "text", "rect", "line", "circle", "polygon", "polyline")
        }
        assert parse(svg)[0].text == "t", "without a title nobody hears what it shows"
        assert "nan" not in svg and "inf" not in re.sub(r"<(text|desc).*?</\1>", "", svg)
    mail = mail_bars([Bar(name, value, said) for name, value, _l, _h, said in given_rows])
    assert "<script" not in mail
    parse(mail)


@given(rows)
def test_everything_is_inside_the_image(given_rows):
    for svg in all_charts(given_rows):
        width, height = (float(parse(svg).get(side)) for side in ("width", "height"))
        for one in drawn(svg, "text"):
            room, at = width_of(one.text or "", float(one.get("font-size"))), float(one.get("x"))
            start = at - room * {"start": 0, "middle": 0.5, "end": 1}[one.get("text-anchor")]
            assert -0.1 <= start and start + room <= width + 0.1, one.text
            assert 0 <= float(one.get("y")) <= height
        for one in drawn(svg, "rect"):
            assert float(one.get("x")) + float(one.get("width")) <= width + 0.6


def test_what_is_said_is_escaped_and_read_back():
    svg = bars([Bar(NASTY, 1, "<b>1</b>")], NASTY)
    assert "<script" not in svg and "<b>" not in svg
    assert parse(svg)[0].text == "<script>alert(\"1\")</script> & 'co' "
    assert "<b>1</b>" in [one.text for one in drawn(svg, "text")]


def test_longer_bars_are_more():
    svg = bars([Bar("a", 8, "8 h"), Bar("b", 2, "2 h"), Bar("c", 0, "0 h"), Bar("d", -3, "")], "t")
    ground, first, _ground, second, *rest = wide(svg)
    assert first == ground and second == pytest.approx(ground / 4, abs=0.01)
    assert rest == [ground, ground], "nothing and less than nothing have no bar"


def test_parts_fill_the_whole():
    svg = stacked(
        [Part("a", 3, "3 h"), Part("b", 1, "1 h"), Part("none", 0, "0 h")], "t", width=400
    )
    assert wide(svg)[:2] == [298, 98]
    said = [one.text for one in drawn(svg, "text")]
    assert "none" not in said and said.count("1") == 2, "the bar and the legend share numbers"
    [alone, *_legend] = wide(stacked([Part("a", 3, "")], "t", width=400))
    assert alone == 398


@pytest.mark.parametrize("value", [0.0, 100.0, None])
def test_ends_of_a_share(value):
    """0 % and 100 % stand at the ends of the scale; no data have no dot."""
    low, high = (None, None) if value is None else (max(value - 5, 0), min(value + 5, 100))
    svg = intervals([Estimate("now", value, low, high, f"{value}")], "t", bounds=(0, 100))
    frame = [float(one.get("x1")) for one in drawn(svg, "line")][:2]
    dots = [float(one.get("cx")) for one in drawn(svg, "circle")]
    assert dots == ([] if value is None else [frame[0 if value == 0 else 1]])
    assert f"now: {value}" in parse(svg)[1].text


def test_trend_has_gaps_where_nothing_is_known():
    points = [Point(f"P{i}", v, None, None, str(v)) for i, v in enumerate([1, 2, None, 3])]
    assert [one.get("points").count(",") for one in drawn(trend(points, "t"), "polyline")] == [2, 1]
    assert not list(drawn(trend(points, "t"), "polygon")), "no band without intervals"
    sure = [Point("P", v, v - 1, v + 1, "") for v in (5, 6)]
    assert len(list(drawn(trend(sure, "t"), "polygon"))) == 1
    assert not list(drawn(trend([], "t"), "polyline"))


def test_nothing_to_show_is_said():
    for svg in (bars([], "t", empty="没有数据"), stacked([], "t", empty="没有数据")):
        assert [one.text for one in drawn(svg, "text")] == ["没有数据"]


@given(texts, st.floats(0, 300))
def test_texts_are_cut_to_their_room(text, room):
    assert width_of(cut(text, 12, room), 12) <= room
    lines = wrap(text, 12, max(room, 12), 2)
    assert len(lines) <= 2


def test_long_chinese_is_broken_between_characters():
    first, second = wrap(CHINESE, 12, 200)
    assert len(first) == 16 and second.endswith("…")
    assert wrap("Damaged on the way", 12, 90) == ["Damaged on", "the way"]


def test_colours_are_readable():
    white = "#ffffff"
    assert min(contrast(one, white) for one in (MAIN, BESIDE, *PARTS)) >= 3
    assert min(contrast(one, white) for one in (TEXT, MUTED)) >= 4.5
    assert min(contrast(white, one) for one in PARTS) >= 4.5, "numbers stand on the parts"


def test_as_an_address():
    svg = bars([Bar("客户", 1, "1")], "t")
    head, _comma, code = data_uri(svg).partition(",")
    assert head == "data:image/svg+xml;base64" and b64decode(code).decode() == svg
    assert spoken(svg) == "t: 客户: 1"
