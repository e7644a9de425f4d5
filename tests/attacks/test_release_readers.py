"""Releases in the programs they are made for: R with haven, LibreOffice, polars and pyreadstat.

Whoever asks for a release gets the files as they are, so they are read here as they are: every
cell, label and missing value, no formula, nobody's name, and the figures of the internal report.
"""

import copy
import csv
import datetime as dt
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars
import pyreadstat
import pytest
import scipy
from django.apps import apps
from django.db import DatabaseError, models, transaction

from outcomes import instrument_files, instrument_register, report
from outcomes.instrument_documents import text_hash
from outcomes.models import ReleaseMember
from outcomes.releases import anonymity, asking, columns
from outcomes.report.words import numbers
from outcomes.statistics import Change
from pim import clock
from pim.access.audit import SYSTEM, acting
from pim.access.privacy import ERASED
from pim.enums import Role
from pim.formulas import safe
from referrals.enums import Means, Purpose
from referrals.models import Consent
from tests.conftest import person
from tests.factories import ReferralFactory, SafeContactFactory, SiteFactory
from tests.outcomes import evidence
from tests.outcomes.releases.reading import content, request, rows
from tests.outcomes.releases.test_anonymity import fitting, her

pytestmark = pytest.mark.django_db

READ_IN_R = Path(__file__).with_name("releases_read.R")
TABLES = ("long", "scores", "wide", "episodes")
READERS = {".sav": pyreadstat.read_sav, ".dta": pyreadstat.read_dta}
RELIABLE = 4  # points of GAD-7, as NHS Talking Therapies has it
WOMEN, KNOWN = 60, 20
FRONTS = ("", "\t", "\r", "\n", " ", "\u00a0", "\u200b", '"', "'", "“")
HOSTILE = [
    *(front + sign + "1+1" for front in FRONTS for sign in "=+"),
    *("-1+1", "@SUM(1+1)", "\t-1+1", "\r@SUM(1)", '"-1+1', "'@SUM(1)"),
    *("＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "\u3000＝1+1"),
    *("=cmd|'/C calc'!A0", "=DDE(1;2;3)", '=HYPERLINK("//x")', "=WEBSERVICE(1)", "=A1&A2"),
    *("+44 7700 900123", "{=1+1}", ";=1+1", ',"=1+1"'),
]
RUNS = re.compile(r"table:formula|dde-|<script|xlink:href")


def test_there_are_forty_hostile_texts_that_fit_the_narrowest_column():
    assert len(set(HOSTILE)) == 40
    assert max(map(len, HOSTILE)) <= 20


# --- A programme to release --------------------------------------------------------------------


@pytest.fixture
def rhea(programme):
    return person("rhea@staff.example", Role.RESEARCHER, programme=programme)


@pytest.fixture
def study(programme):
    tom = person("tom@staff.example", Role.TRUSTEE, programme=programme)
    return asking.open_study(
        key="readers",
        purpose="How women feel before and after",
        programme=programme,
        ends_on=clock.today() + dt.timedelta(days=90),
        by=acting(tom),
        now=clock.now(),
    )


@pytest.fixture
def women(programme, site_a, site_b, bob):
    """Sixty who answered both times, and others who did not, or who said no to research."""
    chance = random.Random(11)
    waves = [evidence.wave(programme, key, "gad-7", "phq-9") for key in ("asked", "end")]
    found = [her(chance, chance.choice([site_a, site_a, site_b]), waves, bob) for _ in range(WOMEN)]
    for number in range(8):
        referral = ReferralFactory(site=site_a, accepted=True)
        SafeContactFactory(parent=referral.parent)
        evidence.consent(referral, given=number != 0)
        first = evidence.asked(referral, waves[0])
        codes = evidence.codes_for("gad-7", 9 + number)
        evidence.answered(first, "gad-7", codes | ({3: None} if number % 2 else {}))
        if number < 6:
            evidence.scored(evidence.asked(referral, waves[1]), "gad-7", 2 * number)
    return found


def written(release, folder: Path) -> Path:
    """Every file of it, as somebody has it who fetched them all."""
    for name, data in content(release).items():
        (folder / name).write_bytes(data)
    return folder


def program(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing. Type: apt-get install {package}", pytrace=False)
    return found


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(
        [*map(str, command)], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


# --- R, pyreadstat and a hand calculation ------------------------------------------------------


def rscript() -> str:
    found = program("Rscript", "r-base-core r-cran-haven")
    haven = subprocess.run([found, "--vanilla", "-e", "library(haven)"], capture_output=True)
    if haven.returncode:
        pytest.fail("haven is missing. Type: apt-get install r-cran-haven", pytrace=False)
    return found


def in_r(folder: Path) -> list[list[str]]:
    told = run(rscript(), "--vanilla", READ_IN_R, folder=folder)
    return [line.split() for line in told.splitlines()]


def reasons_in(folder: Path) -> Iterator[tuple[str, str, int]]:
    """Of each figure, how many blanks have a reason: by the codebook and the CSV alone."""
    for line in rows((folder / "codebook.csv").read_bytes()):
        if line["kind"] in ("whole number", "number"):
            table = rows((folder / f"{line['file']}.csv").read_bytes())
            because = "" if line["reason"] == columns.WITHHELD else line["reason"]
            n = sum(not row[line["column"]] and bool(row.get(because)) for row in table)
            yield line["file"], line["column"], n


def by_hand(path: Path) -> dict[str, float]:
    """The change in anxiety from the single answers, in polars."""
    answers = polars.read_csv(path, infer_schema_length=None)
    value = polars.col("option_score")
    whole = polars.when(value.null_count() == 0).then(value.sum())
    totals = answers.filter(instrument="gad-7").group_by("code", "wave").agg(total=whole)
    pairs = totals.pivot("wave", index="code", values="total").select("asked", "end").drop_nulls()
    change = pairs["end"] - pairs["asked"]
    half = scipy.stats.t.ppf(0.975, len(change) - 1) * change.std() / len(change) ** 0.5
    return {
        "n": len(change),
        "before": pairs["asked"].mean(),
        "after": pairs["end"].mean(),
        "change": change.mean(),
        "low": change.mean() - half,
        "high": change.mean() + half,
        "better": (change <= -RELIABLE).sum(),
        "worse": (change >= RELIABLE).sum(),
    }


def reported(programme, release) -> dict[str, float]:
    """What the internal report says about just the women in this release."""
    members = ReleaseMember.objects.filter(release=release).values_list("referral", flat=True)
    found = report.report(report.Scope(programme, only=frozenset(members)))
    change = next(one for one in found.changes if one.definition.key == "gad-7")
    figures, moved = change.figures, change.persons.reliable
    low, high = figures.ci95
    return {
        "n": figures.n_pairs,
        "before": figures.mean_pre,
        "after": figures.mean_post,
        "change": figures.mean_change,
        "low": low,
        "high": high,
        "better": moved[Change.IMPROVED],
        "worse": moved[Change.DETERIORATED],
    }


def shown(figures: dict[str, float]) -> dict[str, str]:
    return {name: numbers.number(value) for name, value in figures.items()}


def test_r_reads_every_cell_and_finds_the_figures_of_the_report(
    programme, women, study, rhea, tmp_path
):
    release = request(study, rhea)
    folder = written(release, tmp_path)
    told = in_r(folder)

    missing = {tuple(line[1:4]): int(line[4]) for line in told if line[:1] == ["missing"]}
    for table, column, n in reasons_in(folder):
        assert [missing[kind, table, column] for kind in ("sav", "dta")] == [n, n], column
    assert sum(missing.values()) > 1000
    in_r_by_hand = {line[1]: float(line[2]) for line in told if line[:1] == ["figure"]}
    in_polars, in_report = by_hand(folder / "long.csv"), reported(programme, release)
    assert in_report["n"] == WOMEN + 2  # of those beside them two are whole, and one said no
    assert in_r_by_hand == pytest.approx(in_report, abs=1e-9)
    assert in_polars == pytest.approx(in_report, abs=1e-9)
    assert shown(in_r_by_hand) == shown(in_polars) == shown(in_report)


def test_its_own_script_says_so_where_it_finds_no_table(study, rhea, tmp_path):
    script = written(request(study, rhea), tmp_path) / "load.R"
    done = subprocess.run([rscript(), "--vanilla", script], cwd="/", capture_output=True, text=True)
    assert done.returncode != 0
    assert "No table of this release is in /" in done.stderr


def test_pyreadstat_finds_the_declared_missing_values_of_every_figure(women, study, rhea, tmp_path):
    folder = written(request(study, rhea), tmp_path)
    wanted = {(table, column): n for table, column, n in reasons_in(folder) if n}
    for ending, read in READERS.items():
        for table in TABLES:
            path = folder / f"{table}{ending}"
            plain, meta = read(path, output_format="dict")
            told, _ = read(path, user_missing=True, output_format="dict")
            assert all(meta.column_labels)
            heads = csv.reader((folder / f"{table}.csv").read_text().splitlines())
            for name, label in zip(plain, next(heads), strict=True):
                both = zip(plain[name], told[name], strict=True)
                n = sum(one is None and other is not None for one, other in both)
                assert n == wanted.get((table, label), 0), (path.name, name)


# --- Formulas in a spreadsheet -----------------------------------------------------------------


def in_libreoffice(folder: Path, kind: str, files: list[Path]) -> list[str]:
    """What it makes of CSV files, as the text of its own sheets."""
    soffice = program("soffice", "libreoffice-calc-nogui")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    run(
        soffice,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        folder,
        *files,
        folder=folder,
    )
    made = [folder / f"{path.stem}.{kind}" for path in files]
    if kind == "ods":
        return [run("unzip", "-p", path, "content.xml", folder=folder) for path in made]
    return [path.read_text() for path in made]


def hostile_documents():
    """Our own questions, with every hostile text as an answer, and more wherever words stand."""
    questionnaire, scoring = map(copy.deepcopy, instrument_files.documents("experience"))
    scoring["version"] = questionnaire["version"] = "9.0.0"
    scoring["questionnaire"] = f"{questionnaire['url']}|9.0.0"
    questionnaire["title"] = scoring["name"] = scoring["licence"]["holder"] = HOSTILE[0]
    scoring["keys"] = scoring["keys"] | {"hostile": {}}
    scoring["items"][0]["key"] = "hostile"
    group = questionnaire["item"][0]
    group["text"], first = HOSTILE[1], group["item"][0]
    first["text"], first["answerOption"] = HOSTILE[2], []
    for place, words in enumerate(HOSTILE):
        worth = place % 5 + 1
        scoring["keys"]["hostile"][words] = worth
        weight = {
            "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
            "valueDecimal": worth,
        }
        coding = {"system": "urn:x", "code": words, "display": words}
        first["answerOption"].append({"extension": [weight], "valueCoding": coding})
    scoring["text_hash"] = text_hash(questionnaire)
    return questionnaire, scoring


@pytest.fixture
def hostile_women(programme, monkeypatch):
    """One woman for each text: her area, her consent, her answer and her own words are it."""
    monkeypatch.setattr(anonymity.Rule, "holds", lambda rule, group: True)
    instrument_register.add(*hostile_documents(), by=SYSTEM, now=clock.now())
    waves = [evidence.wave(programme, key, "experience", "gad-7") for key in ("asked", "end")]
    for words in HOSTILE:
        site = SiteFactory(programme=programme, name=words, slug=words, postcode_districts=[])
        referral = ReferralFactory(site=site, accepted=True, wish=words, parent__called=words)
        Consent.objects.create(
            referral=referral,
            purpose=Purpose.RESEARCH,
            given=True,
            wording_version=words,
            means=Means.ON_SCREEN,
            at=clock.now(),
            actor_kind="herself",
        )
        for wave in waves:
            asked = evidence.asked(referral, wave)
            evidence.answered(asked, "experience", {1: words})
            evidence.scored(asked, "gad-7", 7)


def test_libreoffice_finds_no_formula_wherever_a_text_comes_from(
    programme, hostile_women, study, rhea, tmp_path
):
    study.purpose = programme.name = HOSTILE[0]
    study.save()
    programme.save()
    folder = written(request(study, rhea), tmp_path)
    files = sorted(folder.glob("*.csv"))
    assert len(files) == 6
    long = rows((folder / "long.csv").read_bytes())
    for column in ("site_code", "consent_version", "option_code"):  # all of them got that far
        assert {safe(words) for words in HOSTILE} <= {row[column] for row in long}, column
    for kind in ("fods", "ods"):
        for path, sheet in zip(files, in_libreoffice(folder, kind, files), strict=True):
            assert "table:table-cell" in sheet
            assert RUNS.findall(sheet) == [], (path.name, kind)


def test_libreoffice_does_run_the_same_texts_where_nothing_guards_them(tmp_path):
    """The planted twin: a reader that never sees a formula would prove nothing."""
    with (tmp_path / "bare.csv").open("w", newline="") as file:
        csv.writer(file).writerows([words] for words in HOSTILE)
    [sheet] = in_libreoffice(tmp_path, "fods", [tmp_path / "bare.csv"])
    assert len(RUNS.findall(sheet)) >= 10


# --- Nobody's name, and nobody found -----------------------------------------------------------


def planted() -> list[str]:
    """A word of its own in every column that tells who somebody is, of every row there is."""
    words = []
    for model in apps.get_models():
        kinds = getattr(model, "Privacy", None)
        for name in [one for kind in ERASED for one in getattr(kinds, kind, ())]:
            word = f"Zeisig{len(words)}wort"
            if isinstance(model._meta.get_field(name), models.CharField | models.TextField):
                words += [word] if was_planted(model, name, word) else []
    return words


def was_planted(model: type[models.Model], name: str, word: str) -> bool:
    try:
        with transaction.atomic():
            return model._base_manager.update(**{name: word}) > 0
    except DatabaseError:  # it holds no free words, or can never change
        return False


def said_in(folder: Path) -> Iterator[tuple[str, str]]:
    """The words of every file, as the program it is for unpacks them."""
    for path in folder.iterdir():
        yield path.name, path.read_bytes().decode(errors="replace")
        if read := READERS.get(path.suffix):
            found, meta = read(path, output_format="dict")
            yield path.name, str((found, vars(meta)))
        elif path.suffix == ".parquet":
            yield path.name, str(polars.read_parquet(path).to_dict(as_series=False))


def test_no_file_holds_a_word_of_who_anybody_is(women, study, rhea, tmp_path):
    words = planted()
    assert len(words) > 10
    folder = written(request(study, rhea), tmp_path)
    day = re.compile(r"\b20\d\d-[01]\d-[0-3]\d")
    for name, text in said_in(folder):
        assert [word for word in words if word in text] == [], name
        assert [one.reference for one in women if one.reference in text] == [], name
        if name.endswith((".csv", ".parquet", ".ndjson", ".R")):
            assert day.findall(text) == [], name


@pytest.mark.parametrize("names", [columns.USUAL, columns.names(columns.TO_CHOOSE)])
def test_of_twenty_known_women_none_is_found(women, study, rhea, tmp_path, names):
    study.columns = list(names)
    study.save()
    folder = written(request(study, rhea), tmp_path)
    in_csv = rows((folder / "wide.csv").read_bytes())
    in_parquet = [
        {name: "" if cell is None else str(cell) for name, cell in row.items()}
        for row in polars.read_parquet(folder / "wide.parquet").to_dicts()
    ]
    for table in (in_csv, in_parquet):
        assert min(fitting(table, women[:KNOWN])) >= anonymity.K
