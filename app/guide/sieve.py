"""What of a guide is no knowledge: advertising, pay, jokes, addresses, answers of one word; and why it is left out."""

import re

from app.guide.marks import REASON as MARKED
from app.guide.proposal import ASKED, Proposal
from app.guide.tidying import words_of

_HEADINGS = re.compile(
    r"^(?:table of contents?|contents?|toc|index|(?:quick )?navigation|.*\b(?:topics? index|section access|"
    r"learning path|file statistics)|"
    r"contribut(?:e|ing|ors?|ions?).*|homework|practice(?: \([^()]*\))?|"
    r"(?:similar|related) projects?|licen[cs]e|acknowledge?ments?|credits?|authors?|about (?:me|the author|us)|"
    r"contact\b.*|sponsors?\b.*|"
    r"backers|star(?:gazers| history).*|support(?: (?:me|us|the project).*)?|donat.*|buy me.*|follow\b.*|stay in touch|"
    r"community|"
    r"(?:useful |further |related |external |additional |learning |recommended |other |official )*"
    r"(?:links?|resources?|references?|reading|bibliography|books?|courses?|videos?)(?: (?:and|&|for|to|on) .*)?|"
    r"see also|change ?log|release notes|roadmap|todo|to do|code of conduct|security policy|next steps?|"
    r"what['’]s next\??|"
    r"badges?|status|usage instructions|how to use this (?:guide|repo|repository|document).*|study plan|"
    r"daily study plan|mastery checklist|"
    r"(?:areas|things) to (?:expand|improve|add).*|disclaimer|feedback|faq links|you (?:may|might) also like.*|"
    r"share\b.*|subscribe\b.*|newsletter|thanks?\b.*|conclusion|translations?|"
    r"参考资料|参考链接|目录|índice|tabla de contenidos?|referencias|recursos|inhalt(?:sverzeichnis)?|quellen|"
    r"sommaire|références)$",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"[₹€£]\s?\d|\$\d[\d,.]*\s?(?:k|/mo|/month|per|million|billion|LPA)?\b(?!\w)|\b\d+\s?LPA\b|"
    r"\bsalar(?:y|ies)\b.*\d|\bper annum\b",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\$\$[\s\S]*?\$\$|\$[^$\n]*[\\_^{}=][^$\n]*\$")
"""Mathematics between dollar signs, which is no money."""
_PRAISE = re.compile(
    r"\b(?:superheros?|game.?changers?|epic|awesome|mind.?blow\w*|rockstar|ninja|job rocket|résumés?|"
    r"your career|your dream|dream job|hire(?:d|s)? you|boss yells|horror story|no phd|wizardry|king of|crowned|"
    r"unleash\w*|"
    r"supercharge\w*|revolutionary|best.?ever|loves?! |star this repo|follow me|click here|buy now|"
    r"coming soon|stay tuned|happy (?:coding|learning|dockering|hacking)|good luck)\b|\b[Yy]our resumes?\b",
    re.IGNORECASE,
)
_STORY = re.compile(r"\b(?:resumes?|portfolio|career)\b", re.IGNORECASE)


_WRITTEN = {MARKED, "Q: and A:"}
"""Reasons of cards that their author has written as cards: no filter knows better."""


def refused_heading(title: str) -> str:
    """Why nothing below a heading is knowledge, or ""."""
    return f"“{title}” holds no knowledge to ask" if _HEADINGS.match(title.strip(" :.!–-")) else ""


def refused(proposal: Proposal) -> str:
    """Why a proposal is no card, or ""."""
    back = _back(proposal)
    asked = proposal.reason in ASKED
    marked = proposal.reason in _WRITTEN
    if not marked and proposal.kind != "command" and "`" not in back and _PAY.search(_FORMULA.sub("", back)):
        return "prices or pay"
    if not marked and (_PRAISE.search(back) or (_STORY.search(back) and not asked)):
        return "advertising or a story"
    if proposal.kind == "basic" and not asked and not marked and _one_word(back):
        return "an answer of one word"
    return next((why for pattern, why in _EMPTY if pattern.match(back) and not (marked and re.search(r"\w", back))), "")


_EMPTY = (
    (
        re.compile(
            r"\W*(?:same(?:\s*[,.;]|\s+(?:as|thing|here)\b|\s*$)|(?:ditto|idem|as above|see (?:above|below))\b)", re.I
        ),
        "an answer that refers to another one",
    ),
    (
        re.compile(r"\W*(?:it )?(?:works?(?: automatically| fine)?|done|perfect|success|tbd|n/a)\W*$", re.IGNORECASE),
        "an answer that says nothing",
    ),
    (
        re.compile(r"(?:last updated|version|author|date|license|maintained by|updated)\b\s*:", re.IGNORECASE),
        "data about the text itself",
    ),
    (re.compile(r"\W*(?:https?://\S+|\S+@\S+\.\w+)\W*$", re.IGNORECASE), "an address"),
    (re.compile(r"\W*$"), "an answer without words"),
)
"""Answers that tell nothing, and why."""


def _back(proposal: Proposal) -> str:
    fields = proposal.fields
    return next(filter(None, (fields.get(name) for name in ("back", "command", "steps", "options", "text"))), "")


def _one_word(back: str) -> bool:
    plain = "`" not in back and back.isascii() and not any(character.isdigit() for character in back)
    return plain and len(words_of(back)) == 1 and not back.startswith("- ")
