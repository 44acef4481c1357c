"""The entry of `footfall`: the collector of garbage is switched off before anything heavy is loaded.

A start makes a few hundred thousand objects that stay; to look through them again and again costs a tenth of the time.
Commands that live longer than one answer switch it on again, the server once it is ready.
"""

import gc


def main() -> None:
    """Run the command line and exit."""
    gc.disable()
    from assistant.cli import main as run  # noqa: PLC0415 (what it loads is why the collector is off)

    run()


if __name__ == "__main__":
    main()
