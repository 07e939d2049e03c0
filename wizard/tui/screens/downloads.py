"""The documents as downloads of a browser, which takes one for each key press."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from wizard.tui.screens.dialogs import Dialog

ARCHIVE = "documents.zip"
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""Files in the archive carry no clock, so the same documents make the same archive."""


def archive(documents: Mapping[str, bytes]) -> bytes:
    """Return the documents as one ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in documents.items():
            file.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class DownloadsDialog(Dialog[bool]):
    """Hands the documents to the browser, all in one file or one by one."""

    title_text = "Download the documents"

    def __init__(self, documents: Mapping[str, bytes]) -> None:
        """Keep the documents."""
        super().__init__()
        self.documents = dict(documents)

    def on_mount(self) -> None:
        """Focus the list."""
        self.query_one("#ways").focus()

    def actions(self) -> Sequence[tuple[str, bool | None]]:
        """One archive, each document, or nothing more."""
        names = [f"All in one file, {ARCHIVE}", *self.documents]
        return tuple((name, None) for name in (*names, "Close"))

    def chosen(self, index: int) -> None:
        """Start a download, or close."""
        if index > len(self.documents):
            self.dismiss(result=True)
            return
        if index == 0:
            name, data = ARCHIVE, archive(self.documents)
            self.app.deliver_binary(io.BytesIO(data), save_filename=name, mime_type="application/zip")
        else:
            path = list(self.documents)[index - 1]
            text, name = self.documents[path].decode("utf-8"), path.rpartition("/")[2]
            self.app.deliver_text(io.StringIO(text, newline=""), save_filename=name, mime_type="text/plain")
        self.say(f"The browser downloads {name}.", "done")
