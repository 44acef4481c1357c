"""A progress bar for a build on a terminal. Import it where it is shown: it loads rich."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from warehouse.build import Progress
from warehouse.catalog import Language


@contextmanager
def progress_bar(language: Language = "en") -> Iterator[Progress]:
    """Shows a bar while the block runs and yields what `build` calls after each step."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("")
        yield lambda step, done, total: bar.update(task, description=step[language], completed=done, total=total)
