"""Small words that turn what is said: negations, corrections, pronouns, and where clauses begin."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


# Negation. Those of one word reach to the end of their clause; those of NEAR only over the few words after them.
NEGATORS = _set("barely cannot hardly neither never nobody noone nor not scarcely")
NEGATORS_NEAR = _set("no none without")
# As stems.
NEGATING_VERBS = _set("avoid fail forbid lack lose prevent prohibit refus skip")
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
    think, one might think, everybody thinks, everyone thinks, contrary to, some say, many say, people often say,
    people often think, people often believe, you often hear, you often read, often said that, they say that,
    used to think, used to believe, used to be convinced, always thought, always believed, you would expect, you
    might expect, one would expect, not the case that, no truth in, rumour that, rumor that, not as if, false that,
    wrong idea that, legend that, would be wrong, far from true that, everybody believes, most people think, most
    people believe, beginners think, everyone says
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
    dangerous so do not, is not any use, is not of any use, is no proof, is not a proof, is no good, proves nothing,
    prove nothing, shows nothing, is rubbish, is a lie, is not right, is not so, is a mistake, would be a mistake,
    is a bad idea, is superfluous, is not supported, is not worth it, is harmless nonsense, can not help, is not
    how, would be pointless, would be useless, is not a thing, does not exist, do not exist, is a legend, is not
    correct, is incorrect, plays no role, play no role, have no effect, has no effect, i never do, is ignored, is not
    any help, there is no such thing, there is none, there is nothing, there is nothing like that, is not a good idea,
    is out of the question, do not work
    """
)
# Negators that deny nothing.
NOT_NEGATING = _phrases(
    """
    not only, not just, not merely, not simply, no doubt, no matter, no problem, not sure, not surprisingly, not
    necessarily, why not, if not, or not, do not forget, do not worry, do not know, never mind, not to mention,
    not that, no wonder, not least, no idea, not bother, not remember, do not care, never forget, not until, not
    before, none other, not unlike, no less, not quite sure, no sooner, would not be, without trouble, without any
    trouble, without problem, without effort, without asking, no trouble, is not it, are not they, is not that so,
    does not it, do not they, do not you, was not it, has not it, is not he, can not
    you, would not it, network none, --network none, --net none, none
    network, none driver, none mode, with none, none mean, none gives, none is, called none, none none, nothing but,
    nothing more than, nothing less, no question
    """
)
# Said after what is taken back.
CORRECTIONS = _phrases(
    """
    no wait, wait no, i mean, i meant, nope, nah, hold on, no hold on, my bad, my mistake, forget that, forget what
    i said, let me start over, i mixed that up, i mix that up, i got that wrong, wrong way round, or vice versa, no not
    that, not that either, that is not right, no of course not, or is it, or was it, no sorry that, no hang on, hang
    on no, no actually, actually no, scratch that, strike that, or
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
PLACES = _set("at from in inside into of on onto")
# Words that are commands as well as verbs: a command only where it is named as one.
VERBS = _set(
    """
    add bind build copy create down exec export expose import kill link load mount pause publish pull push
    restart run save start stop up
    """
)
