"""Tables become cards by what their headers mean."""

from tests.guide.offered import cards, left, of_kind, pairs


def test_a_command_with_its_description_is_asked_both_ways():
    (card,) = cards(
        """
        # Redis

        | Command | Description | Example |
        | --- | --- | --- |
        | `redis-cli ping` | Checks whether the server answers | `redis-cli -p 7000 ping` |
        """
    )

    assert card.kind == "reversed"
    assert card.fields == {
        "front": "What does `redis-cli ping` do?",
        "back": "Checks whether the server answers",
        "reverse_front": "Checks whether the server answers – which command?",
        "reverse_back": "`redis-cli ping`",
    }
    assert card.explanation == "Example: `redis-cli -p 7000 ping`"
    assert card.lines == ((5, 5),)


def test_a_docker_command_is_typed():
    (typed,) = of_kind(
        "command",
        """
        | Command | Description |
        | --- | --- |
        | `docker volume prune` | Removes all volumes that no container uses |
        """,
    )

    assert typed["command"] == "`docker volume prune`"
    assert "emove" in typed["front"]


def test_two_columns_are_asked_both_ways_by_the_names_of_their_headers():
    (card,) = cards(
        """
        ## Flags

        | Flag | Purpose |
        | --- | --- |
        | `--appendonly` | Writes each change to a log |
        """
    )

    assert card.fields["front"] == "Flags: what is `--appendonly` for?"
    assert card.fields["reverse_front"] == "Flags: which flag does this: writes each change to a log?"
    assert card.fields["reverse_back"] == "`--appendonly`"


def test_a_number_is_asked_for_by_the_name_of_its_column():
    assert pairs(
        """
        ## Ports

        | Service | Port |
        | --- | --- |
        | Redis | 6379 |
        | Sentinel | 26379 |
        """
    ) == {
        "Ports: what is the port of **Redis**?": "6379",
        "Ports: what is the port of **Sentinel**?": "26379",
    }


def test_a_wide_table_gives_a_card_for_each_row_and_one_for_its_first_column():
    told = pairs(
        """
        ## Structures

        | Type | Order | Duplicates | Use case |
        | --- | --- | --- | --- |
        | List | Kept | Allowed | Queues of jobs |
        | Set | None | Refused | Tags of an article |
        | Sorted set | By score | Refused | Leaderboards |
        """
    )

    assert told["Structures: name the 3 types."] == "- List\n- Set\n- Sorted set"
    assert told["Structures: for **List**, give use case, order and duplicates."] == (
        "- **Use case**: Queues of jobs\n- **Order**: Kept\n- **Duplicates**: Allowed"
    )
    assert len(told) == 4


def test_a_row_of_a_comparison_asks_for_both_sides_and_tells_the_winner_below():
    (card,) = cards(
        """
        | Criterion | Redis | Memcached | Winner |
        | --- | --- | --- | --- |
        | Persistence | Snapshots and a log | None at all | Redis |
        """
    )

    assert card.fields["back"] == "- **Redis**: Snapshots and a log\n- **Memcached**: None at all"
    assert "Winner: Redis" in card.explanation


def test_cells_lose_their_emoji_and_their_breaks():
    told = pairs(
        """
        ## Files

        | 📁 File | 🎯 Purpose |
        | --- | --- |
        | `dump.rdb` | 💾 Holds the last<br>snapshot of the data |
        """
    )

    assert told == {"Files: what is `dump.rdb` for?": "Holds the last; snapshot of the data"}


def test_rows_that_are_counted_are_an_order():
    (order,) = of_kind(
        "order",
        """
        ## Execution order

        | Step | Clause |
        | --- | --- |
        | 1 | FROM |
        | 2 | WHERE |
        | 3 | SELECT |
        """,
    )

    assert order["steps"] == "1. FROM\n2. WHERE\n3. SELECT"


def test_a_table_without_headers_asks_nothing():
    assert cards("| | |\n| --- | --- |\n| alpha | beta |") == ()


def test_a_table_of_links_asks_nothing():
    text = """
        | Topic | Link |
        | --- | --- |
        | Basics | [Jump](#basics) |
        | Networks | [Jump](#networks) |
        """

    assert cards(text) == ()
    assert left(text)


def test_a_meaning_belongs_to_the_word_right_before_it():
    text = "## French articles\n\n| Article | Noun | Meaning |\n| --- | --- | --- |\n| le | le chien | the dog |"

    assert [(one.fields["front"], one.fields["back"]) for one in cards(text)] == [
        ("French articles: what is **le chien**?", "The dog")
    ]


def test_a_row_of_many_columns_is_asked_column_by_column():
    text = """
        ## Engines

        | Engine | Fuel | Inventor | Stroke count | Cooling | Weight |
        | --- | --- | --- | --- | --- | --- |
        | Otto | Petrol vapour | Nikolaus Otto | 4 in all | No | Very high |
        """

    assert [card.fields["back"] for card in cards(text)] == ["Petrol vapour", "Nikolaus Otto", "4 in all"]


def test_rows_with_equal_answers_stay_apart():
    text = """
        ## Versions

        | Command | Description |
        | --- | --- |
        | `npm install pkg@"~2.1"` | Newest below `2.2.0` |
        | `npm install pkg@"^2.1"` | Newest below `2.2.0` |
        """

    assert [card.kind for card in cards(text)] == ["basic", "basic"]


def test_a_comparison_of_only_yes_and_no_is_left_out():
    text = "| Feature | TCP | UDP |\n| --- | --- | --- |\n| Order | Yes | No |\n| Header | 20 bytes | 8 bytes |"

    assert left(f"## TCP and UDP\n\n{text}") == ["a row of only yes and no"]


def test_a_general_title_is_asked_behind_its_topic():
    text = (
        "# Sailing\n\n## Key Milestones\n\n| Year | Event | Place |\n| --- | --- | --- |\n| 1851 | First cup | Cowes |"
    )

    assert list(pairs(text)) == ["Sailing – Key Milestones: for **1851**, give event and place."]
