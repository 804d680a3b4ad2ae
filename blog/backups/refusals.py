"""What a backup or a restoration may be refused with: one sentence each, which says what is as it was."""

from __future__ import annotations

from blog.errors import Refusal
from blog.languages.sentences import Sentence


class BackupRefusal(Refusal):
    """The backup cannot be made or read."""

    def __init__(self, **values: object) -> None:
        self._values = values
        super().__init__(str(self.sentence))

    @property
    def sentence(self) -> Sentence:
        return Sentence(" ".join((type(self).__doc__ or "").split()), self._values)


class TargetExists(BackupRefusal):
    """There is already something at %(place)s, and a backup never replaces anything; choose another name."""


class CannotWrite(BackupRefusal):
    """The backup could not be written: %(place)s: %(why)s. No half file was left behind."""


class NothingToBackUp(BackupRefusal):
    """There is no blog to back up here yet."""


class DatabaseDamaged(BackupRefusal):
    """No backup was made, because the database itself is not sound: %(why)s. Earlier backups were kept."""


class CannotRead(BackupRefusal):
    """The backup cannot be read: %(place)s: %(why)s. Nothing was changed."""


class BackupDamaged(BackupRefusal):
    """%(name)s is not a whole backup: %(why)s. Nothing was changed."""

    def __init__(self, name: str, why: Sentence) -> None:
        self.why = why
        super().__init__(name=name, why=why)


class BackupTooNew(BackupRefusal):
    """%(name)s was made by a newer Afterword (schema %(revision)s); upgrade the program first. Nothing was changed."""


class OtherDatabase(BackupRefusal):
    """%(name)s holds a blog on %(held)s, but BLOG_DATABASE_URL names %(named)s. Nothing was changed."""


class PlaceNotEmpty(BackupRefusal):
    """A backup is only restored into an empty place, and %(place)s is not empty. Nothing was changed."""


class CannotRestore(BackupRefusal):
    """The backup could not be restored: %(place)s: %(why)s. The place is as empty as it was."""


class ProgramMissing(BackupRefusal):
    """%(program)s is not installed; install the client programs of PostgreSQL, of version %(wanted)s or newer."""


class ProgramTooOld(BackupRefusal):
    """%(program)s is of version %(found)s, and version %(wanted)s is needed; install PostgreSQL's client programs."""


class ProgramFailed(BackupRefusal):
    """%(program)s could not do it: %(why)s. Nothing was changed."""
