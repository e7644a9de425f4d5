"""Requests that another site makes in somebody's name, or that lie about where they were sent.

Each count has a twin in which the control is switched off: there the same count must complain.
"""

import re
from urllib.parse import quote, urlencode, urljoin, urlsplit

import pytest
from django.middleware import csrf
from django.test import Client

from pim.messages import outbox
from pim.models import AuditEvent
from tests.attacks import addresses
from tests.attacks.matrix.people import sign_in
from tests.attacks.raw import ask
from tests.attacks.visitors import HER_PAGES, Visitor
from tests.pim.access.signing_in import enrol, type_code, type_password
from tests.referrals.test_views import MIDWIFES_PAGES

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "evil.example"
WITHOUT_TOKEN = {  # whoever calls in is known by a signature, or only takes off what is hers
    "out": 204,
    "my-support-out": 204,
    "text-receipt": 404,
    "text-comes-in": 404,
    "mail-comes-in": 404,
}


def session_of(user) -> str:
    browser = Client()
    sign_in(browser, user)
    return browser.cookies["session"].value


def some_addresses() -> dict[str, str]:
    return dict(list(addresses.every().items())[::10])


# --- A form on another site ---------------------------------------------------------------------
def forged(live_server, user, at: dict[str, str]) -> dict[str, list[int]]:
    """Posts at every address with her session: without a token, with one made up, and with her
    own from another site. The answers that let one in, by address."""
    secret = csrf._get_new_csrf_string()
    hers = f"session={session_of(user)}; csrf={secret}"
    tries = (
        {"typed": {}, "Cookie": hers},
        {"typed": {"csrfmiddlewaretoken": "a" * 64}, "Cookie": hers},
        {"typed": {"csrfmiddlewaretoken": secret}, "Cookie": hers, "Origin": f"https://{EVIL}"},
    )
    found = {}
    for name, address in at.items():
        came = [ask(live_server.url, "POST", address, **one).status for one in tries]
        if came != [403, 403, 403]:
            found[name] = came
    return found


def test_no_other_site_posts_in_her_name_at_any_address(live_server, alice, figures):
    before = AuditEvent.objects.count()
    every = addresses.every()
    let_in, asked = forged(live_server, alice, every), len(every)
    figures("forged posts", addresses=asked, posts=3 * asked, without_token=len(let_in))
    assert let_in == {name: [status] * 3 for name, status in WITHOUT_TOKEN.items()}
    assert AuditEvent.objects.count() == before


def test_what_takes_no_token_does_nothing_that_comes_from_another_site(live_server, site_a):
    """Of the five above three want a signature, and two ask where they were pressed."""
    she = Visitor(live_server.url)
    check = she.fills("yourself", HER_PAGES)
    hers = "; ".join(f"{name}={value}" for name, value in she.cookies.items())
    ask(live_server.url, "POST", "/out/", Cookie=hers, Sec_Fetch_Site="cross-site")
    assert "Rosa" in she.get(check).body


def test_planted_fault_without_the_check_other_sites_are_let_in(live_server, alice, monkeypatch):
    monkeypatch.setattr(csrf.CsrfViewMiddleware, "_check_token", lambda *_: None)
    monkeypatch.setattr(csrf.CsrfViewMiddleware, "_origin_verified", lambda *_: True)
    assert len(forged(live_server, alice, some_addresses())) > 30


# --- A page in a frame of another site ----------------------------------------------------------
def framed(live_server, user, at: dict[str, str]) -> list[str]:
    """Pages, and refusals, that a frame of another site may show."""
    hers = f"session={session_of(user)}"
    found = []
    for name, address in at.items():
        for cookie in ("", hers):
            came = ask(live_server.url, "GET", address, Cookie=cookie)
            policy = came.headers.get("Content-Security-Policy", "")
            if came.headers.get("X-Frame-Options") != "DENY" or (
                "frame-ancestors 'none'" not in policy
            ):
                found.append(f"{name} {came.status}")
    return found


def test_no_page_stands_in_a_frame(live_server, alice, figures):
    every = addresses.every()
    may = framed(live_server, alice, every)
    figures("pages in a frame", asked=2 * len(every), shown=len(may))
    assert may == []


def test_planted_fault_a_page_that_may_be_framed_is_found(live_server, alice, settings):
    settings.X_FRAME_OPTIONS = "SAMEORIGIN"
    assert len(framed(live_server, alice, some_addresses())) > 30


# --- A lie about the address --------------------------------------------------------------------
LIES = (
    {"Host": EVIL},
    {"Host": f"localhost@{EVIL}"},
    {"X-Forwarded-Host": EVIL},
    {"X-Host": EVIL, "X-Forwarded-Server": EVIL, "X-Original-URL": f"http://{EVIL}/"},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Forwarded-Proto": "https", "X-Forwarded-Port": "1", "X-Forwarded-Host": EVIL},
)


def makes_us_write(visitor) -> None:
    """All that a stranger can do after which a link goes out by mail."""
    she = visitor()
    she.post("/account/password/", {"email": "alice@staff.example"})
    she.post("/refer/yourself/you/", {"called": "Rosa", "save": ""})
    she.post("/refer/yourself/save/", {"word": "bluebell", "email": "rosa@post.example"})
    midwife = visitor()
    check = midwife.fills("someone", MIDWIFES_PAGES)
    midwife.takes("someone", minutes=5)
    midwife.post(check)
    her = visitor()
    check = her.fills("yourself", HER_PAGES)
    her.takes("yourself", minutes=5)
    her.post(check)


