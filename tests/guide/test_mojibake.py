"""Text decoded with the wrong code page is repaired, lost bytes included; healthy text is left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.guide import mojibake
from app.guide.mojibake import Repaired, repair
from app.settings import ROOT

GUIDE = ROOT.parent / "shared" / "guide"

HANDOUT = """\
# 🐳 Images in ten minutes ✨

An image is a stack of layers – each one “read-only” – and a container adds one more… That’s all.

1️⃣ Write the Dockerfile
2️⃣ Build it ⚙️
3️⃣ Push it 🚀

✅ Pin the base image
❌ Run as root
⚠️ Never bake in a secret 🔑

👩‍💻 writes the code, 🧑‍💼 pays for it.

```
📁 app/
├── Dockerfile   ← the recipe
└── src/
┌────────┐     ╔════════╗
│ layer  │ ──→ ║ layer  ║
└────────┘     ╚════════╝
```

🎯 Goal: small images. 🏆 Best practice: several stages. 🔍 Search the layers with `docker history`.
"""


def damaged(text: str, page: str = "cp1254", errors: str = "ignore") -> str:
    """What became of a text whose UTF-8 was decoded with a code page; "ignore" loses undefined bytes."""
    return text.encode().decode(page, errors)


def test_a_handout_that_lost_bytes_reads_as_it_was_written():
    broken = damaged(HANDOUT)

    repaired = repair(broken)

    assert len(broken.encode()) > len(HANDOUT.encode())
    assert repaired.text.split("\n") == HANDOUT.split("\n")
    assert repaired.pages == ("cp1254",)


def test_every_place_that_lost_bytes_is_told_with_its_line():
    guesses = repair(damaged(HANDOUT)).guesses

    lost = [
        (number, char)
        for number, line in enumerate(HANDOUT.split("\n"), 1)
        for char in line
        if len(damaged(char)) < len(char.encode())
    ]
    assert [(guess.line, guess.after) for guess in guesses] == lost
    assert all(guess.before == damaged(guess.after) for guess in guesses)


def test_a_guess_that_is_not_certain_names_what_else_it_may_have_been():
    broken = damaged("✅ ✅ ✅ ✅ 🌐\nA slow start 🐌, then fast")

    (guess,) = [guess for guess in repair(broken).guesses if guess.line == 2]

    assert (guess.after, guess.sure) == ("🐌", False)
    assert "🌐 GLOBE WITH MERIDIANS" in guess.why


def test_what_cannot_be_known_is_left_as_it_is_and_told():
    text = "✅ ✅ ✅ ✅ ✅\nOne 🏪 or another 🐪"

    repaired = repair(damaged(text))

    assert repaired.text.split("\n")[1] == damaged(text).split("\n")[1]
    assert [(guess.line, guess.sure, guess.before == guess.after) for guess in repaired.guesses] == [
        (2, False, True)
    ] * 2


def test_the_words_beside_a_lost_sign_say_which_it_was():
    lines = [
        "🐍 Python",
        "🍎 On macOS",
        "🏁 The final stage",
        "🎓 A course for students",
        "📁 src/",
        "📝 Notes",
        "🐘 Postgres",
    ]
    text = "✅ ✅ ✅ ✅\n" + "\n".join(lines)

    assert repair(damaged(text)).text.split("\n")[1:] == lines


def test_frames_are_closed_where_they_end():
    text = "✅ ✅ ✅ ✅\n╔═════╗\n║ ✅  ║\n╚═════╝\n┌──┬──┐\n└──┴──┘\n═════════\n┗━━ heavy"

    assert repair(damaged(text)).text == text


def test_a_lost_letter_is_one_of_its_neighbours_kind():
    text = "ąęłćńśźżó ąęłćńśźżó ěšřů ěšřů — the kānuka tree, a kůň called Ľuboš, the word tučný"

    assert repair(damaged(text, "cp1252")).text == text


@pytest.mark.parametrize("page", ["cp1252", "cp1254", "cp1250", "mac-roman", "latin-1", "cp437"])
def test_bytes_that_a_decoder_marked_or_kept_are_known(page):
    text = "“Déjà vu” – the naïve café’s façade… “Señor Núñez” – £5, €7 – 🚀 ✅"

    assert repair(damaged(text, page, "replace")).text == text


def test_bytes_that_a_browser_kept_as_control_characters_are_known():
    latin = HANDOUT.encode().decode("latin-1")
    windows = "".join(bytes([ord(char)]).decode("cp1252", "ignore") or char for char in latin)

    assert repair(latin) == Repaired(HANDOUT, (), ("iso8859-1",))
    assert repair(windows) == Repaired(HANDOUT, (), ("cp1252",))


def test_damage_done_twice_is_undone_twice():
    text = "« Déjà là », dit-elle, l’été dernier, à Nîmes, où l’œuvre était prête…"

    repaired = repair(damaged(damaged(text, "cp1252"), "cp1252"))

    assert repaired == Repaired(text, (), ("cp1252", "cp1252"))


HEALTHY = {
    "Turkish": "İstanbul'da ğüşöçı ĞÜŞÖÇİ: “Ağaç gölgesinde çay içtik”, dedi. Dağ”ın ardı…",
    "French": "déjà – « ça » : « voilà… » L’œuvre d’Évelyne, là où naît l’île, coûte 5 €. “É” – “À”",
    "German": "„Groß“, sagte er, „Spaß“ und „Fuß“. ÄÖÜ: »ß« …",
    "Portuguese in capitals": "NÃO É SÃO JOÃO. AÇÃO, CORAÇÃO, IRMÃ, Ã, NÃO, NÃO, PÃO, MÃE, “NÃO” “SÃO”",
    "Polish": "Zażółć gęślą jaźń; „Łódź”, ĆMA, ŚWIĘTO…",
    "Russian": "Съешь же ещё этих мягких французских булок, да выпей чаю. «Привет», — сказал он.",
    "Ukrainian": "Ти її ще не бачив? Ґанок, їжак, єнот – «Київ», Ві, Ді, Ті.",
    "Vietnamese": "Tiếng Việt: Đường phố Hà Nội, ăn phở… “Ơ”",
    "Japanese": "コンテナは「軽量」です。日本語のテキスト…",
    "Arabic and Hebrew": "مرحبا بالعالم – שלום עולם",
    "signs": "🚀 ✅ ❌ ← → ⇒ 1️⃣ 👩‍💻 🏴‍☠️ ┌─┐ └─┘ ═ • … ™ © ® ° ² ³ ¼ ½ «»",
    "trade marks": "NESCAFÉ™ NESCAFÉ® NESCAFÉ™ CAFÉ® ROSÉ™ FIANCÉ™ “É”",
    "one short run": "caf\u00c3\u00a9",
    "copyright": "\u00c2\u00a9 2026, \u00c2\u00ae",
    "three broken apostrophes": damaged("It’s, isn’t, won’t", "cp1252"),
    "about mojibake, in code spans": "If `’` shows as `"
    + "`, `".join(map(damaged, "’“–é✅🚀à…"))
    + "`, check the charset.",
    "about mojibake, quoted": "They wrote " + ", ".join(f'"{damaged(char)}"' for char in "’“–éèàç✅🚀…") + ".",
    "about mojibake, in a block": "Look:\n```\n" + damaged("L’été – “déjà” – d’où… ça l’était – là") + "\n```\n",
    "about mojibake, beside the truth": " ".join(f"{char} shows as {damaged(char)}." for char in "’“–éèàç✅🚀…"),
}


@pytest.mark.parametrize("text", HEALTHY.values(), ids=HEALTHY)
def test_healthy_text_comes_back_untouched(text):
    assert repair(text) == Repaired(text)


def test_four_broken_apostrophes_are_enough():
    text = "It’s, isn’t, won’t, can’t"

    assert repair(damaged(text, "cp1252")) == Repaired(text, (), ("cp1252",))


def test_a_text_repaired_in_part_by_hand_is_left_alone():
    text = damaged(HANDOUT) + "\n“Repaired” – by – hand – “already” – ✅ ✅ ✅ ✅ ✅"

    assert repair(text) == Repaired(text)


@given(st.text())
def test_any_text_comes_back_untouched(text):
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass")

    assert repair(text) == Repaired(text)


@given(st.text(min_size=1), st.integers(1, 40))
def test_any_text_said_again_and_again_comes_back_untouched(text, times):
    assert repair(text * times) == Repaired(text * times)


PAGES = ("cp1252", "cp1254", "cp1250", "latin-1", "mac-roman", "cp437")
SIGNS = "’“–—…•é è ü ß ñ ç ğ ş ł → ✅ ✨ 🚀 🔥 📊 🔑 💡 🟢 ─ │ ├ └ ≥ € ™"


def kept(page: str) -> str:
    """The signs of which the code page loses nothing."""
    return "".join(sign for sign in SIGNS.split() if "\ufffd" not in damaged(sign, page, "replace"))


@given(st.sampled_from(PAGES), st.data())
def test_prose_that_lost_no_byte_comes_back_as_it_was(page, data):
    words = st.text("abcdefghijklmnop xyz.,:-#*\n", max_size=12)
    pieces = data.draw(st.lists(st.tuples(words, st.sampled_from(kept(page))), max_size=20))
    text = "".join(word + sign for word, sign in pieces) + " ’’’’ – – – – "

    repaired = repair(damaged(text, page))

    assert (repaired.text, repaired.guesses) == (text, ())


@given(st.text(st.sampled_from([*"abc \n`", *HANDOUT, *damaged(HANDOUT)]), max_size=300))
def test_no_line_is_added_or_removed(text):
    repaired = repair(damaged(HANDOUT) + text)

    assert repaired.text.count("\n") == HANDOUT.count("\n") + text.count("\n")


HOSTILE = {
    "leads": "\u00e2" * 300_000,
    "leads on lines": "\u00e2\n" * 300_000,
    "half an arrow": damaged("✅") * 9 + "\u00e2\u20ac" * 150_000,
    "half a picture": damaged("✅") * 9 + damaged("🎁\n") * 150_000,
    "whole signs": damaged("’") * 120_000,
    "ticks": "`" * 500_000 + "`\u00e2" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_of_a_megabyte_takes_a_moment(text):
    began = time.process_time()
    guesses = repair(text).guesses

    assert time.process_time() - began < 8
    assert len(guesses) <= mojibake.MOST_GUESSES


def test_where_looking_closely_ends_is_told():
    guesses = repair(damaged("✅ ✅ ✅ ✅ ") + damaged("🎯\n") * (mojibake.MOST_GUESSES + 5)).guesses

    assert len(guesses) == mojibake.MOST_GUESSES
    assert not guesses[-1].sure
    assert "after this" in guesses[-1].why


@pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not part of a clone")
def test_the_guide_as_it_came_is_repaired_line_for_line():
    raw, repaired = (
        (GUIDE / name).read_text(encoding="utf-8").split("\n")
        for name in ("DockerDeepDive.raw.md", "DockerDeepDive.md")
    )

    found = repair("\n".join(raw))

    unlike = [
        number
        for number, pair in enumerate(zip(found.text.split("\n"), repaired, strict=True), 1)
        if pair[0] != pair[1]
    ]
    assert unlike == []
    assert len([guess for guess in found.guesses if not guess.sure]) < 50


@pytest.mark.skipif(not GUIDE.exists(), reason="the guide is not part of a clone")
def test_the_repaired_guide_is_healthy():
    text = (GUIDE / "DockerDeepDive.md").read_text(encoding="utf-8")

    assert repair(text) == Repaired(text)
