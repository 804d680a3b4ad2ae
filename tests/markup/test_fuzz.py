"""Whatever is typed: it renders, only what is allowed comes out, and cleaning again changes nothing."""

from __future__ import annotations

from html.parser import HTMLParser

import justhtml
import nh3
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.markup.comments import normalize, render
from blog.markup.gate import read, write
from blog.markup.grammar import COMMENT, POST, Grammar
from blog.markup.posts import render_html, render_markdown
from blog.markup.sanitizing import sanitize

SCRAPS = [
    "<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<a href=", '"https://a.example"', "'javascript:1'", ">", "</a>",
    "<a>", "<ul>", "<ol>", "<li>", "</li>", "</ul>", "<pre>", "\n", "\n\n", "</pre>", "<code>", "</code>",
    "<blockquote>", "</blockquote>", "<br>", "<hr>", "<span class=x>", "</span>", "<script>", "</script>", "<style>",
    "<!--", "-->", "<table>", "<tr>", "<td>", "</td>", "</table>", "<caption>", "<h2>", "</h2>", "<h1>", "<dl>",
    "<dt>", "<dd>", "<img src=/a alt='", "'>", "<figure>", "<figcaption>", "</figure>", "<details>", "<summary>",
    "<svg>", "<math>", "<ruby>", "<rt>", "<div class=byline>", "</div>", "<u>", "<s>", "</s>", "<em>", "</em>",
    "<p class=more>", "<q>", "<plaintext>", "<textarea>", "<select>", "<option>", "<template>", "<noscript>",
    "<![CDATA[", "]]>", "<?", "<!doctype>", "&lt;", "&amp;", "&#x202e;", "&#0;", "&nbsp;", "&notin", "&", "*", "**",
    "_", "`", "```\n", "- ", "1. ", "> ", "[", "](", ")", "![", "[^1]", "[^1]: ", "|", "|-|-|\n", "# ", "--", '"',
    "'", "“", "”", ":", "https://a.example/", "By Ada Merrin\n", "HARROW, May 1, 2009--", "For more ", "a.example",
    "\u0301", "\u0338", "\u202e", "\x00", "\u200d", "a", " ", "é", "日", "<x-y>", "<b onclick='", "<li value=3>",
    "<a id=fn-01234567-1 href=#x>", "=", "/", "\\", "<br/>", "<center>", "<th>",
]  # fmt: skip

typed_texts = st.one_of(
    st.lists(st.sampled_from(SCRAPS), max_size=24).map("".join),
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=4)), max_size=24).map("".join),
)
scraps = st.lists(st.sampled_from(SCRAPS), max_size=24).map("".join)
thoroughly = settings(max_examples=250, deadline=None)


class Seen(HTMLParser):
    """Every tag and attribute of a page, read by a parser that is neither ours nor the sanitizer's."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def cleaned(html: str, grammar: Grammar) -> str:
    return write(sanitize(html, grammar))


@thoroughly
@given(typed_texts)
def test_any_comment_renders_to_allowed_tags_and_fixed_attributes(typed: str) -> None:
    for html in (render(typed).html, render(typed).inert):
        for tag, attributes in Seen(html).tags:
            assert tag in COMMENT.tags
            if tag == "a":
                assert set(attributes) == {"href", "rel"}
                assert attributes["rel"] == "nofollow ugc noopener"
                assert str(attributes["href"]).lower().startswith(("http://", "https://", "mailto:"))
            else:
                assert not attributes
    assert "<a" not in render(typed).inert


@thoroughly
@given(typed_texts)
def test_any_post_renders_to_allowed_tags_and_attributes(typed: str) -> None:
    for html in (render_markdown(typed).html, render_html(typed).html):
        for tag, attributes in Seen(html).tags:
            assert tag in POST.tags
            assert all(POST.allows(tag, name, value or "") for name, value in attributes.items())


@thoroughly
@given(typed_texts)
def test_cleaning_a_stored_comment_again_changes_no_byte(typed: str) -> None:
    for html in (render(typed).html, render(typed).inert):
        assert cleaned(html, COMMENT) == html


@thoroughly
@given(typed_texts)
def test_cleaning_a_stored_post_again_changes_no_byte(typed: str) -> None:
    for html in (render_markdown(typed).html, render_html(typed).html):
        assert cleaned(html, POST) == html


@thoroughly
@given(scraps)
def test_the_gate_reads_what_it_has_written(typed: str) -> None:
    bare = render_html(typed).html
    assert write(read(bare, POST)) == bare


@thoroughly
@given(typed_texts)
def test_no_forbidden_character_comes_out(typed: str) -> None:
    for html in (render(typed).html, render_markdown(typed).html, render_html(typed).html):
        assert normalize(html).count("\u202e") == html.count("\u202e") == 0
        assert "\x00" not in html


@thoroughly
@given(scraps)
def test_two_other_sanitizers_find_nothing_to_take_away(typed: str) -> None:
    """nh3 and justhtml, told the same allow-list, keep every tag and link of a comment."""
    html = str(render(typed).html)
    ours = [tag for tag, _ in Seen(html).tags]
    ammonia = nh3.clean(
        html, tags=set(COMMENT.tags), attributes={"*": set(), "a": {"href"}}, url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )  # fmt: skip
    assert [tag for tag, _ in Seen(ammonia).tags] == ours
    assert ammonia.count("href=") == html.count("href=")
    tree = justhtml.JustHTML(html, fragment=True, sanitize=False)
    assert [node.name for node in tree.query("*") if not node.name.startswith("#")] == ours
