"""Images: a tag that moves does not fit a repository that lets no tag move (CM-X01)."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, error

MOVING = {
    *("latest", "stable", "edge", "current", "release"),  # a channel
    *("main", "master", "develop"),  # a branch
    *("dev", "staging", "test", "prod", "production"),  # an environment
}


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield services whose second deployment ECR would refuse (ImageTagAlreadyExistsException)."""
    for number, service in enumerate(manifest.services):
        image = service.image
        if image and image.immutable_tags and image.tag.lower() in MOVING:
            message = f"{image.tag!r} moves, but the tags of {image.repository} are immutable"
            fix = "tag each image by its commit (tag: git-sha), or set immutable_tags: false"
            yield error("CM-X01", ("services", number, "image", "tag"), message, fix)
