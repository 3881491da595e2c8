"""Configuration: the comment asks for its key; what a comment below a block says is left out is asked for."""

from tests.guide.offered import cards, of_kind, pairs


def test_a_commented_line_has_a_gap_for_its_key():
    (gap,) = of_kind(
        "cloze",
        """
        ## Compose

        ```yaml
        services:
          cache:
            image: redis:7
            restart: unless-stopped  # Start again after a crash, not after a stop by hand
        ```
        """,
    )

    assert gap["text"].split("\n") == [
        "Compose: Start again after a crash, not after a stop by hand.",
        "",
        "```yaml",
        "cache:",
        "  {{c1::restart}}: unless-stopped",
        "```",
    ]


def test_a_line_whose_key_cannot_be_guessed_is_asked_for_its_meaning():
    told = pairs(
        """
        ## Compose

        ```yaml
        volumes:
          - data:/data  # Keep the snapshots
        ```
        """
    )

    assert list(told.items()) == [
        ("Compose: what does the last line mean?\n\n```yaml\nvolumes:\n  - data:/data\n```", "Keep the snapshots")
    ]


def test_a_comment_over_instructions_of_a_dockerfile_is_asked_for():
    told = pairs(
        """
        ## Image

        ```dockerfile
        # Copy the configuration into the image
        COPY redis.conf /etc/redis.conf
        ```
        """
    )

    assert told == {
        "Image: what does this do?\n\n```dockerfile\nCOPY redis.conf /etc/redis.conf\n```": (
            "Copy the configuration into the image"
        )
    }


def test_a_dockerfile_without_comments_has_gaps_for_its_instructions():
    (gaps,) = of_kind(
        "cloze",
        """
        ## The image of an application in Node

        ```dockerfile
        FROM node:20
        WORKDIR /app
        COPY . .
        RUN npm ci
        EXPOSE 3000
        CMD ["node", "server.js"]
        ```
        """,
    )

    assert "{{c1::" in gaps["text"]
    assert "WORKDIR" in gaps["text"]


def test_a_name_of_a_stage_asks_nothing():
    assert not [
        card
        for card in cards("## Image\n\n```dockerfile\n# Final stage\nFROM redis:7\n```")
        if card.reason == "comment over a block"
    ]


def test_a_path_is_asked_for_its_role():
    assert pairs(
        """
        ## Files

        ```
        redis/
        ├── redis.conf     # Settings of the server
        └── appendonly.aof ← Log of the writes
        ```
        """
    ) == {
        "Files: what is `redis.conf`?": "Settings of the server",
        "Files: what is `appendonly.aof`?": "Log of the writes",
    }


def test_a_comment_that_ends_a_block_says_what_is_left_out_of_it():
    assert pairs(
        """
        ## Compose

        ```yaml
        services:
          cache:
            networks:
              - inner
            # No ports published (inner network only)

          web:
            # No reason
            image: web
        ```
        """
    ) == {
        "Compose: what is left out here on purpose?\n\n```yaml\ncache:\n  networks:\n    - inner\n```": (
            "No ports published (inner network only)"
        ),
        "Compose: what is this?\n\n```yaml\nimage: web\n```": "No reason",
    }


def test_a_comment_that_only_repeats_its_line_asks_nothing():
    assert cards("## Compose\n\n```yaml\nbuild:\n  context: ./web  # Build context\n```") == ()
