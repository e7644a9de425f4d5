"""Which list of packages goes into which environment."""

import pytest

from pim.stack import setup

JUDGES = ["requirements-judges.txt", "requirements-wapiti.txt"]


def test_the_service_and_its_tests_share_one_environment_and_judges_have_their_own():
    names = ["requirements.txt", "requirements-dev.txt", *JUDGES]
    shared, of_tests, *apart = [setup.environment(name).name for name in names]

    assert (shared, of_tests) == (".venv", ".venv")
    assert apart == [".venv-judges", ".venv-wapiti"]


@pytest.mark.parametrize("name", JUDGES)
def test_the_packages_of_a_judge_change_nothing_for_the_tests(name, tmp_path, monkeypatch):
    for one in (*setup.SHARED, *JUDGES):
        (tmp_path / one).write_text("Django\n")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    before = {one: setup.fingerprint(one) for one in (*setup.SHARED, name)}
    (tmp_path / name).write_text("a judge\n")

    changed = {one for one, wish in before.items() if setup.fingerprint(one) != wish}
    assert changed == {name}
