"""Every error a person can cause or meet, and nothing else.

    BylineError                  what happened, the value, the next command
    ├── SettingsError            a flag, variable or config file does not make sense
    ├── InputError               a file or argument byline was given cannot be used
    ├── WorkspaceError
    │   ├── NotAWorkspaceError   no byline.toml here
    │   ├── WorkspaceLockedError another byline is writing in this folder
    │   ├── FormatVersionError   the folder was made by a newer byline
    │   ├── StorageError         the disk refused a write; carries the words that were not saved
    │   └── HandEditError        an edited file does not validate: file, line, field
    ├── LedgerError
    │   ├── UnknownFactError     no fact has this id
    │   └── QuoteError           a quote is not a verbatim part of its source
    ├── KnowledgeError           notes or index cannot be used
    ├── PromptError              a prompt file is wrong, or was given wrong inputs
    └── ModelError
        ├── ModelMissingError    no model is configured or installed
        ├── ModelUnreachableError  network, time-out, rate limit, after bounded retries
        ├── ModelAuthError       the service refused the key
        ├── TruncatedError       the completion hit its length limit
        ├── RefusedError         the model declined to answer
        └── StructuredOutputError  no valid object after one repair

The command line prints these without a traceback; anything else that escapes is a bug.
"""

from __future__ import annotations

from pathlib import Path


class BylineError(Exception):
    """An expected failure: one sentence, the offending value, and what to run next.

    `what` is a sentence without final punctuation; `value` is shown with `repr`;
    `next_step` is a command or an action the person can take now. `exit_code` is what the command
    line leaves with; commands whose exit codes mean something set another.
    """

    exit_code = 1

    def __init__(self, what: str, *, value: object = None, next_step: str = "") -> None:
        self.what = what
        self.value = value
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        shown = "" if self.value is None else f"：{self.value!r}"
        advice = f"\n下一步：{self.next_step}" if self.next_step else ""
        return f"{self.what}{shown}{advice}"


class SettingsError(BylineError):
    """A flag, an environment variable or a config file does not make sense."""


class InputError(BylineError):
    """A file or argument byline was given cannot be used."""


class WorkspaceError(BylineError):
    """Something about the person's folder."""


class NotAWorkspaceError(WorkspaceError):
    """The folder holds no byline.toml."""


class WorkspaceLockedError(WorkspaceError):
    """Another process is writing in this workspace."""


class FormatVersionError(WorkspaceError):
    """The workspace was made by a newer byline."""


class StorageError(WorkspaceError):
    """A write did not reach the disk; `unsaved` holds the words that were in it."""

    def __init__(
        self, what: str, *, value: object = None, next_step: str = "", unsaved: str = ""
    ) -> None:
        super().__init__(what, value=value, next_step=next_step)
        self.unsaved = unsaved


class HandEditError(WorkspaceError):
    """A file edited by hand does not validate; it is left exactly as it is."""

    def __init__(self, path: Path, *, line: int | None, field: str, problem: str) -> None:
        self.path = path
        self.line = line
        self.field = field
        self.problem = problem
        place = f"{path.name} 第 {line} 行" if line else path.name
        super().__init__(
            f"{place}，字段 {field or '（整个文件）'} 不对：{problem}",
            next_step=f"改好 {path} 再运行一次；byline 没有动这个文件",
        )


class LedgerError(BylineError):
    """Something about facts and their sources."""


class UnknownFactError(LedgerError):
    """No fact has this id."""


class QuoteError(LedgerError):
    """A quote is not a verbatim part of the source it names."""


class KnowledgeError(BylineError):
    """The notes or their index cannot be used."""


class PromptError(BylineError):
    """A prompt file is wrong, or was given wrong inputs."""


class ModelError(BylineError):
    """A model call did not give a usable answer."""


class ModelMissingError(ModelError):
    """No model is configured or installed."""


class ModelUnreachableError(ModelError):
    """The service did not answer within the bounded retries."""


class ModelAuthError(ModelError):
    """The service refused the key."""


class TruncatedError(ModelError):
    """The completion hit its length limit; half an answer is not an answer."""


class RefusedError(ModelError):
    """The model declined to answer."""


class StructuredOutputError(ModelError):
    """No valid object came back, not even after one repair."""
