"""Another site in the same browser changes nothing here."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import is_fine
from tests.browser.learners import Learner, a_learner
from tests.browser.serving import Served

FORM = """<!doctype html><title>A prize</title>
<form method="post" action="{url}/settings?_method=put">
<input name="time_zone" value="UTC"><input name="day_starts_at" value="4"><input name="new_per_day" value="9999">
<input name="reviews_per_day" value="1"><input name="theme" value="dark"><button>Take it</button></form>
<iframe src="{url}/review"></iframe>"""


@pytest.fixture
def elsewhere(served: Served) -> Iterator[int]:
    """The port of another site, whose page holds a form that posts to ours, and our page in a frame."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(FORM.format(url=served.url).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it is called by
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        thread = Thread(target=site.serve_forever, args=(0.05,))
        thread.start()
        yield site.server_port
        site.shutdown()
        thread.join()


@pytest.fixture
def other_hosts(elsewhere: int) -> tuple[str, ...]:
    """The other site, under both its names."""
    return (f"http://127.0.0.1:{elsewhere}/", f"http://localhost:{elsewhere}/")


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"], ids=["another site", "the same host at another port"])
def test_a_form_on_another_site_is_refused(page: Page, learner: Learner, elsewhere: int, name: str) -> None:
    page.goto(f"http://{name}:{elsewhere}/")
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Take it").click()

    assert navigation.value is not None
    assert navigation.value.status == 403
    expect(page.get_by_role("heading", name="That was refused")).to_be_visible()
    account = learner.account()
    assert (account.new_per_day, account.theme) == (20, "auto")


@pytest.mark.browser_context_args(bypass_csp=True, reduced_motion="reduce")
def test_axe_finds_nothing_on_the_page_that_says_so(page: Page, learner: Learner, elsewhere: int) -> None:
    page.goto(f"http://localhost:{elsewhere}/")
    page.get_by_role("button", name="Take it").click()

    is_fine(page, "That was refused")


def test_the_same_form_on_our_own_page_is_taken(page: Page, learner: Learner) -> None:
    page.goto("/settings")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator("#flash")).to_have_text("Saved.")
    assert learner.account().theme == "dark"


def test_our_pages_are_not_shown_in_another_sites_frame(page: Page, learner: Learner, elsewhere: int) -> None:
    page.goto(f"http://localhost:{elsewhere}/")

    frame = page.frames[1]

    assert frame.locator(".brand").count() == 0


def test_a_link_on_another_site_may_lead_here(page: Page, learner: Learner, elsewhere: int, served: Served) -> None:
    page.goto(f"http://localhost:{elsewhere}/")
    page.evaluate("(url) => { location.href = url }", f"{served.url}/decks")

    expect(page.get_by_role("heading", name="Decks", exact=True)).to_be_visible()


def test_another_learner_sees_nothing_of_hers(page: Page, learner: Learner, served: Served) -> None:
    page.goto("/review")
    page.keyboard.press("Space")
    page.keyboard.press("3")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1")

    a_learner(served).comes_in(page.context)
    page.reload()

    expect(page.get_by_role("progressbar")).to_have_attribute("value", "0")
    expect(page.locator("[data-key=u]")).to_have_count(0)
