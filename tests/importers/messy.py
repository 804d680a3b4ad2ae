"""What people have left in their blogs in twenty years: bodies of posts as exports hold them, in all disorder."""

from __future__ import annotations

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
# As editors of twenty years have left it.
OLD = """<div dir="ltr" style="text-align: left;" trbidi="on">
<div class="separator" style="clear: both; text-align: center;">
<a href="https://1.bp.blogspot.com/x/s1600/kettle.png" imageanchor="1" style="margin-left: 1em;">
<img border="0" height="300" width="400" src="https://1.bp.blogspot.com/x/s400/kettle.png" /></a></div>
<span style="font-family: Georgia, serif;"><font color="#660000" size="4"><b>The first line</b></font></span>
<br /><br />
<center>In the middle</center><o:p></o:p><p class="MsoNormal">Words <i>of <b>several</i> kinds</b>.
<table border="1" cellpadding="4" width="90%"><tbody><tr><td bgcolor="#eee" align="center">1</td>
<td nowrap>2</td></tr>
<tr><td colspan="2"><ul><li>one<li>two</ul></td></tr></tbody></table>
<blockquote class="tr_bq">Quoted &nbsp; words</blockquote><a name='more'></a><h3>More</h3><h1>A second title</h1>
<script>alert(1)</script><style>p { color: red }</style><iframe src="https://video.example/embed/1"></iframe>
<a href="http://gone.example/a b?c=<d>">An old link</a> <a name="here" id="here">here</a><a href="#here">back</a>
<img src="http://lost.example/lost.gif" onerror="alert(2)"><pre>  code &lt;b&gt;</pre><hr size=1 noshade>
<marquee>moving</marquee><acronym title="as soon as possible">ASAP</acronym><u>under</u><strike>out</strike>
<form action="http://evil.example"><input name=q><button>Go</button></form></div>"""
# From the right to the left, with other directions in it, as two editors have marked it and a third has not.
ARABIC = """<div dir="rtl" style="text-align: right;" lang="ar"><h2>الغلاية الثانية</h2>
<p>اشترينا غلاية ثانية (a <i>second</i> kettle, 3 × 1,5 l) من السوق، والشاي
<a href="http://lost.example/tea">جاهز</a>.</p>
<ul><li>ماء</li><li>شاي</li></ul><blockquote>قال: «لا بأس».</blockquote>
<table><tr><th>اليوم</th><th></th></tr><tr><td>السبت</td><td>12</td></tr></table></div>
<p>كلمات لم يقل أحد في أي اتجاه تسير</p><p dir=auto>שלום, kettle!</p>
<img src="http://lost.example/شاي.png" alt="شاي">"""
# Words without spaces between them, small letters above them, and a line that is longer than any screen.
JAPANESE = f"""<p>東京タワーは高い。<ruby>薬缶<rp>(</rp><rt>やかん</rt><rp>)</rp></ruby>を二つ目に買いました。</p>
<p>{"湯を沸かすのに三分もかからない、" * 40}</p><h4>目次</h4><ol start="3"><li>水<li>茶</ol>
<p>{"ー" * 80}</p><p lang="zh-Hant">水壺</p><p><span lang="no-such-language-x">ｶﾀｶﾅ</span> 한국어 주전자</p>"""
EMOJI = "<p>👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣ 🇺🇾 " + "🫖" * 120 + "</p><p>Z͑͗͆a͓͂l͕͗g̅͐o</p><h2>🎉</h2>"
# What is wider than a telephone, whatever is done about it.
WIDE = f"""<p>{LONG_WORD} {"w" * 60} {"A" * 60}-{"B" * 60}</p><p>{"p" * 60_000}</p>
<p>http://lost.example/{"a" * 300}</p><a href="http://lost.example/{"b" * 300}">http://lost.example/{"b" * 300}</a>
<pre>{"c" * 300}\n\ttab</pre><p><code>{"d" * 200}</code></p><h2>{"E" * 70}</h2>
<table width=1200><caption>{"f" * 70}</caption><tr>{"".join(f"<th>Column {n}</th>" for n in range(14))}</tr>
<tr>{"".join(f"<td>{'g' * 20}</td>" for n in range(14))}</tr></table>
<table><tr><td><table><tr><td><table><tr><td>{"h" * 60}</td></tr></table></td></tr></table></td></tr></table>
<blockquote><blockquote><blockquote><ul><li><ul><li><ul><li>{"i" * 60}</ul></ul></ul></blockquote></blockquote>
</blockquote>
<dl><dt>{"j" * 60}<dd>{"k" * 60}</dl><img src="http://lost.example/{"l" * 200}.png" alt="{"m" * 70}">"""
# What no checker of accessibility would let pass as it stands.
BARE = """<a href="http://lost.example/"></a><a href="http://lost.example/2"><img src="http://lost.example/2.png"></a>
<h2></h2><h6>Far down</h6><h5></h5><li>alone</li><dt>term</dt><dd>by itself</dd><td>a cell</td>
<table><tr><th></th><td></td></tr></table><table role="presentation"><tr><td>laid out</td></tr></table>
<p id="content" class="skip" role="alert" tabindex="5" aria-hidden="true">named</p><p id="content">twice</p>
<label for="f-body">Body</label><input type="text" name="body"><select><option>1</select><textarea></textarea>
<map name="m"><area href="http://lost.example/"></map><video src="http://lost.example/a.mp4" autoplay></video>
<object data="http://lost.example/a.swf"><embed src="http://lost.example/a.swf"></object><svg><circle r="1"/></svg>
<a href="javascript:alert(3)">run</a><a href="file:///C:/a.doc">disk</a><a href="http://lost.example/beside">beside</a>
<a href="//lost.example/3">half</a><a href="mailto:sol@example.org">letter</a><a href="#nowhere">nowhere</a>
<details><summary>Folded</summary>inside</details><font color="#eeeeee">faint</font><blink>on and off</blink>
<ul>words<p>in a list</p><li>and a point</li></ul><b><p>bold <i>paragraphs</p></b> go on</i>
<img src="data:image/png;base64,AAAA" alt="">
<img width=1 height=1 src="http://count.example/1.gif?me"><base href="/x/">
<meta http-equiv=refresh content="0;url=http://evil.example/"><link rel=stylesheet href="http://evil.example/a.css">
<br><br><br><br><p>&nbsp;</p><p></p><div><div><div></div></div></div>&bogus; &#0; &#x202e; AT&T <3 a < b"""
# What closes whatever it stands in, in every place that is filled from an export.
BREAKERS = "</textarea></title></script></style>--></a>\"'`>]]></bdi></article>"
EVIL = f"{BREAKERS}<script>hit()</script><img src=http://lost.example/hit onerror=hit()><b id=hit style=color:red>Seen"
# What is not for readers, under words that are looked for on every page.
HIDDEN = ("hidden-draft", "hidden-pending", "hidden-spam", "hidden-trash", "hidden-under-draft", "hidden-later")

