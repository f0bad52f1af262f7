"""The guides in docs/guides: they name what the pages show, and their pictures are taken by a command."""
