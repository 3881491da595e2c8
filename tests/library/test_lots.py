"""Many cards accepted in lots: others come in between, nothing is doubled, and what was begun can be gone on with."""

import asyncio
from functools import partial

import pytest

from app.library import choosing, deciding, lots
from app.library.lots import Lots
from tests import given
from tests.library.guides import a_guide, decide, page, states

MANY = "# A\n" + "".join(f"What is {number:03}? It is {number:03}.\n" for number in range(50))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lots of ten, and a page that waits for them."""
    for module in (lots, deciding):
        monkeypatch.setattr(module, "LOT", 10)
    monkeypatch.setattr(deciding, "A_MOMENT", 60)


def cards(db) -> int:
    query = "SELECT count(*) FROM card WHERE retired = 0"
    return int(db.read_now(lambda con: con.exec_driver_sql(query).scalar_one()))


def lot(db, guide_id: int, ids: list[int], *, last: bool) -> int:
    work = partial(choosing.accept_lot, guide_id=guide_id, ids=ids, refused=False, last=last)
    made: int = db.write_now(work)
    return made


def half(db, guide_id: int) -> None:
    """Accepts two lots of ten, as a server does that is ended then."""
    ids = db.read_now(choosing.acceptable, guide_id, [], None)
    for start in (0, 10):
        lot(db, guide_id, ids[start : start + 10], last=False)


def test_all_become_cards_once(alice, db):
    guide_id = a_guide(db, MANY)

    assert decide(alice, guide_id, "accept:all") == "50 cards now in your decks."
    assert decide(alice, guide_id, "accept:all") == "That had been decided already, so nothing was changed."

    assert cards(db) == 50
    assert "half way" not in page(alice, f"/guides/{guide_id}?show=open").text


def test_a_server_that_is_ended_between_two_lots_says_so_and_goes_on(alice, db):
    guide_id = a_guide(db, MANY)
    half(db, guide_id)

    told = page(alice, f"/guides/{guide_id}").text
    assert "Accepting stopped half way: 20 cards of this guide are in your decks, and 30 wait." in told
    assert list(states(db, guide_id).values()) == ["accepted"] * 20 + ["open"] * 30

    assert decide(alice, guide_id, "accept:all") == "30 cards now in your decks."
    assert cards(db) == 50
    assert "half way" not in page(alice, f"/guides/{guide_id}").text


def test_what_is_refused_between_two_lots_stays_refused(alice, db):
    guide_id = a_guide(db, MANY)
    ids = db.read_now(choosing.acceptable, guide_id, [], None)
    decide(alice, guide_id, f"refuse:{ids[3]}")

    assert lot(db, guide_id, ids[:10], last=False) == 9

    assert states(db, guide_id)["What is 003?"] == "refused"


def test_no_lot_is_everything(alice, db):
    guide_id = a_guide(db, MANY)

    assert lot(db, guide_id, [], last=True) == 0
    assert db.write_now(choosing.accept, guide_id, []) == 0
    assert cards(db) == 0


def test_how_far_it_is_is_shown_until_it_is_done(app, alice, db, monkeypatch):
    guide_id = a_guide(db, MANY)
    monkeypatch.setattr(Lots, "progress", lambda _self, _guide: (20, 50))

    shown = page(alice, f"/guides/{guide_id}")
    assert "20 of 50 are in your decks." in shown.one("#progress").get_text()
    assert shown.soup.select(".proposal") == []
    assert shown.one("#progress noscript meta")["content"] == "2"
    assert "hx-refresh" not in alice.get(f"/guides/{guide_id}/progress").headers

    monkeypatch.undo()
    assert alice.get(f"/guides/{guide_id}/progress").headers["hx-refresh"] == "true"


def test_a_review_that_is_posted_meanwhile_is_answered_between_two_lots(alice, db):
    """The writer takes what was handed in first: what came during a lot comes before the next."""
    order: list[str] = []

    def work(_db, name: str) -> int:
        order.append(name)
        return 1

    async def run() -> None:
        others: list[asyncio.Task[int]] = []

        async def make(lot, _last) -> int:
            going = asyncio.create_task(db.write_slow(work, f"lot {lot[0]}"))
            await asyncio.sleep(0)
            others.append(asyncio.create_task(db.write(work, f"review {lot[0]}")))
            await asyncio.sleep(0)
            made: int = await going
            return made

        assert await Lots().start((1, None, ()), range(30), make) == 3
        await asyncio.gather(*others)

    asyncio.run(run())

    assert order == ["lot 0", "review 0", "lot 10", "review 10", "lot 20", "review 20"]


def test_asked_for_twice_it_is_done_once_and_both_are_told():
    made: list[int] = []

    async def make(lot, _last) -> int:
        await asyncio.sleep(0.001)
        made.extend(lot)
        return len(lot)

    async def run() -> None:
        going = Lots()
        first = going.start((1, None, ()), range(30), make)
        second = going.start((1, None, ()), range(30), make)
        assert going.progress(1) == (0, 30)
        assert (await first, await second) == (30, 30)
        await asyncio.sleep(0)
        assert going.runs == {}

    asyncio.run(run())

    assert made == list(range(30))


def test_a_server_that_stops_begins_no_further_lot():
    made: list[int] = []

    async def make(lot, _last) -> int:
        made.extend(lot)
        await asyncio.sleep(600)
        return len(lot)

    async def run() -> None:
        going = Lots()
        going.start((1, None, ()), range(30), make)
        await asyncio.sleep(0.01)
        await going.close()

    asyncio.run(run())

    assert made == list(range(10))


def test_a_lot_that_fails_leaves_those_before_it_and_the_log_says_why(caplog):
    async def make(lot, _last) -> int:
        if lot[0]:
            raise RuntimeError("the disk is full")
        return len(lot)

    async def run() -> None:
        task = Lots().start((7, None, ()), range(30), make)
        with pytest.raises(RuntimeError):
            await task
        await asyncio.sleep(0)

    asyncio.run(run())

    assert "accepting stopped half way in guide 7" in caplog.text


def test_a_part_is_accepted_from_the_page_of_all(alice, db):
    guide_id = a_guide(db)
    shown = page(alice, f"/guides/{guide_id}")
    assert [button["value"] for button in shown.soup.select(".of-part button")] == ["accept:part-1", "accept:part-2"]

    assert decide(alice, guide_id, "accept:part-2") == "2 cards now in your decks."

    assert list(states(db, guide_id).values()) == ["open", "open", "accepted", "accepted"]
    start = page(alice, f"/guides/{guide_id}").one("#everything a.primary")
    assert start.get_text() == "Start reviewing"
    assert "What is a spring tide?" in given.shown(alice.get(str(start["href"])).text).text
