"""What a command says when it could not do what was asked: one sentence about what is wrong and what would be right,
never a trace. `KEZHOU_TRACE=1` shows the trace, for whoever looks for a fault in Kezhou itself."""

import errno
import os
import sys
import traceback

from kezhou.kernel.errors import KezhouError

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C ended."""
_FILES = {
    errno.ENOENT: "there is no such file or folder",
    errno.EISDIR: "this is a folder, a file is expected",
    errno.ENOTDIR: "a part of this path is no folder",
    errno.EACCES: "this may not be opened by the user who runs the command",
    errno.EPERM: "this may not be done by the user who runs the command",
    errno.EROFS: "this lies on a disk that cannot be written",
    errno.ENOSPC: "the disk is full",
    errno.EFBIG: "the file would be larger than the system allows",
    errno.ENAMETOOLONG: "this name is too long",
}


def tell(command: str, error: BaseException) -> int:
    """Write the sentence to standard error; the exit code."""
    if isinstance(error, BrokenPipeError):
        # Whoever read the output has enough; nothing can be written to the pipe again, not even by Python's own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    if isinstance(error, KeyboardInterrupt):
        sys.stderr.write(f"\nkezhou {command}: interrupted. What was already saved stays saved.\n")
        return INTERRUPTED
    sys.stderr.write(f"kezhou {command}: {sentence(error)}\n")
    for one in getattr(error, "errors", ()):
        sys.stderr.write(f"  {one.path}: {one.message}\n")
    if os.environ.get("KEZHOU_TRACE") == "1":
        traceback.print_exception(error)
    return 1


def sentence(error: BaseException) -> str:
    """What is wrong, in one sentence, and what would be right where that can be known."""
    if isinstance(error, KezhouError):
        return _refusal(error)
    if isinstance(error, OSError) and error.errno in _FILES:
        return f"{error.filename2 or error.filename or 'a file'}: {_FILES[error.errno]}."
    if isinstance(error, ImportError):
        return f"{error}. KEZHOU_EXTRA_APPS may name only packages that are installed."
    database = _database(error)
    if database is not None:
        return database
    if isinstance(error, RuntimeError | ValueError | OSError) or type(error).__name__ == "ImproperlyConfigured":
        return str(error) or type(error).__name__
    return (
        f"this was not foreseen: {type(error).__name__}: {error}. Nothing is half done: what was not finished is taken"
        " back. KEZHOU_TRACE=1 shows where it happened."
    )


def _refusal(error: KezhouError) -> str:
    """What a person would read of it; a code without words gets those of the API."""
    if str(error.message):
        return str(error.message)
    from kezhou.http.problems import TITLES, WORDS

    return str(WORDS.get(error.code) or TITLES.get(error.status) or error.code)


def _database(error: BaseException) -> str | None:
    """A database that does not answer, or that was not prepared, as seen through Django or psycopg itself."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    said = " ".join(str(error).split())
    if "OperationalError" in kinds or "InterfaceError" in kinds:
        whose = "DATABASE_URL" if os.environ.get("DATABASE_URL") else "The database of this instance"
        return f"the database cannot be reached. {whose} was tried: {said[:500]}"
    if "ProgrammingError" in kinds and "does not exist" in said:
        return f"the database is not prepared for this version; run `kezhou migrate` first ({said[:200]})"
    if "ProgrammingError" in kinds and "permission denied" in said:
        return (
            "the database does not let this role do that. DATABASE_OWNER_URL names the owner, who migrates and gives"
            f" the role of DATABASE_URL its rights ({said[:200]})"
        )
    return None
