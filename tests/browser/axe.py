"""What axe, the accessibility checker, has to say about a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}


def found_on(page: Page) -> list[str]:
    """What axe has to say in each look and size, as `dark 390: rule: element`."""
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            for rule in Axe().run(page).response["violations"]:
                found += [f"{scheme} {size['width']}: {rule['id']}: {node['html'][:200]}" for node in rule["nodes"]]
    return found


def is_fine(page: Page, heading: str) -> None:
    """It is the page with this heading, and axe finds nothing on it."""
    expect(page.get_by_role("heading", name=heading).first).to_be_attached()
    found = found_on(page)
    assert not found, "\n".join(found)
