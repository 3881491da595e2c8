"""Small words that turn what is said: negations, corrections, pronouns, and where clauses begin."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


# Negation. Those of one word reach to the end of their clause; those of NEAR only over the few words after them.
NEGATORS = _set("barely cannot hardly neither never nobody noone nor not scarcely")
NEGATORS_NEAR = _set("no none without")
# As stems.
NEGATING_VERBS = _set("avoid fail forbid lack lose prevent prohibit refus")
NEGATING_PHRASES = _phrases(
    """
    instead of, rather than, as opposed to, in place of, free of, free from, unable to, impossible to, far from,
    apart from, except for, give up, do away with
    """
)
# A belief that is reported in order to be denied: all of its clause is.
DENIALS = _phrases(
    """
    myth that, wrong that, not true that, untrue that, mistake to think, mistaken belief that, wrong to think,
    misconception that, wrong to say, nonsense that, people think, people believe, people say, people assume,
    some think, some believe, many think, many believe, many people think, you might think, you'd think, you may
    think, one might think, everybody thinks, everyone thinks, contrary to
    """
)
# Said after what they deny.
DENIALS_AFTER = _phrases(
    """
    is a myth, is wrong, is false, is nonsense, is not true, is untrue, is not the case, is a misconception,
    would be wrong, is useless, so useless, is pointless, is no use, is of no use, is no help, is not needed,
    makes no sense, is a waste, has nothing to do, have nothing to do, says nothing, tells nothing, does
    nothing, knows nothing, does not help, is not involved, plays no part, is unnecessary, does not matter, is not
    necessary, is not used, is not required, is impossible, is not possible, is not allowed, is forbidden, is bad
    practice, is not important, make no difference, makes no difference, hardly matter, hardly matters, is not worth, is
    dangerous so do not
    """
)
# Negators that deny nothing.
NOT_NEGATING = _phrases(
    """
    not only, not just, not merely, not simply, no doubt, no matter, no problem, not sure, not surprisingly, not
    necessarily, why not, if not, or not, do not forget, do not worry, do not know, never mind, not to mention,
    not that, no wonder, not least, no idea, not bother, not remember, do not care, never forget, not until, not
    before, none other, not unlike, no less, not quite sure, no sooner, would not be, without trouble, without any
    trouble, without problem, without effort, without asking, no trouble
    """
)
# Said after what is taken back.
CORRECTIONS = _phrases(
    """
    no wait, wait no, i mean, no hang on, hang on no, no actually, actually no, scratch that, strike that, or
    rather, no sorry, sorry no, no that is wrong, correction, let me correct, no no, i take that back, that is
    wrong, no the other way, other way round
    """
)
# Words that deny what their rest says.
UN_WORDS = _set(
    """
    unaffected unaltered unattached unavailable unaware unchanged uncontrolled unencrypted unisolated unlimited
    unlocked unmanaged unmodified unnamed unnecessary unneeded unpinned unprivileged unprotected unpublished
    unreachable unreadable unreliable unrestricted unsafe unshared unsupported untagged untouched unused
    unwritable
    """
)
# What follows is compared, not spoken of.
MASKS = _set("against like than unlike versus vs")
CONJUNCTIONS = _set(
    """
    although because but if once since so then though unless until when whenever where whereas which while who
    whose
    """
)
PRONOUNS = _set("he it she that them these they this those")
# What people say while they think.
SOUNDS = _set("ah ahh ehh ehm er erm ha hm hmm mhm oh ooh uh uhm um umm well yeah")
RELATIVES = _set("that which who whose")
FILLERS = _set("a an its my of our that the their this your")
PREPOSITIONS = _set("about as at between by for from in inside into of on onto over than to under with")
# Words that are commands as well as verbs: a command only where it is named as one.
VERBS = _set(
    """
    add bind build copy create down exec export expose import kill link load mount pause publish pull push
    restart run save start stop up
    """
)
