"""Reads the forms of a page as a browser does: fields inside their form, the button that was pressed."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class PageForm:
    """A form on a page; `fields` are its successful controls in order, `buttons` its submit buttons."""

    action: str
    method: str
    id: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, label
    names: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        return next((value for known, value in self.fields if known == name), "")

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.fields if known == name]

    def filled(self, button: str | None = None, **changes: str) -> list[tuple[str, str]]:
        """What a browser sends: the fields with `changes`, and the named button (else the first)."""
        for name in changes:
            assert name in self.names, f"the form has no field {name}: {self.names}"
        data = [(name, value) for name, value in self.fields if name not in changes]
        data += list(changes.items())
        if self.buttons:
            pressed = self.buttons[0]
            if button is not None:
                pressed = next(known for known in self.buttons if button in known)
            if pressed[0]:
                data.append((pressed[0], pressed[1]))
        return data


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._area: str | None = None
        self._text = ""
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._button: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(given.get("action", ""), given.get("method", "get").lower(), given.get("id", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "input":
            self._input(self._form, given)
        elif tag == "textarea":
            self._area, self._text = given.get("name", ""), ""
        elif tag == "select":
            self._select, self._options = given.get("name", ""), []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "button" and given.get("type", "submit") == "submit" and "disabled" not in given:
            self._button, self._text = (given.get("name", ""), given.get("value", "")), ""

    def _input(self, form: PageForm, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        form.names.append(name)
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        form.fields.append((name, given.get("value", "on" if kind == "checkbox" else "")))

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        form = self._form
        if form is None:
            return
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area is not None:
            # The first line end after the tag is no part of the text.
            form.names.append(self._area)
            form.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = [value for value, selected in self._options if selected] or [v for v, _ in self._options[:1]]
            form.names.append(self._select)
            form.fields += [(self._select, value) for value in chosen]
            self._select = None
        elif tag == "button" and self._button is not None:
            form.buttons.append((*self._button, " ".join(self._text.split())))
            self._button = None


def read_forms(html: str) -> list[PageForm]:
    """Every form of the page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms
