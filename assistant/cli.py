"""`footfall`: the command line. Exit codes: 0 answered or help, 1 refused, declined or asked back, 2 usage, 3 internal.

What a command needs is imported when it runs: `footfall ask` loads no page, no model and no build.
"""

import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

import typer

from assistant.commands import asking
from assistant.commands.access import COMMON
from assistant.commands.words import in_language, say
from guardrails.audit import AuditUnavailable
from warehouse.secret import home

USAGE, INTERNAL, INTERRUPTED = 2, 3, 130
_AT_ONCE = ("ask", "sql", "check")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    in_language(given)
    _log_to_file()
    ordered = common_options_last(given)
    one_answer = ordered[:1] and ordered[0] in _AT_ONCE
    if not one_answer and ordered[:1] != ["serve"]:
        gc.enable()
    code = _run(lambda: _app(ordered)(args=ordered, prog_name="footfall"))
    if arguments is None and one_answer:
        _end(code)
    sys.exit(code)


def _end(code: int) -> NoReturn:
    """End at once: these commands have closed their files, and to take the interpreter apart would only cost time."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _log_to_file() -> None:
    """Internal errors go to a file that its owner alone can read; the answer names their reference."""
    with suppress(OSError):
        home().mkdir(mode=0o700, parents=True, exist_ok=True)
    logging.raiseExceptions = False
    log = logging.getLogger("footfall")
    debug = os.environ.get("FOOTFALL_DEBUG")
    handler = logging.StreamHandler() if debug else logging.FileHandler(home() / "footfall.log", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.propagate = False


def common_options_last(arguments: Sequence[str]) -> list[str]:
    """Common options may stand before the command: they are moved behind its own arguments."""
    rest, leading = list(arguments), list[str]()
    while rest and rest[0].split("=")[0] in COMMON:
        taken = 1 if "=" in rest[0] else 2
        leading, rest = leading + rest[:taken], rest[taken:]
    at = rest.index("--") if "--" in rest else len(rest)
    return [*rest[:at], *leading, *rest[at:]]


def _app(arguments: Sequence[str]) -> typer.Typer:
    """The commands; where one of asking is wanted, those alone, because to describe all takes as long as to answer."""
    app = typer.Typer(
        help=say("help.app"), no_args_is_help=True, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
    )  # fmt: skip
    asking.add_to(app)
    if arguments[:1] and arguments[0] in _AT_ONCE:
        return app
    from assistant.commands import auditing, judging, making, proving, registering, reporting, serving, showing

    for module in (judging, making, reporting, proving, serving, showing, auditing, registering):
        module.add_to(app)
    return app


def _run(command: Callable[[], object]) -> int:
    """The exit code; what the world did wrong becomes one sentence, not a traceback."""
    try:
        command()
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else INTERNAL
    except AuditUnavailable as unavailable:
        return _stopped(unavailable.message[say.language])
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _stopped(say("world.interrupted"))
        return INTERRUPTED
    except OSError as error:
        return _stopped(say("world.os", error=error))
    except Exception as error:
        return _world_or_bug(error)
    return 0


def _world_or_bug(error: Exception) -> int:
    from warehouse.engine import WarehouseUnavailable

    if isinstance(error, WarehouseUnavailable):
        return _stopped(error.message[say.language], USAGE)
    if os.environ.get("FOOTFALL_DEBUG"):
        raise error
    return _stopped(say("world.bug", error=f"{type(error).__name__}: {error}"))


def _stopped(sentence: str, code: int = INTERNAL) -> int:
    print(f"footfall: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    main()
