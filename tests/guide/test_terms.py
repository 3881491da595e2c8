"""Terms with what they mean: bold, in definition lists, behind arrows, in sentences."""

from tests.guide.offered import cards, of_kind, pairs


def test_a_bold_term_with_its_meaning_is_asked_both_ways():
    (card,) = cards(
        """
        # Redis

        - **Snapshot**: a copy of all data in memory, written to disk at intervals.
        """
    )

    assert card.kind == "reversed"
    assert card.fields["front"] == "Redis: what is **Snapshot**?"
    assert card.fields["back"] == "A copy of all data in memory, written to disk at intervals."
    assert card.fields["reverse_front"].endswith("A copy of all data in memory, written to disk at intervals.")
    assert card.fields["reverse_back"] == "Snapshot"


def test_the_colon_may_stand_inside_the_stars_and_a_dash_outside():
    told = pairs(
        "## Redis\n\n- **Snapshot:** a copy of all data in memory\n- **Replica** – a server that copies another"
    )

    assert told == {
        "Redis: what is **Snapshot**?": "A copy of all data in memory",
        "Redis: what is **Replica**?": "A server that copies another",
    }


def test_a_label_asks_for_a_side_of_the_headings_subject():
    told = pairs("## Sentinel\n\n- **Purpose**: watches the primary and promotes a replica when it fails")

    assert told == {"What is the purpose of Sentinel?": "Watches the primary and promotes a replica when it fails"}


def test_a_label_that_says_nothing_is_no_term():
    assert cards("## Redis\n\n**Note**: keep calm and read the whole page before you go on.") == ()


def test_a_command_as_a_term_is_asked_for_what_it_does():
    (card,) = cards("- `redis-cli ping` – checks whether the server answers")

    assert card.fields["front"] == "What does `redis-cli ping` do?"


def test_code_that_acts_is_asked_for_what_it_does():
    assert pairs("## Commands\n\n- `DEL`: removes a key at once") == {"What does `DEL` do?": "Removes a key at once"}


def test_a_definition_list_holds_terms():
    told = pairs("## Redis\n\nEviction\n: A removal of keys when memory is full.")

    assert told == {"Redis: what is **Eviction**?": "A removal of keys when memory is full."}


def test_a_sentence_that_says_what_something_does_is_asked():
    told = pairs("## Redis\n\nThe `MONITOR` command shows every command that clients send. It is nice to have.")

    assert told == {"Redis: what does `MONITOR` do?": "Shows every command that clients send."}


def test_a_timeline_is_asked_by_year_and_by_event():
    cards_ = of_kind(
        "reversed",
        """
        ## History

        - **2009**: Salvatore Sanfilippo releases the first version
        - **2013**: Redis Cluster is announced
        """,
    )

    assert [(card["front"], card["reverse_back"]) for card in cards_] == [
        ("History: what happened in 2009?", "2009"),
        ("History: what happened in 2013?", "2013"),
    ]


def test_a_timeline_may_stand_in_a_block():
    told = pairs("## History\n\n```\n2009: the first version\n2013: the cluster\n```")

    assert list(told) == ["History: what happened in 2009?", "History: what happened in 2013?"]


def test_the_terms_of_a_list_are_asked_together_too():
    told = pairs(
        """
        ## Types of nodes

        - **Primary**: a server that takes the writes of all clients
        - **Replica**: a server that copies every write of its primary
        - **Sentinel**: a process that watches the other two kinds
        """
    )

    assert "- Primary\n- Replica\n- Sentinel" in told.values()
    assert len(told) == 4


def test_what_is_said_of_a_term_goes_on_in_the_block_that_its_colon_leads_to():
    (card,) = cards(
        "## Names\n\n**Name resolution**: programs find the server by its name:\n```\nweb → cache:6379\n```"
    )

    assert card.fields["back"] == "Programs find the server by its name:\n\n```\nweb → cache:6379\n```"
    assert card.lines == ((3, 6),)


def test_a_block_that_is_too_long_for_the_back_stands_in_the_explanation():
    rows = "\n".join(f"the program number {at} asks the cache" for at in range(20))

    (card,) = cards(f"## Names\n\n**Name resolution**: programs find the server by its name:\n```\n{rows}\n```")

    assert card.fields["back"] == "Programs find the server by its name:"
    assert rows in card.explanation
