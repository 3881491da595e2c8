"""Repairs text that was UTF-8 and was decoded with a code page; bytes that the code page lost are found by likelihood.

Any damaged text is valid text too, so the whole must speak for damage before a character is touched. A sequence that
reads as one UTF-8 character weighs one less than its bytes; the same one counts four times at most if it is a sign,
twice if it has 2 bytes, else once. `code`, what stands between quotes and letters in fenced blocks weigh nothing:
people show damage there. Damaged is what weighs ENOUGH (four broken apostrophes, three emoji, four accented letters
twice), has at most one sequence in MOST_STRAY that is no UTF-8, and not more lonely leads (“NÃO”) than whole sequences.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, product

ENOUGH = 8
MOST_STRAY = 20
MOST_ROUNDS = 3  # how many times over a text may have been damaged
MOST_GUESSES = 3_000  # places with lost bytes that are looked at one by one; the rest is read by the bytes alone
SURE = 6  # the lead over the next likeliest, in the units of `_likelihood`, that makes a guess certain


@dataclass(frozen=True, slots=True)
class Guess:
    """A place with lost bytes: `after` was put for `before`, or is the same. `line` counts from 1; `why` has others."""

    line: int
    before: str
    after: str
    sure: bool
    why: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after its repair, and the code pages that it had been decoded with: none where nothing was damaged."""

    text: str
    guesses: tuple[Guess, ...] = ()
    pages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """A code page: its upper half as bytes, the bytes it leaves undefined, and what one character looks like in it."""

    name: str
    byte: dict[str, int]
    lost: bytes
    sequence: re.Pattern[str]

    def sequences(self, runs: Counter[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for run, times in runs.items():
            for sequence in self.sequence.findall(run):
                found[sequence] += times
        return found


def _page(name: str) -> _Page:
    chars = {code: bytes([code]).decode(name, "ignore") for code in range(0x80, 0x100)}
    lost = bytes(code for code, char in chars.items() if not char)
    byte = {char or chr(code): code for code, char in chars.items()}  # browsers keep lost bytes as control characters

    def among(first: int, last: int) -> str:
        return re.escape("".join(char for char, code in byte.items() if first <= code <= last))

    rest = f"[{among(0x80, 0xBF)}\ufffd]"  # U+FFFD is what some decoders put for a lost byte
    leads = ((0xC2, 0xDF, 1), (0xE0, 0xEF, 2), (0xF0, 0xF4, 3))
    known = "|".join(f"[{among(first, last)}]{rest}{{0,{most}}}" for first, last, most in leads)
    return _Page(name, byte, lost, re.compile(rf"{known}|[^\x00-\x7f]"))


# The likelier first: of those that explain a text equally well, the first is taken.
_WINDOWS, _ISO, _OTHERS = (1252, 1254, 1250, 1257, 1251), (1, 9, 15, 2), ("mac-roman", "cp437", "cp850")
_PAGES = tuple(map(_page, (*(f"cp{n}" for n in _WINDOWS), *(f"iso8859-{n}" for n in _ISO), *_OTHERS)))
_UNSEEN = {"Cc", "Cn", "Co", "Cs"}
_BOXES = frozenset(map(chr, range(0x2500, 0x2580)))
_CORNERS = {"┐": "┌", "┘": "└", "╗": "╔", "╝": "╚"}
_LETTERS = "сяНАэюОíÁÍρΝčāŁŞďőĐÝÎύĞЁ"  # those that code pages lose, the more often written first


def repair(text: str) -> Repaired:
    """The text as it was before it was decoded with the wrong code page; lines stay. Healthy text comes back as it is.

    Every place whose bytes were lost is among the guesses, certain or not. Linear in the text. Never raises.
    """
    guesses: list[Guess] = []
    pages: list[str] = []
    while len(pages) < MOST_ROUNDS and not text.isascii() and (page := _page_of(text)):
        text = _Work(page, guesses).repaired(text)
        pages.append(page.name)
    return Repaired(text, tuple(guesses), tuple(pages))


_RUN = re.compile(r"[^\x00-\x7f]+")
_FENCE = re.compile(r"^[ \t>]*(?:```|~~~)[^`\n]*$", re.MULTILINE)
_SHOWN = re.compile(r"`[^`\n]+`|([\"'])[^\x00-\x7f\s]{1,12}\1")


def _page_of(text: str) -> _Page | None:
    """The code page that this text was decoded with; None where it is not plainly damaged."""
    parts = _FENCE.split(_SHOWN.sub("", text))
    prose, fenced = (Counter(_RUN.findall("\n".join(parts[first::2]))) for first in (0, 1))
    chars = Counter("".join(_RUN.findall(text)))
    fits = [(fit, page) for page in _PAGES if _may_be(page, chars) and (fit := _fit(page, prose, fenced))]
    return min(fits, key=lambda found: found[0])[1] if fits else None


def _may_be(page: _Page, chars: Counter[str]) -> bool:
    """Whether the bare numbers of characters leave a chance, so that hostile text costs little."""
    rest = chars["\ufffd"] + sum(chars[char] for char, code in page.byte.items() if code < 0xC0)
    own = rest + sum(chars[char] for char, code in page.byte.items() if code >= 0xC0)
    return rest * 3 >= own > 0 and (chars.total() - own) * MOST_STRAY <= chars.total()


def _fit(page: _Page, prose: Counter[str], fenced: Counter[str]) -> tuple[int, int] | None:
    """How badly the text fits this page, as (strays, sequences with lost bytes); None where it is not damaged."""
    weight = stray = lost = whole = lonely = 0
    for kinds, part in (("LPSNZM", prose), ("S", fenced)):
        for sequence, count in page.sequences(part).items():
            if char := _whole(page, sequence):
                whole += count
                most = 4 if "\u2000" <= char <= "⯿" or "🌀" <= char <= "🫿" else 2 if len(sequence) == 2 else 1
                weight += min(count, most) * (len(sequence) - 1) * (unicodedata.category(char)[0] in kinds)
            elif _candidates(page, sequence):
                lost, lonely = lost + count, lonely + count * (len(sequence) == 1)
            else:
                stray += count
    damaged = weight >= ENOUGH and stray * MOST_STRAY <= whole + lost and lonely <= whole
    return (stray, lost) if damaged else None


def _whole(page: _Page, sequence: str) -> str:
    """The character whose bytes are all there; else ""."""
    if not all(char in page.byte for char in sequence):
        return ""
    char = bytes(page.byte[char] for char in sequence).decode("utf-8", "ignore")
    return char if len(char) == 1 else ""


def _candidates(page: _Page, sequence: str) -> tuple[str, ...]:
    """Every character that becomes this sequence when the page loses bytes; none where too little of it is left."""
    lead, rest = page.byte.get(sequence[0], 0), sequence[1:]
    if not 0xC2 <= lead <= 0xF4:
        return ()
    most = 1 + (lead >= 0xE0) + (lead >= 0xF0)
    picture = lead == 0xF0 and page.byte.get(rest[:1]) == 0x9F  # so begin nearly all pictures: two bytes are enough
    if most - len(rest) > 1 + picture or (most == len(rest) and "\ufffd" not in rest):
        return ()
    found = []
    for places in combinations(range(most), len(rest)):
        pools = [page.lost] * most
        for place, char in zip(places, rest, strict=True):
            pools[place] = page.lost if char == "\ufffd" else bytes([page.byte[char]])
        found += [bytes((lead, *tail)).decode("utf-8", "ignore") for tail in product(*pools)]
    return tuple(char for char in dict.fromkeys(found) if len(char) == 1 and unicodedata.category(char) not in _UNSEEN)


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands around lost bytes: up to 80 characters of the line, repaired, and the characters that are certain."""

    before: str = ""
    after: str = ""
    seen: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Work:
    """One round of a repair. `read` is what the bytes of a sequence say alone; itself where they say nothing."""

    page: _Page
    guesses: list[Guess]
    read: dict[str, str] = field(default_factory=dict)
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)

    def repaired(self, text: str) -> str:
        for sequence, count in self.page.sequences(Counter(_RUN.findall(text))).items():
            if char := _whole(self.page, sequence):
                self.seen[char] += count
            elif sequence[0] in self.page.byte:
                self.options[sequence] = _candidates(self.page, sequence)
            self.read[sequence] = char or self._ranked(sequence, _Place())[0][1]
        return "\n".join(self._line(number, line) for number, line in enumerate(text.split("\n"), 1))

    def _line(self, number: int, line: str) -> str:
        done: list[str] = []
        end = 0
        for found in self.page.sequence.finditer(line):
            done.append(line[end : found.start()])
            char, end = self.read[found[0]], found.end()
            if found[0] in self.options and len(self.guesses) < MOST_GUESSES:
                before = "".join(piece[-80:] for piece in done[-80:])[-80:]
                after = self.page.sequence.sub(lambda one: self.read.get(one[0], one[0]), line[end : end + 100])
                char = self._guess(number, found[0], _Place(before, after, self.seen))
            done.append(char)
        return "".join([*done, line[end:]])

    def _ranked(self, sequence: str, place: _Place) -> list[tuple[float, str]]:
        """Each reading with its likelihood, the best first; to leave the sequence as it is is one of them."""
        found = [(_likelihood(char, place), char) for char in self.options.get(sequence, ())]
        return sorted([(0, sequence), *found], key=lambda each: -each[0])

    def _guess(self, number: int, sequence: str, place: _Place) -> str:
        (score, char), *rest = self._ranked(sequence, place)
        if rest and score == rest[0][0]:
            char = sequence
        sure = char != sequence and score - rest[0][0] >= SURE
        others = ", ".join(f"{each} {unicodedata.name(each, '?')}" for other, each in rest[:3] if other > 0)
        why = f"it may have been {others}" if others else "nothing else fits" if rest else "this is no UTF-8"
        if len(self.guesses) == MOST_GUESSES - 1:
            sure, why = False, f"{why}; after this, lost bytes were read without a look at what stands around them"
        self.guesses.append(Guess(number, sequence, char, sure, why))
        self.seen[char] += sure
        return char


def _likelihood(char: str, place: _Place) -> float:
    """How likely a character is at a place: below 0 it is not worth writing; SURE more than another is a clear lead."""
    kind = _as_box if char in _BOXES else _as_letter if char.isalpha() else _as_sign
    return kind(char, place) + min(2, place.seen[char])


def _as_box(char: str, place: _Place) -> int:
    """A corner that closes a frame stands where lines end, mostly right of the one that opens it."""
    met = [each in _BOXES for each in (place.before[-1:], place.after[:1])]
    if opening := _CORNERS.get(char):
        return (14 if opening in place.before else 5 if char == "┐" else -3) if met == [True, False] else -3
    usual = "─│┌└├┤┬┴┼═║╔╚╠╣╦╩╬" + "━" * (place.before[-1:] in set("┏┗┣┳┻╋━"))
    return (10 if any(met) else 6) if char in usual else 0


def _as_letter(char: str, place: _Place) -> float:
    """By its script, its case and its sound between its neighbours, and by how often it is written."""
    left, right = (each if each.isalpha() else "" for each in (place.before[-1:], place.after[:1]))
    scripts = {unicodedata.name(each, "?").split()[0] for each in (char, left, right) if each}
    if len(scripts) > 1 or char.upper() == char.lower():
        return -3
    case = (right if left.isupper() and right else left) or right.upper()[right.islower() :]
    sounds = [unicodedata.normalize("NFD", each)[:1].lower() in set("aeiouyаеиоуыэюя") for each in (left, char, right)]
    between = bool(left and right) and sounds[0] == sounds[2] != sounds[1]
    rank = 3 - _LETTERS.find(char) / 10 if char in _LETTERS else 0
    return rank + 3 * between + (4 if case and case.islower() == char.islower() else 0)


# Signs that code pages break, by how usual they are, with U+FE0F where it is wont to follow, and words beside them.
_SIGNS = r"""
9 ❌|⭐ star|➡️|←|⇐|❤️ love heart|❗ important warning note caution never must|❓ question why|⏱️ time|⏳ wait time|☐|❯
9 ”|🎯 goal target|🎉|🐳 docker container whale|📝 note document write edit log|📁 folder director path file usr /(?!\S)
9 🌐 network web internet server host dns url|🏗️ build architect|🏆 best win|👍 good|🎬 demo|🤝 contribut|🙏 thank
9 🔍 search find inspect monitor|🐛 bug debug fix issue|🏠 home house|🍺 brew beer cheers|🎨 design style|🎵 music song
7 🎓 learn master practice course student graduat skill|🌍 world global earth anywhere everywhere language country|➜|➤
7 🔐 secur secret password auth encrypt|🎁 gift bonus present free surprise|🏁 finish final end start stage race|👏 well
7 📍 location place pin|😎 cool|🎛️ control config setting panel command tuning|🏛️ old classic legacy history|💎|😀|☑
7 ⏰ alarm clock schedul cron time|● active running loaded service status|☁️ cloud|✏️ edit write|🍴 fork|👎 bad not
7 🔁 repeat loop retry again|🐧 linux|🏷️ tag label version|🐙 github compose|📎 attach|∞ infinit|⏩ fast skip|🍿 film|🔎
4 😞 no not ❌ ruin fail sad lost bad sorry|😍 love|😁|🐌 slow speed delay latency hour lag boot|📞 call phone|➕ add|⏎
4 🏴 flag|🏳️ flag|🍳 cook chef breakfast recipe|🛍️ shop|🛎️ service|🐍 python|🐝|🐞 bug|🍎 macos|🌎|🌏|🍕|❎|◎|‐|„
4 🎤 talk|🎧 listen|🐘 postgres php|🐬 mysql|🏢 company office|🐢 slow|❄️ cold|🏅 medal|👁️|📐 measure design|➖ remov
"""
_USUAL = {
    sign.rstrip("\ufe0f"): (int(line[0]) - place / 100, sign.endswith("\ufe0f"), words)
    for line in _SIGNS.strip().split("\n")
    for place, (sign, *words) in enumerate(map(str.split, line[2:].split("|")))
}


def _as_sign(char: str, place: _Place) -> float:
    """By how usual it is, the words near it, and the signs that it makes one with."""
    before, after, last, next_ = place.before, place.after, place.before[-1:], place.after[:1]
    if char in "\ufe0f\u20e3":
        return 9 if not last or last in "#*0123456789" or _is_picture(last) else 0
    if char == "\u200d":
        return 14 if _is_picture(last) and _is_picture(next_) else -3
    if "🏻" <= char <= "🏿":
        return 14 if "👂" <= last <= "💪" or "🙅" <= last <= "🙏" else -3
    if char in "„‐" and before.count("“") <= before.count("”") and next_.isalnum():
        return 11 if last.isalnum() == (char == "‐") else 0
    usual, pictured, _ = _USUAL.get(char, (1 if "🌀" <= char <= "🫿" else -3, "☀" <= char <= "➿", ()))
    usual += (8 if pictured else -5) if next_ == "\ufe0f" else 0
    if last == "\u200d" or (next_ and next_ in "\u200d”" and _is_picture(after[1:2])):
        usual += 6 if char in "🏴🏳🏃🏋🏌👁🐕🐻🤝🧎🧍🧏🙍🙎💁🎓🎤🎨🏫🏭🏥🍳🍼" else -3
    beside = _beside(char)
    far = beside.search(f"{before} {after}")
    return usual + (8 if far and beside.search(f"{before[-30:]} {after[:30]}") else 4 if far else 0)


def _is_picture(char: str) -> bool:
    return char == "\ufe0f" or (char not in _BOXES and unicodedata.category(char or " ") in {"So", "Sk"})


@lru_cache(maxsize=10_000)
def _beside(char: str) -> re.Pattern[str]:
    """Finds the beginnings of words (short ones whole) that a sign stands beside, and those of its own name."""
    words = [*_USUAL.get(char, (0, False, []))[2], *(w for w in unicodedata.name(char, "").split() if len(w) > 5)]
    parts = [r"(?<!\w)" * word[0].isalnum() + word + r"(?!\w)" * (len(word) < 4) for word in words] or ["(?!)"]
    return re.compile("|".join(parts), re.IGNORECASE)
