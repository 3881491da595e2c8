"""An index of every note's words, for the search over all cards.

What is stored stays as it is; the notes that are there are indexed at once. The index holds no text of its own: it
reads `note.search_text`, and triggers keep it up. A migration that rebuilds the table `note` drops these triggers with
it, and has to make them again.
"""

from alembic import op

revision = "0003"
down_revision = "0002"

ADD = "INSERT INTO note_search (rowid, search_text) VALUES (new.id, new.search_text);"
REMOVE = "INSERT INTO note_search (note_search, rowid, search_text) VALUES ('delete', old.id, old.search_text);"


def upgrade() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE note_search USING fts5("
        "search_text, content='note', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute(f"CREATE TRIGGER note_search_added AFTER INSERT ON note BEGIN {ADD} END")
    op.execute(f"CREATE TRIGGER note_search_removed AFTER DELETE ON note BEGIN {REMOVE} END")
    op.execute(
        "CREATE TRIGGER note_search_changed AFTER UPDATE OF id, search_text ON note "
        f"WHEN old.id <> new.id OR old.search_text <> new.search_text BEGIN {REMOVE} {ADD} END"
    )
    op.execute("INSERT INTO note_search (note_search) VALUES ('rebuild')")
