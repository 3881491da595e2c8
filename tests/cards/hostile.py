"""Notes as an attacker would write them, and a check of the HTML that came of them."""

import re

from bs4 import BeautifulSoup

HOSTILE: list[str] = [
    # Raw HTML
    "<script>window.hacked = 1</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=window.hacked=1>",
    "<img src='https://evil.example/pixel.png'>",
    "<svg onload=window.hacked=1><animate onbegin=window.hacked=1></svg>",
    "<svg><script>window.hacked=1</script></svg>",
    '<iframe src="javascript:window.hacked=1"></iframe>',
    '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    "<style>body { display: none }</style>",
    '<p style="background: url(https://evil.example/)">x</p>',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    '<meta http-equiv="refresh" content="0; url=javascript:window.hacked=1">',
    '<base href="https://evil.example/">',
    '<a href="javascript:window.hacked=1" id="go">click</a>',
    "<body onload=window.hacked=1>",
    "<details open ontoggle=window.hacked=1>x</details>",
    "<input autofocus onfocus=window.hacked=1>",
    "<video><source onerror=window.hacked=1></video>",
    '<math><mtext><mglyph><style><img src="x" onerror="window.hacked=1"></style></mglyph></mtext></math>',
    '<form action="https://evil.example/"><button>Good</button></form>',
    '<object data="data:text/html,<script>parent.hacked=1</script>"></object>',
    # htmx attributes
    '<div hx-get="/users" hx-trigger="load">x</div>',
    '<div data-hx-post="/sessions/current?_method=delete" hx-trigger="load">x</div>',
    "<div hx-on::load='window.hacked=1'>x</div>",
    # Breaking out of the page around it
    "</code></pre></section></main><script>window.hacked=1</script>",
    "--><script>window.hacked=1</script><!--",
    "]]><script>window.hacked=1</script>",
    "<<script>script>window.hacked=1<</script>/script>",
    "<noscript><p title='</noscript><img src=x onerror=window.hacked=1>'>",
    "<textarea></textarea><script>window.hacked=1</script>",
    # Markdown links
    "[click](javascript:window.hacked=1)",
    "[click](JaVaScRiPt:window.hacked=1)",
    "[click](<java\tscript:window.hacked=1>)",
    "[click](&#x6A;avascript&colon;window.hacked=1)",
    "[click](\\javascript:window.hacked=1)",
    "[click]( javascript:window.hacked=1 )",
    "[click](vbscript:msgbox)",
    "[click](data:text/html;base64,PHNjcmlwdD5wYXJlbnQuaGFja2VkPTE8L3NjcmlwdD4=)",
    "[click](file:///etc/passwd)",
    "[click](blob:https://evil.example/1)",
    "<javascript:window.hacked=1>",
    "[click][x]\n\n[x]: javascript:window.hacked=1",
    '[click](https://evil.example/ "\\" onmouseover=\\"window.hacked=1")',
    "[click](https://evil.example/?a=\"onmouseover='window.hacked=1')",
    "[a](https://evil.example/`onmouseover=window.hacked=1`)",
    "[![x](https://evil.example/a.png)](javascript:window.hacked=1)",
    # Markdown images
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](/\\evil.example/pixel.png)",
    "![x](/%5Cevil.example/../../pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    '![" onerror="window.hacked=1](/media/x.png)',
    "![x](javascript:window.hacked=1)",
    "![![x](https://evil.example/a.png)](https://evil.example/b.png)",
    # Code blocks
    '```"><script>window.hacked=1</script>\nx\n```',
    "```html onload=window.hacked=1\n<script>window.hacked=1</script>\n```",
    "```sh\n</code></pre><img src=x onerror=window.hacked=1>\n```",
    "`</code><script>window.hacked=1</script>`",
    "    </code></pre><script>window.hacked=1</script>",
    # Tables
    '|a|\n|:-:" onclick="window.hacked=1|\n|b|',
    "|<script>window.hacked=1</script>|\n|:-:|\n|<img src=x onerror=window.hacked=1>|",
    # Gaps
    "{{c1::<script>window.hacked=1</script>}}",
    "{{c1::x::<img src=x onerror=window.hacked=1>}}",
    '{{c1::"><svg onload=window.hacked=1>::" onclick="window.hacked=1}}',
    "{{c1::[click](javascript:window.hacked=1)}}",
    "{{c1::![x](https://evil.example/pixel.png)}}",
    "`{{c1::</code><script>window.hacked=1</script>::<script>window.hacked=1</script>}}`",
    '```sh\necho "{{c1::</code></pre><script>window.hacked=1</script>::</pre><script>window.hacked=1</script>}}"\n```',
    '[click](https://evil.example/ "{{c1::<script>window.hacked=1</script>}}")',
    '[{{c1::a](https://evil.example/ "}} onmouseover=window.hacked=1 ")',
    "![{{c1::<script>window.hacked=1</script>}}](/media/x.png)",
    "```{{c1::<script>window.hacked=1</script>}}\nx\n```",
    # Not dangerous by itself, only in careless hands
    "{{ 7 * 7 }}{% raw %}{{ self }}",
    "\x00<script\x00>window.hacked=1</script>",
    "<script\u2028>window.hacked=1</script>",
    "＜script＞window.hacked=1＜/script＞",
    "> " * 400 + "<script>window.hacked=1</script>",
    "[" * 400 + "x](javascript:window.hacked=1)" * 20,
]

_NOWHERE: frozenset[str] = frozenset()
_TAGS = {
    **dict.fromkeys(("strong", "em", "s", "code", "ul", "li", "blockquote", "br", "hr"), _NOWHERE),
    **dict.fromkeys(("table", "thead", "tbody", "tr"), _NOWHERE),
    **dict.fromkeys(("p", "th", "td", "span", "mark"), frozenset({"class"})),
    "ol": frozenset({"start"}),
    "pre": frozenset({"tabindex", "role", "aria-label"}),
    "a": frozenset({"href", "title", "rel"}),
    "img": frozenset({"src", "alt", "title"}),
}
_CLASSES = re.compile(r"gap|heading|align-(left|center|right)|tok-[a-z0-9]+")
_LINKS = re.compile(r"(https?:|mailto:|(?![^/?#]*:))", re.IGNORECASE)


def dangers(html: str) -> list[str]:
    """What the HTML of a card must not hold: every tag, attribute, class and address outside a short list."""
    found = []
    for tag in BeautifulSoup(html, "html.parser").find_all(name=True):
        if tag.name not in _TAGS:
            found.append(f"<{tag.name}>")
            continue
        found += [f"{tag.name}[{name}]" for name in tag.attrs if name not in _TAGS[tag.name]]
        found += [f"class {name}" for name in tag.get_attribute_list("class") if name and not _CLASSES.fullmatch(name)]
        if not _LINKS.match(re.sub(r"[\x00-\x20]", "", str(tag.get("href", "")))):
            found.append(f"link to {tag['href']}")
        if tag.name == "img" and not re.match(r"/[^/\\]", str(tag.get("src", ""))):
            found.append(f"picture from {tag.get('src')}")
    return found
