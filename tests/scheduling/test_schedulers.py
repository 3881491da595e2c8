"""What every scheduler offers, and that its memories survive being stored."""

import json
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.scheduling.replay import replay
from app.scheduling.schedulers import DEFAULT, SCHEDULERS, dump, load

every_scheduler = pytest.mark.parametrize("name", SCHEDULERS)
reviews = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400)), max_size=20)


def test_a_deck_that_chooses_nothing_gets_a_scheduler_there_is():
    assert DEFAULT in SCHEDULERS


@every_scheduler
def test_a_scheduler_is_listed_under_its_own_name(name):
    assert name == SCHEDULERS[name].NAME


@every_scheduler
def test_a_scheduler_says_in_a_line_what_it_is_called_and_why_one_would_choose_it(name):
    scheduler = SCHEDULERS[name]

    assert 0 < len(scheduler.TITLE) <= 30
    assert 20 < len(scheduler.WHY) <= 120
    assert scheduler.WHY.endswith(".")


@every_scheduler
def test_a_new_card_has_no_interval_and_the_ease_all_cards_start_with(name):
    new = SCHEDULERS[name].NEW

    assert (new.ease_milli, new.repetitions, new.interval_days, new.lapses) == (2500, 0, 0, 0)
    assert new.repeat_seconds is None


@every_scheduler
@given(log=reviews)
def test_a_memory_is_the_same_after_being_stored(name, log):
    for memory in [SCHEDULERS[name].NEW, *replay(name, log)]:
        assert load(name, dump(memory)) == memory


@every_scheduler
def test_a_stored_memory_is_compact_and_names_every_number(name):
    new = SCHEDULERS[name].NEW

    text = dump(new)

    assert list(json.loads(text)) == [field.name for field in fields(new)]
    assert " " not in text


@every_scheduler
@given(log=reviews, quality=st.integers(0, 5), elapsed=st.integers(0, 400))
def test_every_step_has_an_explanation(name, log, quality, elapsed):
    before = [SCHEDULERS[name].NEW, *replay(name, log)][-1]

    words = SCHEDULERS[name].explain(before, quality, elapsed)

    assert any(unit in words for unit in (" d", " min", "same day"))


@every_scheduler
@given(log=reviews, quality=st.integers(0, 5), elapsed=st.integers(0, 400))
def test_an_explanation_is_the_same_whether_the_step_is_worked_out_again_or_handed_over(name, log, quality, elapsed):
    scheduler = SCHEDULERS[name]
    before = [scheduler.NEW, *replay(name, log)][-1]

    handed_over = scheduler.explain(before, quality, elapsed, scheduler.answer(before, quality, elapsed))

    assert handed_over == scheduler.explain(before, quality, elapsed)


@every_scheduler
@pytest.mark.parametrize("text", ["", "[", "7", '{"ease":1}'])
def test_a_text_that_is_no_memory_is_refused(name, text):
    with pytest.raises((ValueError, TypeError)):
        load(name, text)
