"""The demo's words: a small paper's posts, and what its readers say under them."""

from __future__ import annotations

from dataclasses import dataclass

TITLE = "The Long Table"
TAGLINE = "Notes on work that people do together, and on what keeps them at it."

# (e-mail, name, role); example.org can never be anybody's address.
CAST = (
    ("ada@example.org", "Ada Merrin", "owner"),
    ("nia@example.org", "Nia Bello", "moderator"),
    ("omar@example.org", "Omar Lund", "author"),
)


@dataclass(frozen=True)
class DemoPost:
    key: str
    author: str
    days_ago: float
    title: str
    tags: str
    body: str
    comments: str = ""
    action: str = "publish"


@dataclass(frozen=True)
class DemoComment:
    """`status` is what becomes of it; `answers` names another comment's key; `edit` is sent after it was decided."""

    key: str
    post: str
    name: str
    hours_after: float
    body: str
    status: str = "approved"
    answers: str = ""
    email: str = ""
    website: str = ""
    reason: str = ""
    edit: str = ""
    withdrawn: bool = False


POSTS = (
    DemoPost(
        "kettle",
        "ada@example.org",
        1.1,
        "The second kettle",
        "Repair, Meetings",
        """HARROW FALLS, Vt.
November 20-22, 2026--

A hundred and ten people who mend things for their neighbours spent last weekend in the old grange hall, which is eighty more than the hall's kettle was built for. By Saturday noon somebody had driven home for a second one, and by Saturday night it had a label: *belongs to everybody, ask Ruth*.

They had come to compare notes. Every table began alike, with a borrowed room and one person who could not see a lamp thrown out. What nobody had known until they pinned their towns on one map was how many of them there were. I counted thirty-four pins before supper.

The talk was less about tools than about keeping at it. A table is easy to open and hard to keep open: rooms get sold, the machinist moves to be near her grandchildren, insurance discusses itself. The ones that had lasted ten years shared a dull secret, a rota, a ledger, and someone whose job it is to telephone whoever did not come.

Marguerite Osei, who has run the Port Ansel table since the flood, was asked for a last word and stood up without notes:
"In the first year we thought we were saving toasters. Then we thought we were saving money. I have sat there for eleven winters, and what I have seen mended, mostly, is the habit of asking." Nobody clapped at once, which in that room was a compliment.

By Ada Merrin
longtable.example.org

For more information, see the map of tables and their opening days, www.longtable.example.org/map
""",
    ),
    DemoPost(
        "clipboard",
        "omar@example.org",
        4,
        "In defence of the clipboard",
        "Meetings",
        """Every group I have watched outlive its founder had one person with a clipboard, and every group that did not had decided it was above such things.

The clipboard is not power. It is the opposite: whoever holds it can be asked. *Did we order the chairs?* Look it up. *Who said they would write to the council?* Look it up, and then look at them, kindly.

> A list is a promise with somebody's name on it.

We keep ours in a drawer under the till. There are nineteen years in it, and on the first page, in green ink, the words "bring own cup".
""",
    ),
    DemoPost(
        "ferry",
        "ada@example.org",
        11,
        "What the ferry timetable leaves out",
        "Islands",
        """The printed sheet says that the 7:40 leaves at 7:40. What it leaves out is that Dougal waits for the nurse, that everyone knows it, and that nobody has ever written it down.

I asked the company. They said the 7:40 leaves at 7:40. I asked Dougal. He said so too, and winked at the nurse.

There is a kind of service that exists only as long as it is not a service. Put it in the timetable and somebody will measure it; measure it and somebody will save it away. So I will not say here how long he waits, or on which mornings, and if you are from the company: it leaves at 7:40.
""",
    ),
    DemoPost(
        "soup",
        "omar@example.org",
        19,
        "Minutes of a meeting that went well",
        "Meetings, Food",
        """Item one took four minutes. I have gone back over my notes to find out what we did differently, and I think it was the soup.

1. Soup was served before the agenda, not after.
2. The chair could not talk with her mouth full.
3. Nobody likes to argue with a spoon in their hand.

Item two, the roof, took eleven minutes and was decided. We are going to try lentils next time and will report.
""",
    ),
    DemoPost(
        "keys",
        "ada@example.org",
        33,
        "Nine keys and one door",
        "Keeping",
        """The reading room has one door and nine keys, and for a year nobody could say where the ninth was. It turned up in October in a coat that had been given away, in a town forty miles off, and it came back by post with a note: *I tried every door I know, it must be yours.*

This page takes no more comments; the note said all that can be said.
""",
        comments="closed",
    ),
    DemoPost(
        "seeds",
        "omar@example.org",
        0,
        "How the seed swap keeps its books",
        "Keeping, Gardens",
        """A draft, to show what a draft looks like: readers cannot see it, and its comments rule waits with it.

*To ask Ruth:* may I quote the bean numbers?
""",
        action="save",
    ),
)

