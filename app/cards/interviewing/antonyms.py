"""Words that turn a statement into its opposite where one stands for the other, written out by hand."""

from collections import defaultdict

from app.cards.interviewing.meaning import Phrase
from app.cards.interviewing.speech import words

# One pair of groups a line; words that stand together are joined by "_".
_PAIRS = """
before earlier first early top ahead / after later last late bottom afterwards end
keep survive stay remain persist preserve spare retain outlive / lose delete remove wipe vanish disappear erase destroy
host / container
outside external / inside internal
build_time build-time / run_time runtime run-time
small smaller tiny lightweight light megabyte less few fewer / large larger big bigger heavy bulky gigabyte
fast faster quick quicker / slow slower
strong stronger better / weak weaker worse
safe secure harmless / unsafe dangerous risky insecure
new fresh / existing running
named / anonymous unnamed
sigterm / sigkill
exit quit leave terminate finish gone / stay remain keep long-running
one single / several many multiple all
same identical / different other
own separate private / shared share same common
manual hand / automatic
root / non-root unprivileged
enable enabled / disable disabled
read-only immutable / writable mutable changeable
encrypted / plain plaintext unencrypted
always / never only
random / fixed
memory ram / disk
ignored obsolete optional / required mandatory must
directly direct / shell
immediately instantly at_once / wait
politely graceful nicely / hard brutal immediately
throttle throttled slow slower / kill killed
rarely rare seldom / often frequently
win beat override / lose
detached background / foreground
loopback localhost / 0.0.0.0
default / optional
mutable move change / immutable fixed
client / server
second / minute hour
left / right
up / down
add introduce bring / remove drop
possible / impossible
succeed work / fail break
visible / hidden invisible
trusted / untrusted hostile
front / behind
everything / nothing
inside / outside
exec_form / shell_form
host_port / container_port
named_volume / anonymous_volume
user-defined / default
newest latest / exact exactly
static / dynamic
"""


def _read(table: str) -> dict[Phrase, frozenset[Phrase]]:
    opposites: dict[Phrase, set[Phrase]] = defaultdict(set)
    for line in table.strip().splitlines():
        left, right = (
            [tuple(word.stem for word in words(entry.replace("_", " "))) for entry in side.split()]
            for side in line.split(" / ")
        )
        for one, others in ((left, right), (right, left)):
            for phrase in one:
                opposites[phrase].update(others)
    return {phrase: frozenset(others) for phrase, others in opposites.items()}


OPPOSITES = _read(_PAIRS)
