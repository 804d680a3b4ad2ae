"""Runs the sanitizer on a short table of attacks, and says whether each still becomes what is harmless."""

from __future__ import annotations

from blog.checkup.results import Result, Subject, ill, well
from blog.languages.sentences import say
from blog.markup.comments import render
from blog.markup.posts import render_html

# What is typed into a comment, and what readers get. The room markup/ has longer tables; these few run on this machine,
# with the libraries that are installed here.
COMMENTS: tuple[tuple[str, str], ...] = (
    ("<script>alert(1)</script>", ""),
    ('<b onmouseover="alert(1)">hi</b>', "<p><b>hi</b></p>"),
    ("<img src=x onerror=alert(1)>", ""),
    ("<svg/onload=alert(1)>", "<p>&lt;svg/onload=alert(1)&gt;</p>"),
    ('<iframe src="https://evil.example"></iframe>', ""),
    ("<style>*{display:none}</style>", ""),
    ('<form action="/x"><input name="a"></form>', ""),
    ("[a](javascript:alert%281%29)", "<p>[a](javascript:alert%281%29)</p>"),
    ('<a href="javascript:123">a</a>', "<p>a</p>"),
    ('<a href="java&#9;script:alert(1)">a</a>', "<p>a</p>"),
    ('<a href="data:text/html,x">a</a>', "<p>a</p>"),
    ('<a href="//evil.example">a</a>', "<p>a</p>"),
    ('<p style="position:fixed" id="x" class="y">a</p>', "<p>a</p>"),
    ('<noscript><p title="</noscript><img src=x onerror=alert(1)>">', ""),
    ("</article></body>", ""),
    ("<b>open", "<p><b>open</b></p>"),
    ("a\x00b\u202ec", "<p>abc</p>"),
    (
        '<a href="https://example.org" onclick="alert(1)">a</a>',
        '<p><a href="https://example.org" rel="nofollow ugc noopener">a</a></p>',
    ),
)
POSTS: tuple[tuple[str, str], ...] = (
    ("<script>alert(1)</script>", ""),
    ('<img src="https://example.org/a.png" onerror="alert(1)">', '<p><img src="https://example.org/a.png" alt=""></p>'),
    ('<a href="javascript:123">a</a>', "<p>a</p>"),
)


def check_sanitizer(subject: Subject) -> Result:
    rows = len(COMMENTS) + len(POSTS)
    wrong = [typed for typed, harmless in COMMENTS if render(typed).html != harmless]
    wrong += [typed for typed, harmless in POSTS if render_html(typed).html != harmless]
    if wrong:
        return ill(
            say(
                "The sanitizer lets something through or breaks something (%(wrong)s of %(rows)s samples, first "
                "“%(first)s”). Install exactly the packages of requirements.txt.",
                wrong=len(wrong),
                rows=rows,
                first=wrong[0],
            ),
            samples=rows,
            wrong=len(wrong),
        )
    return well(
        say("The sanitizer makes all %(rows)s attacks of its table harmless.", rows=rows), samples=rows, wrong=0
    )
