"""The template environment: always escaping, strict, translated, and sure of the newest static files."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from gettext import NullTranslations
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from blog.languages.catalog import direction, figure, locale_of, spoken, translate, translations
from blog.languages.dates import Dates, wait_in_words
from blog.languages.sentences import Sentence
from blog.markup.stored import for_titles_of_rss, json_in_html, stored
from blog.web.fragments import Fragments, remembering
from blog.web.settling import SettlingEnvironment
from blog.web.statics import version_of

PACKAGE = Path(__file__).resolve().parent.parent


def packed_or_checkout(name: str) -> Path:
    """The folder `templates` or `static`: inside an installed wheel, or beside the package in a checkout."""
    packed = PACKAGE / f"_{name}"
    return packed if packed.is_dir() else PACKAGE.parent / name


class Templates:
    """Renders pages; one environment a language, made once."""

    def __init__(self, fragments: Fragments | None = None) -> None:
        self.static = packed_or_checkout("static")
        self._versions = _versions_of(self.static)
        self._environments: dict[str, Environment] = {}
        self._dates: dict[tuple[str, str], Dates] = {}
        self._remembered = remembering(fragments or Fragments())

    def render(self, template: str, language: str, time_zone: str, now: datetime, context: dict[str, Any]) -> str:
        """The page as text. Dates in `context` are aware and shown in `time_zone`."""
        environment = self._environment(language)
        dates = self.dates_for(language, time_zone)
        return environment.get_template(template).render({"dates": dates, "now": now, **context})

    def asset(self, name: str) -> str:
        """The address of a static file; it changes with the file, so that browsers may keep it for ever."""
        return f"/static/{quote(name)}?v={self._versions[name]}"

    def dates_for(self, language: str, time_zone: str) -> Dates:
        key = (language, time_zone)
        if key not in self._dates:
            self._dates[key] = Dates(language, time_zone)
        return self._dates[key]

    def _environment(self, language: str) -> Environment:
        if language not in self._environments:
            self._environments[language] = self._make_environment(language)
        return self._environments[language]

    def _make_environment(self, language: str) -> Environment:
        catalogue = translations(language)

        def finalize(value: Any) -> Any:
            return translate(value, catalogue) if isinstance(value, Sentence) else value

        environment = SettlingEnvironment(
            loader=FileSystemLoader(packed_or_checkout("templates")),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=finalize,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
        for name in ("gettext", "ngettext"):
            environment.globals[name] = _speaking(environment.globals[name], catalogue)
        # Newstyle messages are put together with their values, so a sign of per cent is written twice in them.
        environment.settled = {"_": lambda text: catalogue.gettext(text) % {}, "asset": self.asset}
        environment.globals.update(asset=self.asset, remembered=self._remembered)
        environment.globals.update(direction=direction, locale_of=locale_of)
        environment.filters.update(stored=stored, ago=lambda wait: translate(wait_in_words(_positive(wait)), catalogue))
        environment.filters.update(DATE_FILTERS)
        environment.filters.update(figure=lambda number, *pattern: figure(number, catalogue, *pattern))
        environment.filters.update(for_titles_of_rss=for_titles_of_rss, json_in_html=json_in_html)
        return environment


def _speaking(message: Any, catalogue: NullTranslations) -> Any:
    """Jinja's gettext and ngettext, with sentences among their values in the catalogue's language too."""

    @pass_context
    def put_together(context: Context, *texts: Any, **values: Any) -> Any:
        said = {name: spoken(value, catalogue) for name, value in values.items()}
        return message(context, *texts, **said)

    return put_together


def _positive(wait: timedelta) -> timedelta:
    return max(wait, timedelta(0))


@pass_context
def _day(context: Context, moment: datetime) -> str:
    return _dates(context).day(moment)


@pass_context
def _date(context: Context, moment: datetime) -> str:
    return _dates(context).date(moment)


@pass_context
def _moment(context: Context, moment: datetime) -> str:
    return _dates(context).moment(moment, context["now"])


@pass_context
def _appointment(context: Context, moment: datetime) -> str:
    return _dates(context).appointment(moment, context["now"])


@pass_context
def _iso(context: Context, moment: datetime) -> str:
    return _dates(context).iso(moment)


def _rfc822(moment: datetime) -> str:
    """A time as RSS has it, in English and in UTC."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _dates(context: Context) -> Dates:
    dates: Dates = context["dates"]
    return dates


# Each finds the page's own `dates` (language and time zone) in its context.
DATE_FILTERS: dict[str, Any] = {
    "day": _day,
    "date": _date,
    "moment": _moment,
    "appointment": _appointment,
    "iso": _iso,
    "rfc822": _rfc822,
}


def _versions_of(folder: Path) -> dict[str, str]:
    versions: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            versions[path.relative_to(folder).as_posix()] = version_of(path.read_bytes())
    return versions
