"""Lists: steps in their order, dos and don'ts, points to name."""

from tests.guide.offered import cards, left, of_kind, pairs


def test_numbered_steps_are_put_into_their_order():
    (order,) = of_kind(
        "order",
        """
        ## How failover works

        1. Sentinels notice that the primary is silent
        2. A majority of them agrees
        3. One replica is promoted
        """,
    )

    assert order == {
        "front": "How failover works: put the steps into their order.",
        "steps": (
            "1. Sentinels notice that the primary is silent\n2. A majority of them agrees\n3. One replica is promoted"
        ),
    }


def test_steps_may_stand_in_a_block_with_key_caps():
    (order,) = of_kind(
        "order",
        """
        ## The handshake

        ```
        1️⃣ The client asks
        2️⃣ The server answers
        3️⃣ The client confirms
        ```
        """,
    )

    assert order["steps"] == "1. The client asks\n2. The server answers\n3. The client confirms"


def test_numbers_alone_make_no_order():
    text = """
        ## Advantages of replicas

        1. Reads are spread over several servers
        2. A copy survives when the primary fails
        """

    assert of_kind("order", text) == []
    assert pairs(text) == {
        "Advantages of replicas: name the two.": (
            "- Reads are spread over several servers\n- A copy survives when the primary fails"
        )
    }


DOS = """
    ## Best practices

    {0}✅ Set a limit for memory (otherwise the kernel kills the server)
    {0}✅ Give every key a time to live
    {0}❌ Expose the port to the internet
    """


def test_ticks_and_crosses_among_advice_are_a_choice():
    for sign in ("", "- "):
        (choice,) = of_kind("choice", DOS.format(sign))

        assert choice["front"] == "Best practices: which of these are right to do?"
        assert choice["options"].split("\n") == [
            "- [x] Set a limit for memory (otherwise the kernel kills the server)",
            "- [x] Give every key a time to live",
            "- [ ] Expose the port to the internet",
            "  The guide advises against it.",
        ]


def test_advice_with_its_reason_in_brackets_is_asked_for_the_reason():
    assert pairs(DOS.format("- ")) == {
        "Best practices: why set a limit for memory?": "Otherwise the kernel kills the server"
    }


def test_a_cross_is_no_advice_where_the_heading_gives_none():
    text = """
        ## What becomes of the data

        - ✅ `docker stop` keeps the data of the container
        - ❌ `docker rm` deletes the data of the container
        """

    assert of_kind("choice", text) == []


def test_a_crossed_never_is_turned_round():
    (choice,) = of_kind("choice", "## Best practices\n\n- ✅ Set a limit for memory\n- ❌ Never expose the port")

    assert "- [ ] Expose the port" in choice["options"]


def test_boxes_to_tick_are_for_the_plan():
    assert left("## Goals\n\n- [ ] Start a server\n- [x] Read the manual") == ["boxes to tick: they go into the plan"]


def test_a_list_of_links_is_left_out():
    text = "## Redis\n\n- [Manual](https://redis.io/docs)\n- [Blog](https://redis.io/blog) and more"

    assert left(text) == ["a list of links"]


def test_a_list_too_long_for_a_card_is_left_out():
    text = "## Advantages\n\n" + "\n".join(f"- Point number {number} of many" for number in range(12))

    assert cards(text) == ()
    assert left(text) == ["a list of too many points for one card, or too long ones"]
