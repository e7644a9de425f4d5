from outcomes import lifecycle_diagrams


def test_the_diagrams_in_the_documentation_are_those_of_the_code():
    """If this fails, run ``manage.py draw_lifecycles``."""
    assert lifecycle_diagrams.PAGE.read_text() == lifecycle_diagrams.page()


def test_a_forbidden_move_is_not_drawn():
    drawn = lifecycle_diagrams.page()
    assert "received --> in_contact" in drawn
    assert "received --> in_support" not in drawn
