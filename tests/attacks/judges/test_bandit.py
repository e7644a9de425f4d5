"""bandit finds nothing but what is known and says why it may stay."""

import json
from pathlib import Path

import pytest

from pim.settings import BASE_DIR
from tests.attacks.judges.tools import OURS, asked, counted, known, program

PLANTED = {
    "B602": "import subprocess\n\ndef show(name):\n    subprocess.run('ls ' + name, shell=True)\n",
    "B608": "def find(it, name):\n    it.execute(\"SELECT id FROM mums WHERE id = '%s'\" % name)\n",
    "B301": "import pickle\n\ndef read(body):\n    return pickle.loads(body)\n",
    "B324": "import hashlib\n\ndef sealed(word):\n    return hashlib.md5(word).hexdigest()\n",
    "B307": "def reckon(words):\n    return eval(words)\n",
    "B105": "PASSWORD = 'correct horse'\n",
    "B308": "from django.utils.safestring import mark_safe\n\nBOLD = mark_safe(WORDS)\n",
    "B501": "import requests\n\ndef ask(url):\n    requests.get(url, verify=False, timeout=5)\n",
    "B113": "import requests\n\ndef ask(url):\n    return requests.get(url)\n",
    "B202": "import tarfile\n\ndef out(name):\n    tarfile.open(name).extractall()\n",
}


def found(*places: object) -> dict[str, dict[str, int]]:
    settings = ["-c", BASE_DIR / "pyproject.toml", "--format", "json", "--quiet"]
    done = asked(program("bandit"), *settings, "-r", *places, within=120, cwd=BASE_DIR)
    told = json.loads(done.stdout)
    assert told["errors"] == []
    return counted((one["test_id"], one["filename"]) for one in told["results"])


def test_nothing_dangerous_but_what_is_known(capsys):
    """Each known place is counted: one more in the same file is found too, one less is told."""
    places = found(*OURS)

    with capsys.disabled():
        count = sum(sum(files.values()) for files in places.values())
        print(f"\nbandit: {count} places of {len(places)} kinds, all known with a reason")  # noqa: T201
    assert places == known("known_to_bandit.toml")


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_fault_is_found(rule: str, tmp_path: Path):
    (tmp_path / "planted.py").write_text(PLANTED[rule])

    assert rule in found(tmp_path)
