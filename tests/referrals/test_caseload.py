"""Today's caseload comes in from a spreadsheet, good lines in and bad ones named."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook

from pim import clock
from pim.access.audit import acting
from pim.models import AuditEvent, Message
from referrals import actions, consent, queries
from referrals.caseload import exporting, importing, sheets, tables, values
from referrals.caseload.columns import COLUMNS
from referrals.caseload.lines import understood
from referrals.enums import Means, Purpose, Situation, Source, Status
from referrals.models import Agreement, ImportedLine, Referral, ReferralEvent
from tests.referrals.arriving import HER_EMAIL, HER_PHONE, HERS, receive

TODAY = date(2026, 3, 20)
HEADS = "Your number,Name,Status,Asked on,Mobile,E-mail,Agreed"
GOOD = "1,Rosa,new,03/02/2026,07700 900123,,yes"


def load(*lines, heads=HEADS, today=TODAY):
    return understood(sheets.read("\n".join([heads, *lines]).encode()), today=today)


def reasons(*lines, **more) -> list[tuple]:
    found = [p for line in load(*lines, **more).lines for p in line.problems]
    return [(problem.line, problem.column, problem.reason) for problem in found]


class TestValues:
    @pytest.mark.parametrize(
        "typed",
        ["3/2/2026", "03/02/26", "3.2.2026", "03-02-2026", "2026-02-03", "2026-02-03T00:00:00",
         "3 Feb 2026", "3rd February 2026", "3-Feb-26", "Tue 3 Feb 2026", " 3 feb, 2026"],
    )  # fmt: skip
    def test_a_day_in_every_uk_form(self, typed):
        assert values.day(typed) == date(2026, 2, 3)

    @pytest.mark.parametrize("typed", ["2/31/2026", "31/2/2026", "soon", "2026", "12 Foo 2026"])
    def test_no_day_is_guessed(self, typed):
        with pytest.raises(ValueError, match="is not a day we can read"):
            values.day(typed)

    @pytest.mark.parametrize(
        "typed",
        ["07700900123", "7700900123", "07700 900 123", "+44 (0)7700 900123", "447700900123",
         "0044 7700 900123", "(07700) 900-123"],
    )  # fmt: skip
    def test_a_number_with_whatever_a_spreadsheet_does_to_it(self, typed):
        assert values.phone(typed) == "+447700900123"

    @pytest.mark.parametrize(
        ("typed", "told"),
        [
            ("7.7009E+09", "shortened"),
            ("07700 900123 / 07700 900124", "more than one"),
            ("ask her mum", "not a UK phone"),
        ],
    )
    def test_and_what_cannot_be_saved_is_named(self, typed, told):
        with pytest.raises(ValueError, match=told):
            values.phone(typed)


class TestSheets:
    @pytest.mark.parametrize(
        "content",
        [
            b"\xef\xbb\xbfName;Status\r\n\r\nZo\xc3\xab;new\r\n;;\r\n",
            "Name\tStatus\nZoë\tnew\n".encode("utf-16"),
            "Name,Status\n\nZoë ,new".encode("cp1252"),
            b",,\nName|Status|\n\n'Zo\xc3\xab | new|",
        ],
    )
    def test_text_however_it_was_saved(self, content):
        sheet = sheets.read(content.replace(b"'Zo", b"Zo"))
        assert sheet.headings[:2] == ("Name", "Status")
        assert [cells[:2] for _, cells in sheet.lines] == [("Zoë", "new")]

    def test_excel_gives_values_never_formulas(self):
        book = Workbook()
        book.active.append(["Name", "Mobile", "Asked on", "Note"])
        book.active.append(["Rosa", 7700900123, datetime(2026, 2, 3), "=1+1"])  # noqa: DTZ001
        content = io.BytesIO()
        book.save(content)
        sheet = sheets.read(content.getvalue())
        assert sheet.lines == ((2, ("Rosa", "7700900123", "2026-02-03")),)

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "empty"),
            (b"a" * 1_000_001, "larger than 1 MB"),
            (b"PK\x03\x04 not a book", "broken"),
            (b"\xd0\xcf\x11\xe0\xa1", "old Excel"),
            (b"a,b\n" + b"1,2\n" * 1_001, "more than 1,000 lines"),
        ],
    )
    def test_what_cannot_be_read_is_said(self, content, told):
        with pytest.raises(sheets.BadFile, match=told):
            sheets.read(content)

    @pytest.mark.parametrize(
        ("part", "content"),
        [
            ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='1'><c r='A1'"),
            ("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='abc'><c/></row>"),
            ("xl/worksheets/sheet1.xml", None),
            ("xl/workbook.xml", b"<workbook/>"),
            ("xl/workbook.xml", b"not xml"),
        ],
    )
    def test_a_workbook_that_is_broken_inside_is_told_from_one_that_is_not(self, part, content):
        with pytest.raises(sheets.BadFile, match="cannot be read"):
            sheets.read(a_book_with(part, content))

    @pytest.mark.parametrize(
        "rows",
        [b"<row/>" * 400_000, b'<row r="1"/>' * 40_000, b'<row r="1600000"><c r="A1"/></row>'],
        ids=["none numbered", "all the first", "a far one"],
    )
    def test_a_flood_of_empty_rows_is_refused(self, rows):
        space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        sheet = b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (space, rows)
        with pytest.raises(sheets.BadFile):
            sheets.read(a_book_with("xl/worksheets/sheet1.xml", sheet))

    def test_what_unpacks_to_more_than_anybody_types_is_refused(self):
        with pytest.raises(sheets.BadFile, match="too large"):
            sheets.read(a_book_with("xl/more.xml", b" " * 5_000_000))


def a_book_with(part: str, content: bytes | None) -> bytes:
    """A workbook in which one part was put in, replaced, or (None) left out."""
    book, made = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in whole.namelist():
            if name != part:
                new.writestr(name, whole.read(name))
        if content is not None:
            new.writestr(part, content)
    return made.getvalue()


class TestLines:
    def test_each_mistake_has_its_line_column_and_reason(self):
        assert reasons(
            GOOD,
            "",
            "2,,matched,soon,,,perhaps",
            "1,Mina,new,03/02/2026,07700900124,,no",
            "3,Eva,waiting,03/02/2027,,,y",
        ) == [
            (4, "Status", "She has a volunteer: bring her in as waiting, then match her here."),
            (4, "Asked on", "“soon” is not a day we can read. Write it like 25/12/2026."),
            (4, "She agreed", "“perhaps” is neither yes nor no."),
            (4, "Name", "This is empty."),
            (5, "She agreed", "Nobody comes in without her own yes. Ask her first."),
            (5, "Your number", "This number stands on line 2 already."),
            (6, "", "There is no safe way to reach her: a phone, a text, an e-mail, a letter."),
            (6, "Asked on", "This day has not come yet."),
        ]

    def test_a_column_nobody_knows_is_named_and_a_missing_one_refused(self):
        assert load(GOOD + ",blue", heads=HEADS + ",Hair").passed_over == ("Hair",)
        with pytest.raises(sheets.BadFile, match="missing: Asked on, She agreed"):
            load(heads="Number,Client")


@pytest.mark.django_db
class TestBringingIn:
    @pytest.fixture
    def bring(self, site_a, alice):
        def bring(*lines, **more):
            caseload = load(*lines, today=clock.today(), **more)
            return importing.bring_in(caseload, site_a, by=acting(alice), now=clock.now())

        return bring

    def test_who_comes_in_stands_where_she_stood_and_hears_nothing(self, bring, site_a, alice):
        heads = HEADS + ",Waiting since,Baby born,Text messages,Questionnaires,Text,Postcode"
        heads = heads.replace("Text messages", "Messages")
        line = "7,Rosa,On list,3/2/26,7700900123,r@post.example,Y,9/2/26,1/1/26,yes,,,CV1 1AA"
        assert len(bring(line, heads=heads).new) == 1
        hers = Referral.objects.get()
        assert (hers.status, hers.site, hers.source) == (Status.WAITING, site_a, Source.STAFF)
        days = [queries.uk_date(at) for at in (hers.asked_at, hers.accepted_at, hers.status_since)]
        assert days == [date(2026, 2, 3), date(2026, 2, 9), date(2026, 2, 9)]
        assert (hers.situation, hers.born_on) == (Situation.BABY, date(2026, 1, 1))
        assert Agreement.objects.get().means == Means.ON_PAPER
        assert consent.has_given(hers, Purpose.MESSAGES)
        assert consent.latest(hers, Purpose.EVALUATION) is None
        assert [way.address for way in queries.safe_contacts(hers)] == [
            "+447700900123",
            "r@post.example",
        ]
        assert Message.objects.count() == 0
        assert set(ReferralEvent.objects.values_list("actor", flat=True)) == {alice.pk}

    def test_messy_lines_come_in_once_and_the_bad_ones_come_back_to_be_mended(self, bring):
        lines, good, bad = messy(16)
        first = bring(*lines)
        assert (len(first.new), len(first.bad), len(first.known)) == (good, bad, 0) == (12, 4, 0)
        second = bring(*lines)
        assert (len(second.new), len(second.bad), len(second.known)) == (0, bad, good)
        assert Referral.objects.count() == ImportedLine.objects.count() == good

        back = importing.given_back(HEADS.split(","), first)
        rows = list(csv.reader(io.StringIO(back.decode("utf-8-sig"))))
        assert [int(row[0]) for row in rows[1:]] == [line.place for line in first.bad]
        mended = [f"m{n},Mended,new,3/2/2026,07700 900123,,yes" for n in range(len(rows) - 1)]
        assert len(bring(*mended).new) == bad

    def test_a_line_that_fails_on_the_way_stops_no_other(self, bring, monkeypatch):
        def fail_for_mina(**given):
            if given["line"].said["called"] == "Mina":
                raise sheets.BadFile("Not this one.")
            return honest(**given)

        honest = importing.bring_in_line
        monkeypatch.setattr(importing, "bring_in_line", fail_for_mina)
        report = bring(GOOD, GOOD.replace("1,Rosa", "2,Mina"), GOOD.replace("1,Rosa", "3,Eva"))
        assert [len(report.new), len(report.bad)] == [2, 1]
        assert [(p.line, p.reason) for p in report.problems] == [(3, "Not this one.")]


def messy(count) -> tuple[list[str], int, int]:
    """Lines as people keep them: one in four has something wrong; blank ones between."""
    stands = cycle(["new", "In Contact", "WAITING", "waiting list", ""])
    days = cycle(["3/2/2026", "03.02.26", "3 Feb 2026", "2026-02-03"])
    phones = cycle(["07700 900123", "7700900123", "+44 7700 900123"])
    wrong = cycle([(1, ""), (2, "closed"), (3, "32/1/2026"), (4, "123"), (6, "no"), (0, "4")])
    lines, bad = [], 0
    for n in range(count):
        row = [str(n), f"Name {n}", next(stands), next(days), next(phones), "", "Yes"]
        if n % 4 == 1:
            place, what = next(wrong)
            row[place] = what
            bad += 1
        lines += [",".join(row), *([""] if n % 7 == 0 else [])]
    return lines, count - bad, bad


@pytest.mark.django_db
class TestOnScreen:
    @pytest.fixture
    def place(self, site_a):
        return f"/admin/caseload/{site_a.pk}/"

    def sheet(self, *lines):
        return SimpleUploadedFile("mine.csv", "\n".join([HEADS, *lines]).encode())

    def test_dry_run_then_the_run_then_the_bad_ones_back(self, signed_in, alice, place):
        client = signed_in(alice)
        bad = GOOD.replace("1,Rosa", "2,Eva").replace(",yes", ",perhaps")
        tried = client.post(place, {"file": self.sheet(GOOD, bad)})
        shown = tried.content.decode()
        assert "1 person would come in" in shown and "“perhaps” is neither yes nor no." in shown
        assert Referral.objects.count() == 0
        sealed = {"sealed": tried.context["sealed"]}
        assert "Rosa" not in sealed["sealed"]

        done = client.post(f"{place}run/", sealed).content.decode()
        assert "1 person came in" in done
        assert AuditEvent.objects.get(action="caseload.brought_in").codes["new"] == 1
        again = client.post(f"{place}run/", sealed).content.decode()
        assert "1 was here already" in again and Referral.objects.count() == 1
        back = client.post(f"{place}back/", sealed)
        assert back["Content-Disposition"] == 'attachment; filename="lines-to-mend.csv"'
        assert "perhaps" in back.content.decode("utf-8-sig")

    def test_a_postcode_of_elsewhere_is_named_and_stops_nobody(self, signed_in, alice, place):
        lines = ["Postcode," + HEADS, f"E6 1AA,{GOOD}", f"WA7 2AB,{GOOD.replace('1,R', '2,R')}"]
        file = SimpleUploadedFile("mine.csv", "\n".join(lines).encode())
        shown = signed_in(alice).post(place, {"file": file}).content.decode()
        assert "2 people would come in" in shown
        assert "line 2: E6 is not one of the postcodes of Site A" in shown
        assert "line 3:" not in shown

    def test_what_cannot_be_read_is_said_and_what_was_sealed_for_another_is_not_opened(
        self, signed_in, alice, charlie, site_b, place
    ):
        client = signed_in(alice)
        shown = client.post(place, {"file": SimpleUploadedFile("x.csv", b"a,b")})
        assert "These columns are missing" in shown.content.decode()
        sealed = client.post(place, {"file": self.sheet(GOOD)}).context["sealed"]
        other = signed_in(charlie)
        assert other.get(place).status_code == 404
        refused = other.post(f"/admin/caseload/{site_b.pk}/run/", {"sealed": sealed}, follow=True)
        assert "Choose the file again" in refused.content.decode()
        assert Referral.objects.count() == 0

    def test_the_template_is_read_without_a_mistake(self, signed_in, alice, place):
        template = signed_in(alice).get("/admin/caseload/template.csv").content
        caseload = understood(sheets.read(template), today=TODAY)
        assert caseload.passed_over == ()
        assert [line.problems for line in caseload.lines] == [[]]
        assert len(caseload.headings) == len(COLUMNS)


@pytest.mark.django_db
def test_the_command_says_line_by_line_and_changes_nothing_when_dry(site_a, tmp_path, capsys):
    path = tmp_path / "mine.csv"
    path.write_text("\n".join([HEADS, GOOD, "2,,new,3/2/2026,07700900124,,yes"]))
    call_command("import_caseload", path, site="a", dry_run=True)
    told = capsys.readouterr().out
    assert (
        "line 3, Name: This is empty." in told
        and "1 would come in, 0 were here already, 1 could not" in told
    )
    assert Referral.objects.count() == 0
    call_command("import_caseload", path, site="a")
    call_command("import_caseload", path, site="a")
    assert "0 came in, 1 was here already, 1 could not" in capsys.readouterr().out
    assert Referral.objects.count() == 1


@pytest.mark.django_db
def test_the_fingerprint_is_not_the_number(site_a, alice):
    caseload = load(GOOD.replace("1,", "NHS 943 476 5919,", 1), today=clock.today())
    importing.bring_in(caseload, site_a, by=acting(alice), now=clock.now() + timedelta(days=1))
    assert "9434765919" not in ImportedLine.objects.get().key


@pytest.mark.django_db
class TestTakingOut:
    @pytest.fixture
    def out(self, site_a, site_b, alice):
        risky = replace(HERS.asked, wish="=HYPERLINK(1)", known_risks="-1+2", others_involved="Dr")
        hers = receive(asked=risky)
        receive(parent=replace(HERS.parent, called="Elsewhere", postcode="E6"))
        files = exporting.take_out(site=site_a, by=acting(alice), now=clock.now())
        return hers, files

    def test_a_table_for_each_kind_safe_in_a_spreadsheet_and_whole_as_json(self, out):
        hers, files = out
        rows = list(csv.DictReader(io.StringIO(files["referrals.csv"].decode("utf-8-sig"))))
        assert [row["reference"] for row in rows] == [hers.reference]
        assert (rows[0]["wish"], rows[0]["known_risks"]) == ("'=HYPERLINK(1)", "'-1+2")
        whole = json.loads(files["caseload.json"])
        assert whole["referrals"][0]["wish"] == "=HYPERLINK(1)"
        addresses = {way["address"] for way in whole["ways_to_reach_her"]}
        assert addresses == {HER_PHONE.address, HER_EMAIL.address}
        assert {row["purpose"]: row["given"] for row in whole["consents"]} == {
            "messages": True,
            "evaluation": False,
        }
        note = AuditEvent.objects.get(action="caseload.taken_out")
        assert (note.codes["referrals"], note.codes["consents"]) == (1, 2)

    def test_the_readme_says_what_every_column_means(self, out):
        readme = out[1]["README.txt"].decode()
        for table in tables.every_table():
            assert f"{table.name}.csv: " in readme
            assert all(column.meaning in readme for column in table.columns)

    def test_concerns_about_people_and_half_typed_calls_stay(self, site_a, alice):
        hers = receive()
        raise_one = {"urgency": "same_day", "site": site_a, "by": acting(alice), "now": clock.now()}
        actions.raise_concern(kind="for_her", words="seen", referral=hers, **raise_one)
        actions.raise_concern(kind="about_person", words="hidden", about_name="X", **raise_one)
        files = exporting.take_out(site=site_a, by=acting(alice), now=clock.now())
        assert b"seen" in files["concerns.csv"] and b"hidden" not in files["caseload.json"]

    def test_only_whoever_works_there_and_has_just_said_who_she_is(
        self, signed_in, alice, charlie, dana, site_a
    ):
        address = f"/admin/caseload/{site_a.pk}/out/"
        for user in (charlie, dana):
            assert signed_in(user).get(address).status_code == 404
        client = signed_in(alice)
        assert "What is not" in client.get(address).content.decode()
        zipped = client.post(address)
        assert zipped["Content-Type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(zipped.content)) as archive:
            assert {"README.txt", "caseload.json", "people.csv"} <= set(archive.namelist())
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 3600
        session["account_authentication_methods"] = session["account_authentication_methods"]
        session.save()
        assert "reauthenticate" in client.post(address)["Location"]

    def test_the_command_writes_them_for_nobody_else(self, site_a, tmp_path, capsys):
        receive()
        call_command("export_caseload", site="a", out=tmp_path / "out")
        written = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert {"README.txt", "referrals.csv"} <= set(written)
        assert (tmp_path / "out" / "people.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("table", tables.every_table(), ids=lambda table: table.name)
def test_every_column_of_a_table_is_taken_out_or_named_as_left_out(table):
    taken = {(column.path or column.name).partition(".")[0] for column in table.columns}
    for one in table.model._meta.fields:
        assert {one.name, one.attname} & (taken | set(table.left_out)), one.name
