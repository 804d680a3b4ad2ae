"""The desk's page of the menu: every link with its name, moved, taken out, or put in."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.responses import Response

from blog.accounts.models import Account
from blog.languages.sentences import Sentence, say
from blog.moderation.changed_menu import noting_menu
from blog.posts import menu
from blog.posts.listing import list_editable
from blog.posts.menuforms import LONGEST_LABEL, LinkForm, read_label
from blog.posts.models import PostKind
from blog.posts.tags import list_tags
from blog.web.rendering import desk_page, go_to
from blog.web.visits import Visit

MENU = "/desk/menu"
MOST_PAGES = 200
WAYS = {"up": menu.UP, "down": menu.DOWN}
KINDS = {
    "page": say("Page"),
    "tag": say("Tag"),
    "home": say("The front page"),
    "address": say("Address"),
}
DONE = {
    "added": say("The link is in the menu. Every page shows it now."),
    "moved": say("Moved. Every page shows the new order now."),
    "named": say("Renamed."),
    "removed": say("Taken out of the menu. What it led to stays where it is."),
    "let-go": say("The menu comes by itself again: the pages that are published."),
}
NOTHING = say("Choose what to do with this link.")
TOO_LONG = say("A name has at most %(most)s characters.", most=LONGEST_LABEL)


def show_menu(db: Session, visit: Visit) -> Response:
    return _page(db, visit, LinkForm(), done=DONE.get(visit.query.get("done", "")))


def change_menu(db: Session, visit: Visit) -> Response:
    action, by = visit.form.get("action") or "name", visit.person.id
    if action == "add":
        form = LinkForm.read(visit.form)
        if form.complaints:
            return _page(db, visit, form, 422)
        with noting_menu(db, visit.person, visit.now):
            menu.add_link(db, form.target, form.label, by, visit.now)
        return go_to(f"{MENU}?done=added")
    if action == "let-go":
        with noting_menu(db, visit.person, visit.now):
            menu.let_go(db, by, visit.now)
        return go_to(f"{MENU}?done=let-go")
    return _change_one(db, visit, action, visit.person)


def _change_one(db: Session, visit: Visit, action: str, by: Account) -> Response:
    """Whoever goes by the keyboard comes back to the link they changed."""
    key, label = visit.form.get("entry"), read_label(visit.form.get("label"))
    if action in WAYS:
        with noting_menu(db, by, visit.now):
            entry = menu.move_link(db, key, WAYS[action], by.id, visit.now)
        return go_to(f"{MENU}?done=moved#link-{entry.id}")
    if action == "remove":
        with noting_menu(db, by, visit.now):
            menu.remove_link(db, key, by.id, visit.now)
        return go_to(f"{MENU}?done=removed")
    if action != "name" or len(label) > LONGEST_LABEL:
        problem = TOO_LONG if action == "name" else NOTHING
        return _page(db, visit, LinkForm(), 422, problem=problem, typed=(key, label))
    with noting_menu(db, by, visit.now):
        entry = menu.name_link(db, key, label, by.id, visit.now)
    return go_to(f"{MENU}?done=named#link-{entry.id}")


def _page(
    db: Session,
    visit: Visit,
    form: LinkForm,
    status: int = 200,
    done: Sentence | None = None,
    problem: Sentence | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    """typed: the key of a link and the name that was refused for it."""
    pages, _ = list_editable(db, visit.person, PostKind.PAGE, limit=MOST_PAGES)
    tags, _ = list_tags(db)
    return desk_page(
        visit,
        "posts/menu.html",
        status,
        title=say("Menu"),
        entries=menu.list_entries(db, visit.site),
        own=visit.site.own_menu,
        kinds=KINDS,
        form=form,
        pages=[(f"page-{page.id}", page.newest.title if page.newest else "") for page in pages],
        tags=[(f"tag-{one.tag.id}", one.tag.name) for one in tags],
        most_by_itself=menu.BY_ITSELF,
        done=done,
        problem=problem,
        typed=typed,
    )