def liar(live_server, lie):
    """Comes in honestly, and lies from then on; a wrong host alone never gets an answer."""

    def another() -> Visitor:
        one = Visitor(live_server.url)
        one.get("/refer/ring-me/call/")
        one.says = lie
        return one

    return another


def links_written(live_server, mailoutbox) -> tuple[int, list[str]]:
    """How many links went out after all these lies, and which of them lead elsewhere."""
    for lie in LIES[2:]:
        makes_us_write(liar(live_server, lie))
    outbox.drain()
    links = [link for mail in mailoutbox for link in re.findall(r"https?://\S+", mail.body)]
    ours = [link for link in links if "/back/" in link or "/account/" in link or "status" in link]
    return len(ours), [link for link in ours if not link.startswith(live_server.url)]


def test_links_in_mails_lead_to_us_whatever_a_request_says(
    live_server, alice, mailoutbox, settings, figures
):
    settings.BASE_URL = live_server.url
    for lie in LIES[:2]:
        for path in ("/", "/refer/yourself/you/", "/account/password/"):
            assert liar(live_server, lie)().get(path).status == 400
    written, elsewhere = links_written(live_server, mailoutbox)
    figures("lies about the address", lies=len(LIES), links=written, elsewhere=len(elsewhere))
    assert written >= 6
    assert elsewhere == []


def test_no_redirect_repeats_the_lie(live_server, alice):
    hers = f"session={session_of(alice)}"
    lies = {name.replace("-", "_"): value for lie in LIES[2:] for name, value in lie.items()}
    for address in addresses.every().values():
        for cookie in ("", hers):
            came = ask(live_server.url, "GET", address, Cookie=cookie, **lies)
            assert EVIL not in came.body + str(came.headers), address


class BelievesTheRequest:
    """The planted fault: links begin with what the last request called us."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from django.conf import settings

        settings.BASE_URL = "http://" + request.headers.get("X-Forwarded-Host", request.get_host())
        return self.get_response(request)


def test_planted_fault_a_link_made_of_the_request_is_found(
    live_server, alice, mailoutbox, settings, monkeypatch
):
    settings.BASE_URL = live_server.url
    monkeypatch.setattr(
        "pim.help_page.HelpFirstMiddleware.__call__",
        lambda self, request: BelievesTheRequest(self.get_response)(request),
    )
    assert links_written(live_server, mailoutbox)[1] != []


# --- A redirect to another site -----------------------------------------------------------------
ELSEWHERE = (
    f"https://{EVIL}/",
    f"//{EVIL}/",
    f"///{EVIL}/",
    f"/\\{EVIL}/",
    f"\\\\{EVIL}/",
    f"https:{EVIL}",
    f"http:///{EVIL}",
    f"https://localhost@{EVIL}/",
    f"https://{EVIL}\\@localhost/",
    f"/%09/{EVIL}/",
    f"/\t/{EVIL}/",
    f"\t//{EVIL}",
    f" //{EVIL}",
    f"%2F%2F{EVIL}",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    f"/x\r\nLocation: https://{EVIL}/",
    f"/%0d%0aLocation:%20https://{EVIL}/",
)
NAMES = ("next", "url", "to", "return", "redirect", "redirect_to", "back", "continue")


def leaves(goes_to: str) -> bool:
    """As a browser reads it: a backslash is a slash to it, and tabs and line ends are nothing."""
    plain = re.sub(r"[\t\r\n]", "", goes_to).strip().replace("\\", "/")
    there = urlsplit(urljoin("http://localhost/", plain))
    return there.scheme not in ("http", "https") or there.hostname != "localhost"


def sent_elsewhere_by_the_sign_in(alice) -> list[str]:
    enrol(alice)
    found = []
    for there in ELSEWHERE:
        browser = Client()
        type_password(browser, alice, to=f"/account/login/?next={quote(there)}")
        for came in (type_code(browser), browser.post("/account/logout/", {"next": there})):
            if leaves(came.headers.get("Location", "")):
                found.append(f"sign-in: {there!r}")
    return found


def sent_elsewhere_by_a_page(live_server, alice) -> list[str]:
    """Every page, with an address of another site in each name for one."""
    found, home = [], ("www.bbc.co.uk",)  # where “Exit this page” goes
    hers = f"session={session_of(alice)}"
    for place, address in enumerate(addresses.every().values()):
        there = ELSEWHERE[place % len(ELSEWHERE)]
        typed = dict.fromkeys(NAMES, there)
        for cookie in ("", hers):
            came = ask(live_server.url, "GET", f"{address}?{urlencode(typed)}", Cookie=cookie)
            if leaves(came.goes_to) and urlsplit(came.goes_to).hostname not in home:
                found.append(f"{address}: {there!r} -> {came.goes_to}")
    return found


def test_nobody_is_sent_to_another_site(live_server, alice, figures):
    found = sent_elsewhere_by_the_sign_in(alice) + sent_elsewhere_by_a_page(live_server, alice)
    figures("redirects", addresses=len(addresses.every()), payloads=len(ELSEWHERE), out=len(found))
    assert found == []


def test_planted_fault_an_address_that_is_not_looked_at_is_found(alice, monkeypatch):
    monkeypatch.setattr(
        "pim.access.adapters.AccountAdapter.is_safe_url", lambda self, url: True, raising=False
    )
    assert sent_elsewhere_by_the_sign_in(alice) != []
