"""Words that tell to do something or what something does: how a task, an instruction and a description begin."""

import re

_BASE = {
    "abort", "access", "activate", "add", "adjust", "allow", "amend", "analyze", "analyse", "append", "apply",
    "approve", "archive", "ask", "assign", "attach", "audit", "authenticate", "automate", "avoid", "back", "backup",
    "bind", "boot", "bring", "browse", "block", "build", "bump", "bundle", "calculate", "call", "cancel", "change",
    "check", "cherry-pick", "choose", "clean", "clear", "clone", "close", "collect", "combine", "commit", "compare",
    "compile", "complete", "compress", "compute", "configure", "connect", "consider", "continue", "convert", "copy",
    "count", "cover", "create", "customize", "deactivate", "debug", "declare", "decode", "define", "delete",
    "deploy", "describe", "destroy", "detach", "detect", "determine", "develop", "diff", "disable", "discard",
    "disconnect", "display", "download", "drain", "drop", "dump", "edit", "emit", "enable", "encode", "encrypt",
    "enforce", "ensure", "enter", "escape", "evaluate", "examine", "exec", "execute", "exit", "expand", "explain",
    "explore", "export", "expose", "extend", "extract", "fetch", "filter", "find", "finish", "fix", "flush",
    "follow", "force", "fork", "format", "free", "gather", "generate", "get", "give", "go", "grant", "group",
    "grow", "handle", "hide", "hold", "identify", "ignore", "implement", "import", "improve", "include", "increase",
    "index", "init", "initialize", "insert", "inspect", "install", "integrate", "invoke", "isolate", "join", "keep",
    "kill", "label", "launch", "lay", "learn", "leave", "let", "leverage", "limit", "link", "list", "listen",
    "load", "locate", "lock", "log", "login", "logout", "look", "lower", "maintain", "make", "manage", "map",
    "mark", "match", "measure", "merge", "migrate", "minimize", "mirror", "modify", "monitor", "mount", "move",
    "name", "navigate", "offer", "open", "optimize", "order", "organize", "override", "overwrite", "package",
    "parse", "pass", "patch", "pause", "perform", "pick", "pin", "ping", "place", "plan", "play", "point", "prefer",
    "prepare", "preserve", "press", "prevent", "preview", "print", "process", "produce", "profile", "promote",
    "protect", "provide", "prune", "publish", "pull", "purge", "push", "put", "query", "quit", "read", "rebase",
    "rebuild", "receive", "record", "recover", "redirect", "reduce", "reference", "refresh", "register",
    "reinstall", "release", "reload", "remove", "rename", "render", "reorder", "repair", "repeat", "replace",
    "replay", "report", "request", "require", "rerun", "reset", "resolve", "restart", "restore", "restrict",
    "resume", "retain", "retrieve", "return", "reuse", "revert", "review", "revoke", "rewrite", "roll", "rotate",
    "run", "save", "scale", "scan", "schedule", "scroll", "search", "secure", "see", "select", "send", "separate",
    "serve", "set", "share", "shift", "show", "shrink", "shut", "sign", "simulate", "skip", "sort", "specify",
    "spin", "split", "squash", "stage", "start", "stash", "stay", "stop", "store", "stream", "strip", "submit",
    "subscribe", "substitute", "summarize", "support", "suspend", "swap", "switch", "sync", "tag", "tail", "take",
    "tell", "terminate", "test", "throw", "toggle", "track", "transfer", "translate", "trigger", "trim", "truncate",
    "try", "tune", "turn", "type", "uncommit", "undo", "uninstall", "unlock", "unmount", "unpack", "unpause",
    "unset", "unstage", "unzip", "update", "upgrade", "upload", "use", "validate", "verify", "view", "visit",
    "wait", "walk", "warn", "watch", "wipe", "work", "wrap", "write", "zip",
}  # fmt: skip
_NEVER = re.compile(
    r"^(?:do not|don['’]t|never|always|only|not|please|just|first|then|finally|now|optionally)\s+", re.IGNORECASE
)

_ORDERS = re.compile(r"^\W*(?:do not|don['’]t|never|always)\s", re.IGNORECASE)


def _first(text: str) -> str:
    """The first word, folded, without what stands before it and tells how or when."""
    words = re.match(r"[^\w]*([^\W\d_][\w'-]*)", _NEVER.sub("", text.strip('*_`"“( ')))
    return words[1].lower() if words else ""


def is_imperative(text: str) -> bool:
    """Whether words tell to do something: "Pin the version", "Never run as root"."""
    return _first(text) in _BASE or bool(_ORDERS.match(text))


def third_person(verb: str) -> str:
    """A verb as it stands behind "it": "removes", "copies", "pushes"."""
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "ch", "sh", "o")) else f"{verb}s"


def does(text: str) -> bool:
    """Whether words say what something does: "Lists containers", "Will remove the volume", "Removing an image"."""
    word = _first(
        re.sub(
            r"^(?:will|can|to|is used to|used to|allows? (?:you )?to|lets? you)\s+",
            "",
            text.strip(),
            flags=re.IGNORECASE,
        )
    )
    if word in _BASE:
        return True
    if word.endswith("ing"):
        stem = word[:-3]
        return stem in _BASE or f"{stem}e" in _BASE or (len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in _BASE)
    return word.endswith("s") and (word[:-1] in _BASE or word[:-2] in _BASE or f"{word[:-3]}y" in _BASE)
