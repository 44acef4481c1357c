"""The entry of `footfall`: before anything heavy is loaded, the collector of garbage is told to wait.

A start makes a few hundred thousand objects that stay; to look through them again and again costs a tenth of the time.
"""

import gc

_SELDOM = (50_000, 20, 100)


def main() -> None:
    """Run the command line and exit."""
    gc.set_threshold(*_SELDOM)
    from assistant.cli import main as run  # noqa: PLC0415 (what it loads is what the threshold is for)

    run()


if __name__ == "__main__":
    main()
