"""A plan reads as one would say it."""

from outcomes import wave_words
from outcomes.schedule import WavePlan


def test_it_reads_as_one_would_say_it():
    plan = WavePlan("end", "planned_end", -7, 28, (5, 12))
    assert wave_words.sentences(plan) == [
        "Asked from 7 days before the planned end of support.",
        "Two reminders, 5 days and 12 days after she was asked, unless she has answered.",
        "The last day to answer is 28 days after the planned end of support.",
    ]


def test_the_day_itself_and_no_reminder():
    assert wave_words.sentences(WavePlan("asked", "accepted", 0, 1)) == [
        "Asked from the day she was accepted.",
        "She is not reminded.",
        "The last day to answer is 1 day after the day she was accepted.",
    ]


def test_what_is_asked_before_support_says_when_it_is_over():
    before = wave_words.sentences(WavePlan("start", "matched", 0, 14, (3,)))
    assert before[0] == (
        "Asked from the day she was matched with a volunteer, or took a place in a group."
    )
    assert before[3:] == list(wave_words.BEFORE_SUPPORT)
    assert len(wave_words.sentences(WavePlan("start", "first_session", 1, 14))) == 3