SHORTCODES = (
    """[caption id="attachment_9" align="alignleft" width="3000"]<a href="http://lost.example/wide.jpg"><img
 class="size-full wp-image-9" src="http://lost.example/wide.jpg" width="3000" /></a> A caption with <em>words
</em>[/caption]

[gallery ids="9,10" columns="2"]

[youtube https://www.youtube.com/watch?v=abc] and [contact-form-7 id="1" title="Write to us"] [/b][b]

https://vimeo.com/123

[code lang="python"]
print(1 < 2, '[gallery]')  # """
    + "x" * 150
    + """
[/code]

[[escaped]] [caption]unclosed [audio src="http://lost.example/a.mp3"] [embed]http://lost.example/e[/embed]

Above the fold.
<!--more Go on-->
Below it.<!--nextpage-->The next page.
<table>

<tr>

<td>a

b</td></tr></table>"""
)
BLOCKS = """<!-- wp:heading {"level":2} -->
<h2 class="wp-block-heading">Blocks</h2>
<!-- /wp:heading -->
<!-- wp:columns --><div class="wp-block-columns"><!-- wp:column --><div class="wp-block-column" style="flex-basis:66%">
<!-- wp:paragraph {"dropCap":true} --><p class="has-drop-cap has-red-color">Left</p><!-- /wp:paragraph --></div>
<!-- /wp:column --></div><!-- /wp:columns -->
<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td>
</tr></tbody>
</table><figcaption>Said of it</figcaption></figure><!-- /wp:table -->
<!-- wp:embed {"url":"https://films.example/1"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://films.example/1
</div></figure><!-- /wp:embed --><!-- wp:latest-posts /-->
<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button">
<a class="wp-block-button__link">Nowhere</a>
</div></div><!-- /wp:buttons --><!-- wp:image {"id":9} --><figure class="wp-block-image size-large"><img
 src="http://lost.example/x.jpg" alt=""/><figcaption>Lost</figcaption></figure><!-- /wp:image -->
<!-- wp:quote --><blockquote class="wp-block-quote"><p>Said</p><cite>Somebody</cite></blockquote><!-- /wp:quote -->
<!-- wp:html --><iframe width="900" height="500" src="https://video.example/embed/2" allowfullscreen></iframe>
<!-- /wp:html -->
<!-- wp:code --><pre class="wp-block-code"><code>&lt;b&gt; [gallery]</code></pre><!-- /wp:code -->"""
