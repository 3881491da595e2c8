"""The keys of the review page, as its help lists them; those Anki has are Anki's."""

KEYS = [
    {"keys": ["Space", "Enter"], "what": "Show the answer; then grade it Good", "group": "Answering"},
    {"keys": ["1"], "what": "Again", "group": "Answering"},
    {"keys": ["2"], "what": "Hard", "group": "Answering"},
    {"keys": ["3"], "what": "Good", "group": "Answering"},
    {"keys": ["4"], "what": "Easy", "group": "Answering"},
    {"keys": ["u"], "what": "Undo the last answer, or bring back the card just set aside", "group": "Answering"},
    {"keys": ["-"], "what": "Bury the card until tomorrow", "group": "Setting aside"},
    {"keys": ["="], "what": "Bury the note, with all its cards", "group": "Setting aside"},
    {"keys": ["@"], "what": "Suspend the card", "group": "Setting aside"},
    {"keys": ["!"], "what": "Suspend the note", "group": "Setting aside"},
    {"keys": ["e"], "what": "Edit the card", "group": "The card"},
    {"keys": ["i"], "what": "Show its history", "group": "The card"},
    {"keys": ["*"], "what": "Mark the note", "group": "The card"},
    {"keys": ["Ctrl+1", "…", "Ctrl+7"], "what": "Flag the card; the same key takes the flag off", "group": "The card"},
    {"keys": ["s"], "what": "Start the review, from Today or a deck's page", "group": "The page"},
    {"keys": ["/"], "what": "Search all cards", "group": "The page"},
    {"keys": ["?"], "what": "This list", "group": "The page"},
]
