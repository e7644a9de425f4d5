"""Score pictures: well-formed, escaped, without style or script, true to the figures."""

from xml.etree import ElementTree

import pytest

from outcomes.charts import Point, line_chart

WAVES = [Point("Asked", 15), Point("Start", 12), Point("Mid", None), Point("End", 0)]


def drawn(points=WAVES, title="Low mood (PHQ-9)", **more):
    return ElementTree.fromstring(line_chart(points, title, lowest=0, highest=27, **more))


def all_of(svg, kind, name):
    return [each for each in svg.iter(kind) if each.get("class") == name]


def test_it_says_its_figures_in_words():
    assert drawn().get("aria-label") == (
        "Low mood (PHQ-9): Asked 15, Start 12, Mid no score, End 0"
    )


def test_a_wave_without_a_total_is_a_gap_not_a_zero():
    svg = drawn()

    assert [each.text for each in all_of(svg, "text", "chart__value")] == ["15", "12", "0"]
    assert [len(line.get("points").split()) for line in svg.iter("polyline")] == [2, 1]


def test_the_axis_spans_the_whole_scale():
    svg = drawn([Point("Low", 0), Point("High", 27)])
    low, high = all_of(svg, "circle", "chart__point")
    axis = all_of(svg, "line", "chart__axis")[1]

    assert {low.get("cy"), high.get("cy")} == {axis.get("y1"), axis.get("y2")}
    assert float(low.get("cy")) > float(high.get("cy"))


def test_the_cutoff_is_dashed_and_numbered():
    svg = drawn(caseness=10)
    (line,) = all_of(svg, "line", "chart__cutoff")

    assert line.get("stroke-dasharray")
    assert "10" in [each.text for each in all_of(svg, "text", "chart__tick")]
    assert not all_of(drawn(), "line", "chart__cutoff")


def test_text_is_escaped_and_nothing_is_styled_or_scripted():
    nasty = '"><script>alert(1)</script>'
    markup = line_chart([Point(nasty, 3)], nasty, lowest=0, highest=27)

    ElementTree.fromstring(markup)
    assert "<script" not in markup
    assert "style" not in markup
    assert markup.__html__() == markup


def test_no_points_at_all_is_still_a_picture():
    assert drawn([]).get("aria-label").endswith("no scores yet")


def test_a_score_outside_the_scale_is_refused():
    with pytest.raises(ValueError, match="outside"):
        line_chart([Point("End", 28)], "PHQ-9", lowest=0, highest=27)
