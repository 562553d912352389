"""Many map sheets by two presses at once: each paints half of the pages."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from scmap.errors import CancelledError
from scmap.model.layout import Layout
from scmap.progress import Progress, silent
from scmap.report.map_files import Named
from scmap.report.pdf_joining import join_pdfs
from scmap.report.press import Press
from scmap.store.replacing import replacing

MANY = 24  # pages from which on a second press is worth its start


def write_pages(
    pages: Sequence[Named],
    layout: Layout,
    path: Path,
    *,
    dpi: float,
    progress: Progress = silent,
) -> tuple[Path, ...]:
    """Write map sheets outside this process, see `scmap.report.map_files.write_sheets`.

    Raises
    ------
    ScmapError, CancelledError
        What that raises; when one half fails, the other is stopped.
    """
    if path.suffix.lower() == ".pdf" and len(pages) >= MANY and (os.cpu_count() or 1) > 1:
        with replacing(path) as draft, TemporaryDirectory(prefix="scmap-") as folder:
            middle = (len(pages) + 1) // 2
            halves = (pages[:middle], pages[middle:])
            join_pdfs(_written(halves, layout, Path(folder), dpi, progress), draft)
        progress(1.0)
        return (path,)
    with Press() as press:
        return press.write(pages, layout, path, dpi=dpi, progress=progress)


def _written(
    halves: Sequence[Sequence[Named]], layout: Layout, folder: Path, dpi: float, progress: Progress
) -> list[Path]:
    """Write each half as a PDF of its own, both at once."""
    shares = [0.0] * len(halves)
    presses = [Press() for _ in halves]

    def write(place: int) -> Path:
        def tell(share: float, /) -> None:
            shares[place] = share
            progress(0.98 * sum(shares) / len(shares))

        file = folder / f"{place}.pdf"
        try:
            presses[place].write(halves[place], layout, file, dpi=dpi, progress=tell)
        except BaseException:
            for press in presses:
                press.close()
            raise
        return file

    try:
        with ThreadPoolExecutor(len(halves)) as threads:
            futures = [threads.submit(write, place) for place in range(len(halves))]
        troubles = [one for future in futures if (one := future.exception()) is not None]
        for error in sorted(troubles, key=lambda one: isinstance(one, CancelledError)):
            raise error  # what went wrong, rather than that the other half was stopped for it
        return [future.result() for future in futures]
    finally:
        for press in presses:
            press.close()
