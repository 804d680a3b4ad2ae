"""Code in posts is coloured by classes only, in bounded time, and says the same words as before."""

from __future__ import annotations

import re
import time

import pytest

from blog.markup import colouring
from blog.markup.posts import render_html, render_markdown


def fenced(language: str, code: str) -> str:
    return f"````{language}\n{code}\n````"


def test_code_is_coloured_by_classes_and_its_words_stay() -> None:
    """B1"""
    code = '@cached\ndef tea(cups: int) -> str:\n    # <hot> & dark\n    return f\'{cups}\' + "\\"" * 12\n\n\n'
    made = render_markdown(fenced("Python", code))
    assert '<span class="hl-k">def </span><span class="hl-f">tea</span>' in made.html
    assert "# &lt;hot&gt; &amp; dark" in made.html
    assert "style=" not in made.html
    plain = render_markdown(fenced("nobody-knows", code))
    assert "hl-" not in plain.html
    assert re.sub(r"</?span[^>]*>", "", made.html).replace("language-python", "language-nobody-knows") == plain.html
    assert (made.text, made.excerpt) == (plain.text, plain.excerpt)
    # Cleaning twice changes nothing, so the stored HTML is what is served.
    assert render_html(str(made.html)).html == made.html


@pytest.mark.parametrize("said", ["python", "PYTHON", "py", "{.python}", "python title=tea.py", " python "])
def test_a_language_is_known_however_it_is_said(said: str) -> None:
    assert '<span class="hl-k">import </span>' in render_markdown(fenced(said, "import tea")).html


@pytest.mark.parametrize(
    "typed",
    [
        '<pre><code class="language-python"><span class="hl-k" onclick="x">import</span> tea</code></pre>',
        '<pre><code class="language-python">import <span style="color:red"><span>tea</span></span></code></pre>',
    ],
)
def test_colours_that_come_along_are_taken_off_and_set_anew(typed: str) -> None:
    """X10"""
    assert render_html(typed).html == render_html('<pre><code class="language-python">import tea</code></pre>').html


def test_marks_of_the_writer_in_code_stay() -> None:
    typed = '<pre><code class="language-python">import <mark>tea</mark></code></pre>'
    assert render_html(typed).html == typed


@pytest.mark.parametrize("language", sorted(set(colouring.LANGUAGES.values())))
def test_no_language_lets_a_tag_out_or_loses_a_character(language: str) -> None:
    """X1"""
    code = "</code></pre><script>x</script> <!-- {{ 7*7 }} \"'`\\ \t \u00a0\u202f é 日本 \x0b<?php ]]> &amp; &#60;\n"
    code += "/* ' \" */ // # -- <<EOF\n${a} #{b} `c` @@ -1 +1 @@\n+a\n-b\r\nx"
    made = render_markdown(fenced(language, code)).html
    plain = render_markdown(fenced("nobody-knows", code)).html
    assert "<script" not in made
    bare = re.sub(r'</?span(?: class="hl-[a-z]")?>', "", made)
    assert bare.replace(f"language-{language}", "language-nobody-knows") == plain


HOSTILE = {
    **dict.fromkeys(("c", "cpp", "java"), "\n"),
    "csharp": "\né", "bash": "$.", "css": '\\"', "kotlin": "//", "lua": "e<", "python": "\u2028\n", "javascript": "1e.",
    "html": "<script>", "xml": "<a ", "php": "<?php ", "ruby": "<<a\n", "yaml": "- ? ", "sql": "/*", "rust": 'r#"',
    "typescript": "1e.", "toml": "[[", "swift": '"\\(', "go": "/*", "json": "[{", "make": "a:", "scss": "#{",
    "diff": "@@ ", "docker": "\\\n", "ini": "[", "language that is not known": "a",
}  # fmt: skip


@pytest.mark.alone
@pytest.mark.parametrize("language", sorted(HOSTILE))
def test_hostile_code_takes_a_moment(language: str) -> None:
    """X4: the longest that is coloured, made of what its lexer likes least."""
    name = language.split()[0]
    most = colouring.MOST_LOOKED_BACK if name in colouring.LOOKING_BACK else colouring.MOST_CHARACTERS
    line = HOSTILE[language] * (900 // len(HOSTILE[language])) + "\n"
    code = (HOSTILE[language] * most if "\n" in HOSTILE[language] else line * most)[:most]
    colouring.pieces.cache_clear()
    began = time.process_time()
    colouring.pieces(name, code)
    assert time.process_time() - began < 2


def test_what_is_longer_stays_plain_and_so_does_what_comes_after_much() -> None:
    short = "import tea\n"
    assert colouring.pieces("python", short * 600) is None
    assert colouring.pieces("python", "x = '" + "a" * 1000 + "'") is None
    long = short * 540
    made = render_markdown("\n\n".join(fenced("python", long) for _ in range(11))).html
    assert made.count("<pre>") == 11
    assert ["hl-" in part for part in made.split("</pre>")][:11] == [True] * 10 + [False]
