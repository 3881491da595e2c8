"""What may be written into the search, and what is made of what may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.words import Phrase
from app.progress.searchwords import LONGEST, MOST, Filter, asks_for_nothing, parse


def begins(*words: str) -> Phrase:
    return Phrase(words, open=True)


def exactly(*words: str) -> Phrase:
    return Phrase(words, open=False)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("network", [begins("network")]),
        ("net*", [begins("net")]),
        ("Bridge NETWORK", [begins("bridge"), begins("network")]),
        ('"bind mount"', [exactly("bind", "mount")]),
        ("“bind mount”", [exactly("bind", "mount")]),
        ("docker-compose.yml", [begins("docker", "compose", "yml")]),
        ("nginx:alpine", [begins("nginx", "alpine")]),
        ("127.0.0.1:8080", [begins("127", "0", "0", "1", "8080")]),
        ("--rm", [begins("rm")]),
        ("—rm", [begins("rm")]),
        ("docker docker", [begins("docker")]),
        ('"not closed', [exactly("not", "closed")]),
        ('a"b c"d', [begins("a", "b"), begins("c", "d")]),
        ("NEAR(a b) AND NOT", [begins("near", "a"), begins("b"), begins("and"), begins("not")]),
        ("caf\u00e9\x00bar", [begins("café"), begins("bar")]),
        ('he said "" no', [begins("he"), begins("said"), begins("no")]),
    ],
)
def test_words_and_phrases(text, phrases):
    found = parse(text)

    assert list(found.phrases) == phrases
    assert not found.without
    assert not found.filters
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "phrases"),
    [("-swarm", [begins("swarm")]), ('-"bind mount"', [exactly("bind", "mount")]), ("−swarm", [begins("swarm")])],
)
def test_a_minus_excludes(text, phrases):
    assert list(parse(text).without) == phrases


@pytest.mark.parametrize(
    ("text", "name", "value", "excluded"),
    [
        ("deck:net", "deck", "net", False),
        ('deck:"Everyday commands"', "deck", "everyday commands", False),
        ('"deck:Everyday commands"', "deck", "everyday commands", False),
        ('-deck:"Two words"', "deck", "two words", True),
        ("DECK:Net", "deck", "net", False),
        ("tag:junior", "tag", "junior", False),
        ("tag:net*", "tag", "net*", False),
        ("is:due", "is", "due", False),
        ("-is:suspended", "is", "suspended", True),
        ("flag:0", "flag", "0", False),
        ("flag:red", "flag", "red", False),
        ("kind:cloze", "kind", "cloze", False),
        ("note:basic", "kind", "basic", False),
    ],
)
def test_search_words(text, name, value, excluded):
    found = parse(text)

    assert found.filters == (Filter(name, value, excluded),)
    assert not found.problems
    assert not found.phrases


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("is:foo", "There is no is:foo. There are is:buried, is:due,"),
        ("-is:foo", "There is no is:foo."),
        ("is:", "is: needs a word right after it. There are is:buried"),
        ("flag:8", "There is no flag:8. There are flag:0 to flag:7 and flag:red."),
        ("flag:٣", "There is no flag:٣."),
        ("kind:poem", "There is no kind:poem. There are kind:basic"),
        ("note:poem", "There is no note:poem. There are note:basic"),
        ("deck:", "deck: needs a name right after it"),
        ("tag:*", "tag: needs a name right after it"),
        ("prop:ivl>10", "Ebb does not know prop:."),
    ],
)
def test_what_is_not_understood_is_said(text, problem):
    assert [said[: len(problem)] for said in parse(text).problems] == [problem]


@pytest.mark.parametrize("text", ["", "   ", "\x00", '"', '""', "-", "*", "% && →", '-"'])
def test_nothing_to_look_for(text):
    assert asks_for_nothing(parse(text))


def test_what_has_no_letters_is_left_out_and_said():
    found = parse("docker &&")

    assert found.phrases == (begins("docker"),)
    assert found.remarks == ("“&&” has no letter and no digit, so it was not looked for.",)


def test_too_much_is_cut_and_said():
    found = parse("x" * 10_000)
    assert (found.phrases, len(found.text)) == ((begins("x" * LONGEST),), LONGEST)
    assert found.remarks == (f"Only the first {LONGEST} characters were read.",)

    found = parse(" ".join(f"w{number}" for number in range(MOST + 1)))
    assert len(found.phrases) == MOST
    assert found.remarks == (f"Only the first {MOST} words were read.",)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('":-* isdeckflagtagkindnote017')), max_size=500))
def test_any_text_is_read(text):
    found = parse(text)

    assert all(words.words and all(word.isalnum() for word in words.words) for words in found.phrases)
    assert found.text.isprintable()
    assert parse(found.text).phrases == found.phrases
