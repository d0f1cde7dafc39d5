"""What somebody types who means harm: broken markup, made by a grammar, and a list of what has worked elsewhere."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CORPUS = [
    "<script>tripped()</script>",
    "</p></div></article><script>tripped()</script>",
    "<img src=x onerror=tripped()>",
    "<img src='x' onerror='tripped()'",
    "<svg/onload=tripped()>",
    "<svg><script>tripped()</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=tripped()>",
    "<noscript><p title='</noscript><img src=x onerror=tripped()>'>",
    '"><iframe srcdoc="<script>parent.tripped()</script>">',
    "<a href=javascript:tripped()>x</a>",
    "<a href='java\nscript:tripped()'>x</a>",
    "javascript:tripped()",
    'https://example.org/"onmouseover="tripped()',
    "https://example.org/'onmouseover='tripped()",
    "https://example.org/<script>tripped()</script>",
    "https://example.org/`onmouseover=tripped()`",
    "https://example.org/\u2028onmouseover=tripped()",
    "https://example.org/&quot;onmouseover=&quot;tripped()",
    "http://example.org/x#<img/src/onerror=tripped()>",
    'https://https://example.org" style=x',
    "&lt;script&gt;tripped()&lt;/script&gt;",
    "&#60;script&#62;tripped()&#60;/script&#62;",
    "&amp;lt;script&amp;gt;",
    "<!--<img src=x onerror=tripped()>-->",
    "<![CDATA[<script>tripped()</script>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>tripped()</x:script>",
    "</textarea><script>tripped()</script>",
    "</title></style></script><script>tripped()</script>",
    "{{ request }}{% debug %}{{ settings.SECRET_KEY }}",
    "<x-evil hx-get=/ hx-trigger=load hx-on:load=tripped()>",
    "<p hx-on:click='tripped()' data-hx-get='/accounts/logout/'>",
    "<form action=/accounts/logout/ method=post><button>",
    "<base href=//evil.example/><meta http-equiv=refresh content=0>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{display:none}</style>",
    "\u202etxet desrever\u202c \u2066isolated\u2069",
    "\u0000<scr\u0000ipt>tripped()</script>",
    "\ufeff<script>\u200btripped()</script>",
    "+ADw-script+AD4-tripped()+ADw-/script+AD4-",
    "\uff1cscript\uff1etripped()\uff1c/script\uff1e",
    "Z̸̡̢̧̛̛a̶l̵g̷o̴ <b>",
    "=cmd|'/c calc'!A0",
    "../../etc/passwd %00 %0d%0aSet-Cookie:x=1",
]
WORDS = ["Well said.", "ї ґ", "5 < 6 & 7 > 4", "https://example.org/a(b)", "http://приклад.укр", "\n", "\n\n", " "]
PARTS = [
    "<", ">", "</", "/>", "<script", "<img ", "<svg", "<a ", "<p>", "<!--", "-->", "]]>", "src=x", "href=", "style=x",
    "onerror=",
    "onload", "tripped()", "javascript:", "https://", "example.org", "/", "\\", '"', "'", "`", "=", "&", "&lt;",
    "&#x3c;", "&quot", ";",
    "\n", "\t", "\r", "\u0000", "\u202e", "\u2028", "\u200b", "\ufffe", "́", "😀", "ї", "{{", "}}",
    "{%", "%}", "hx-get", "xn--", "@", "#", "?", "(", ")", "[", "]",
]  # fmt: skip


def texts():
    """Parts of broken markup in any order, entries of the list with something around them, and any characters."""
    grammar = st.lists(st.sampled_from(PARTS + WORDS), max_size=30).map("".join)
    around = st.tuples(grammar, st.sampled_from(CORPUS), grammar).map("".join)
    return st.one_of(grammar, around, st.text(max_size=200), st.sampled_from(CORPUS))


def some_texts(number):
    """So many of them, the list first; the same ones every time."""
    made = [*CORPUS]

    @settings(max_examples=number, database=None, deadline=None, derandomize=True, suppress_health_check=HealthCheck)
    @given(texts())
    def make(text):
        made.append(text)

    make()
    return made[:number]
