"""Score pictures: well-formed, escaped, without style or script, true to the figures."""

from xml.etree import ElementTree

import pytest

from outcomes import instrument_files, pictures, statistics
from outcomes.papers import images, sheet
from outcomes.pictures import Point, line_chart

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


# --- Pictures of a report ------------------------------------------------------------------

SCALE = instrument_files.definition("gad-7").scale("total")
PAIRS = {(12, 8): 2, (8, 12): 1, (10, 10): 1}


def parsed(picture):
    return ElementTree.fromstring(picture.svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def test_each_woman_has_her_line_with_the_cutoff_and_the_mean():
    picture = pictures.paired_dots("k", "GAD-7", PAIRS, SCALE)
    svg = parsed(picture)
    assert svg.get("role") == "img"
    assert svg.find("title").text == picture.title == "GAD-7: before and after (n = 4)"
    assert len(all_of(svg, "line", "chart__woman")) == 4
    assert len(all_of(svg, "polyline", "chart__mean")) == 1
    assert all_of(svg, "line", "chart__cutoff")[0].get("stroke-dasharray")
    ticks = {each.text for each in all_of(svg, "text", "chart__tick")}
    assert ticks == {"0", "21", "8", "Before", "After"}
    assert picture.rows == [[8, 12, 1], [10, 10, 1], [12, 8, 2]]
    assert picture.is_individual


def test_of_many_women_an_even_sample_is_drawn_and_the_title_says_so():
    picture = pictures.paired_dots("k", "GAD-7", {(12, 8): 200, (8, 12): 100}, SCALE)
    lines = all_of(parsed(picture), "line", "chart__woman")
    assert picture.title == "GAD-7: before and after (n = 300, 150 of them drawn)"
    assert len(lines) == 150
    falls = [line for line in lines if float(line.get("y2")) > float(line.get("y1"))]
    assert len(falls) == 100
    assert picture.rows == [[8, 12, 100], [12, 8, 200]]


def test_the_jacobson_plot_tells_classes_apart_by_shape():
    svg = parsed(pictures.jacobson("k", "GAD-7", PAIRS, SCALE, "worse"))
    marks = [each.tag for each in svg.iter() if each.get("class") == "chart__point"]
    assert sorted(marks) == ["circle", "circle", "polygon", "rect"]
    assert len(all_of(svg, "line", "chart__same")) == 3


def test_the_waterfall_goes_from_the_largest_fall_to_the_largest_rise():
    picture = pictures.waterfall("k", "GAD-7", PAIRS, SCALE, "worse")
    kinds = [
        each.get("class").split("--")[1]
        for each in parsed(picture).iter("rect")
        if each.get("class").startswith("chart__bar")
    ]
    assert kinds == ["improved", "improved", "unchanged", "deteriorated"]
    assert picture.rows == [
        [-4, "Reliably better", 2],
        [0, "No reliable change", 1],
        [4, "Reliably worse", 1],
    ]


def test_without_a_rule_there_is_no_class_to_draw():
    scale = instrument_files.definition("swemwbs").scales[0]
    assert pictures.waterfall("k", "x", {(20, 21): 1}, scale, "better") is None
    assert pictures.jacobson("k", "x", {(20, 21): 1}, scale, "better") is None


def test_the_funnel_marks_an_area_outside_its_limits_by_shape():
    found = statistics.funnel([("A", 50, 100), ("B", 48, 100), ("C", 5, 60)])
    picture = pictures.funnel("k", "Answered", found)
    svg = parsed(picture)
    assert picture.title == "Answered (n = 260 in 3 areas)"
    assert len(list(svg.iter("circle"))) + len(list(svg.iter("polygon"))) == 3
    assert len(list(svg.iter("polygon"))) >= 1
    assert len(all_of(svg, "polyline", "chart__limit")) == 4
    assert [row[1] for row in picture.rows] == ["A", "B", "C"]
    assert pictures.funnel("k", "Answered", statistics.funnel([("A", 5, 10)])) is None


def test_the_forest_and_the_run_chart_have_their_n_in_the_title():
    change = statistics.paired_change([12, 15, 8, 10], [8, 9, 9, 10])
    forest = pictures.forest("k", [pictures.Row("GAD-7", change)])
    assert forest.title == "Change by questionnaire, in spreads (GAD-7 n = 4)"
    assert forest.rows[0][:3] == ["GAD-7", 4, round(change.d_z, 2)]
    assert pictures.forest("k", [pictures.Row("x", statistics.paired_change([], []))]) is None
    months = [pictures.Month("Jan 26", 1, 2), pictures.Month("Feb 26", 0, 0)]
    run = pictures.run_chart("k", "Answered", months)
    assert run.title == "Answered (n = 2)"
    assert len(all_of(parsed(run), "circle", "chart__point")) == 1


def test_no_picture_is_styled_or_scripted_and_names_are_escaped():
    picture = pictures.paired_dots("k", '"><script>', PAIRS, SCALE)
    parsed(picture)
    assert "<script" not in picture.svg
    assert "style" not in picture.svg


# --- Stacked bars, and pictures on paper ---------------------------------------------------


def bars(*parts, n=60):
    names = ["Reliably better", "No reliable change", "Reliably worse"]
    return pictures.stacked("change", "What changed", names, [pictures.Bar("GAD-7", n, parts)])


def shapes(svg, kind, name):
    return [each for each in svg.findall(f".//{{*}}{kind}") if each.get("class") == name]


def test_parts_of_a_bar_have_patterns_and_fill_it():
    found = bars(30, 20, 10)
    svg = ElementTree.fromstring(found.svg)
    widths = [float(each.get("width")) for each in shapes(svg, "rect", "chart__bar")]
    assert widths == pytest.approx([319, 212.7, 106.3])
    assert shapes(svg, "line", "chart__stripe")
    assert not shapes(svg, "circle", "chart__dot")
    assert found.title == "What changed (GAD-7 n = 60)"
    assert found.rows == [["GAD-7", 60, 30, 20, 10]]


def test_what_a_star_hides_is_one_dotted_part():
    found = bars(40, None, None, n=65)
    svg = ElementTree.fromstring(found.svg)
    assert len(shapes(svg, "rect", "chart__bar")) == 2
    assert shapes(svg, "circle", "chart__dot")
    assert [each.text for each in shapes(svg, "text", "chart__value")] == ["40", "*"]
    assert found.rows == [["GAD-7", 65, 40, "*", "*"]]


def test_rounded_parts_that_add_up_to_more_stay_inside():
    svg = ElementTree.fromstring(bars(45, 25, 0, n=60).svg)
    widths = [float(each.get("width")) for each in shapes(svg, "rect", "chart__bar")]
    assert sum(widths) <= 638.1


def test_without_a_whole_there_is_no_bar():
    assert bars(10, 5, None, n=0) is None


def test_on_paper_stands_every_shape_and_word_of_a_picture():
    sheet.typeface()
    scale = instrument_files.definition("gad-7").scales[0]
    pairs = {(12.0, 8.0): 2, (8.0, 14.0): 1, (5.0, 5.0): 1}
    for found in (
        pictures.jacobson("j", "GAD-7", pairs, scale, "worse"),
        pictures.waterfall("w", "GAD-7", pairs, scale, "worse"),
        bars(30, None, 10),
    ):
        svg = ElementTree.fromstring(found.svg)
        (whole,) = images.image(found, width=320).contents
        shapes = [each for each in svg if each.tag.rpartition("}")[2] != "title"]
        assert len(whole.contents) == len(shapes)
        words = [one.contents[0].text for one in whole.contents if hasattr(one, "contents")]
        assert words == [each.text for each in svg.findall(".//{*}text")]
