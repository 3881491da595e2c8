"""When a card counts as a leech, and when its learner is told."""

from app.scheduling.leech import is_leech, leech_strikes


def test_a_card_is_a_leech_from_its_eighth_lapse_on():
    assert [lapses for lapses in range(12) if is_leech(lapses)] == [8, 9, 10, 11]


def test_a_learner_is_told_at_the_eighth_lapse_and_every_fourth_after():
    assert [lapses for lapses in range(22) if leech_strikes(lapses)] == [8, 12, 16, 20]


def test_half_of_an_odd_threshold_is_rounded_up_and_a_threshold_of_one_strikes_every_time():
    assert [lapses for lapses in range(12) if leech_strikes(lapses, threshold=5)] == [5, 8, 11]
    assert [lapses for lapses in range(4) if leech_strikes(lapses, threshold=1)] == [1, 2, 3]