COMMENTS = (
    DemoComment(
        "ledger",
        "kettle",
        "Sol Okafor",
        2,
        "We kept ours going through two evictions, and the ledger is the part I would fight for. You look up what "
        "you did about a sewing machine in 2017, and there is the name of the man who had the belt.\n\nDid anybody "
        "talk about where the ledgers go when a table closes?",
        email="sol@example.org",
        website="https://corrie-menders.example/",
    ),
    DemoComment(
        "attics",
        "kettle",
        "Ada Merrin",
        3.5,
        "Yes, and it was the saddest half hour of the weekend. Two are in attics. One went to the county archive, "
        "which was *delighted* and has shelved it under “Appliances, misc.”",
        answers="ledger",
        email="ada@example.org",
    ),
    DemoComment(
        "misc",
        "kettle",
        "Sol Okafor",
        9,
        "Then I will write to the county archive. Misc. is exactly where I would want to be found.",
        answers="attics",
        email="sol@example.org",
    ),
    DemoComment(
        "sheet",
        "kettle",
        "Jun Takeda",
        12,
        "Ours is a spreadsheet now. It survives everything except somebody sorting one column.",
        answers="ledger",
    ),
    DemoComment("taken", "kettle", "Petra Holm", 13, "I think the insurers are the villains here.", withdrawn=True),
    DemoComment(
        "premium",
        "kettle",
        "Ruth Engel",
        15,
        "I do not think they are. Ours came to see the table, mended a kettle lid, and halved the premium.",
        answers="taken",
    ),
    DemoComment("organ", "kettle", "Tomasz Weir", 18, "The pump organ was mine. It now wheezes in tune."),
    DemoComment("mywords", "clipboard", "Ruth Engel", 5, "I am the person with the clipboard. I was not consulted."),
    DemoComment(
        "green",
        "clipboard",
        "Isla Duthie",
        30,
        "The green ink was my father's. He would like it known that he also brought the cups.",
        edit="The green ink was my father's. He would like it known that he also brought *all* the cups, until 1994.",
    ),
    DemoComment(
        "waited",
        "ferry",
        "Mhairi Innes",
        20,
        "He waited for my mother for nineteen years, and then for me, and I never once thought to ask.",
    ),
    DemoComment(
        "service",
        "ferry",
        "Isla Duthie",
        44,
        "Nobody has written it down because the day it is written down it becomes a service, and then it can be cut.",
        answers="waited",
    ),
    DemoComment(
        "loud",
        "ferry",
        "hannah k",
        50,
        "TIMETABLES ARE FOR PEOPLE WHO DO NOT KNOW ANYONE",
        "rejected",
        reason="All in capitals, twice that day",
    ),
    DemoComment("typo", "ferry", "Dougal's cousin", 51, "test test is this on", "deleted", reason="A test"),
    DemoComment(
        "watches",
        "soup",
        "RolexDirect",
        7,
        "Great post! Luxury watches at 90 % off https://best-time.example/sale https://best-time.example/now",
        "spam",
        website="https://best-time.example/",
    ),
    DemoComment("lentils", "soup", "Jun Takeda", 26, "Lentils are for rivals. Try barley."),
    DemoComment("note", "keys", "Mhairi Innes", 40, "I know that coat."),
    # waiting: what a moderator finds on the first morning
    DemoComment(
        "clearances",
        "kettle",
        "Bernard Lisle",
        20,
        "They go to people like me. I clear houses in three counties and have eleven of these ledgers in a cupboard, "
        "because I could not put them in a skip. If anyone wants theirs back, write to me at "
        "https://lisle-clearances.example and I will post it.",
        "pending",
        answers="ledger",
        email="bernard@example.org",
    ),
    DemoComment(
        "school",
        "kettle",
        "Maren Skov",
        22,
        "Our table closed last spring and the ledger went to the school. The children use it to look up who can fix "
        "a bicycle, and then go and knock.",
        "pending",
    ),
    DemoComment(
        "barley",
        "soup",
        "Odile Brun",
        400,
        "Barley is right, and bread on the table before it.",
        "pending",
        answers="lentils",
    ),
    DemoComment(
        "again",
        "clipboard",
        "RolexDirect",
        60,
        "Great post! Luxury watches at 90 % off https://best-time.example/sale https://best-time.example/now",
        "pending",
        website="https://best-time.example/",
    ),
    DemoComment(
        "boilers",
        "ferry",
        "Cheap Boilers",
        120,
        "We also wait for nurses. https://boilers.example/a https://boilers.example/b https://boilers.example/c "
        "https://boilers.example/d",
        "pending",
        website="https://boilers.example/",
    ),
)
