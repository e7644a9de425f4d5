from pim.stack import folders, static_files


def test_they_are_collected_once_until_something_changes(tmp_path, monkeypatch):
    (tmp_path / "static").mkdir()
    (tmp_path / "pim").mkdir()
    for rule in static_files.RULES:
        (tmp_path / rule).write_text("as it is")
    style = tmp_path / "static" / "style.css"
    style.write_text("a")
    monkeypatch.setattr(static_files, "BASE_DIR", tmp_path)
    place = folders.Folders(tmp_path)
    place.static.mkdir()

    assert not static_files.are_collected(place)
    static_files.note_collected(place)
    assert static_files.are_collected(place)
    style.write_text("ab")
    assert not static_files.are_collected(place)
