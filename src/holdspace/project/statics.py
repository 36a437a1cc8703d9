"""Style sheets and scripts: compressed and named by their content once collected, plain before that."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Collected files carry their hash in the name and are kept by browsers for good; `holdspace migrate`
    collects them. Where nothing was collected (tests), names stay as they are."""

    def stored_name(self, name: str) -> str:
        collected: str = super().stored_name(name) if self.hashed_files else name
        return collected
