"""Where files lie: pictures of the site, papers that only their readers get, and the site's own files.

Without a bucket they lie in a folder of this machine; with one in an S3-compatible store, for servers without a shared
disk. Either way the application gives them out itself, so that the same rights and headers hold.
"""

import os
from pathlib import Path
from typing import Any


def places(folder: Path, static: str = "django.contrib.staticfiles.storage.StaticFilesStorage") -> dict[str, Any]:
    """The storages below a folder of this machine, or in the bucket that S3_BUCKET names."""
    bucket = os.environ.get("S3_BUCKET", "")

    def place(name: str) -> dict[str, Any]:
        if not bucket:
            location = str(folder / name)
            return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": location}}
        options = {
            "bucket_name": bucket,
            "location": name,
            "endpoint_url": os.environ.get("S3_ENDPOINT_URL") or None,
            "region_name": os.environ.get("S3_REGION") or None,
            "access_key": os.environ.get("S3_ACCESS_KEY") or None,
            "secret_key": os.environ.get("S3_SECRET_KEY") or None,
            "file_overwrite": False,  # a file that was handed in is never replaced by its namesake
            "default_acl": None,  # the bucket is private: nobody fetches from it but we
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}

    return {"default": place("media"), "papers": place("papers"), "staticfiles": {"BACKEND": static}}
