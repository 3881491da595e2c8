"""The review page as a learner sees it."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Review:
    """A review page that is open."""

    page: Page
    deck: int

    @property
    def question(self) -> Locator:
        """The question, or the gap text as it stands now."""
        return self.page.locator("#turn .ask:visible")

    @property
    def answer(self) -> Locator:
        """What is hidden until the card is turned over."""
        return self.page.locator("#turn .answer")

    @property
    def notice(self) -> Locator:
        """What Ebb tells about the last thing that was done."""
        return self.page.locator("#turn .notice")

    def asks(self, note: str) -> None:
        """It shows the front of `given.a_note(note)`."""
        expect(self.question).to_have_text(f"What is {note}?")
        expect(self.answer).to_be_hidden()

    def shows_the_answer_to(self, note: str) -> None:
        """It shows both sides of `given.a_note(note)`."""
        expect(self.question).to_have_text(f"What is {note}?")
        expect(self.answer).to_have_text(f"The answer to {note}.")

    def is_done(self) -> None:
        """Nothing is left."""
        expect(self.page.locator("#done")).to_be_visible()

    def grade(self, name: str) -> Locator:
        """The button with this grade; `review.grade("Good")`."""
        return self.page.locator(f"form.grades button[value={name.lower()}]")

    def turn_over(self) -> None:
        """Shows the answer."""
        self.page.get_by_role("button", name="Show answer").click()

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
