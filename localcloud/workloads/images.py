"""Image repositories, and the identities that mail is sent from."""

import json
from email.utils import parseaddr
from typing import Any

from localcloud.workloads.team import Team
from nightshift.domain.manifest.services import Image


def repositories(team: Team) -> None:
    """Create the repositories of the services' images."""
    for image in (service.image for service in team.manifest.services):
        if image is not None and team.first("repository", name_of(image)):
            _repository(team, team.client("ecr"), image)


def name_of(image: Image) -> str:
    """Return the repository's name; the manifest may give its whole address."""
    host, _, rest = image.repository.partition("/")
    return rest if ".dkr.ecr." in host else image.repository


def _repository(team: Team, ecr: Any, image: Image) -> None:
    ecr.create_repository(
        repositoryName=name_of(image),
        imageTagMutability="IMMUTABLE" if image.immutable_tags else "MUTABLE",
        imageScanningConfiguration={"scanOnPush": image.scan_on_push},
        tags=team.listed_tags(),
    )
    if image.keep_newest:
        selection = {
            "tagStatus": "any",
            "countType": "imageCountMoreThan",
            "countNumber": image.keep_newest,
        }
        rule = {"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}
        ecr.put_lifecycle_policy(
            repositoryName=name_of(image), lifecyclePolicyText=json.dumps({"rules": [rule]})
        )


def senders(team: Team) -> None:
    """Create the identities that the workload's mail is sent from."""
    meetings, email = team.manifest.meetings, team.manifest.notifications.channels.email
    wanted = [meetings.email_identity] if meetings else []
    if email:
        wanted.append(parseaddr(email.sender)[1].rpartition("@")[2])
    for identity in dict.fromkeys(wanted):
        if team.first("identity", identity) and not _is_there(team, identity):
            team.client("sesv2").create_email_identity(EmailIdentity=identity)


def _is_there(team: Team, identity: str) -> bool:
    """Tell whether somebody else has made it: the stack has senders of its own."""
    found = team.client("sesv2").list_email_identities(PageSize=1000)["EmailIdentities"]
    return identity in {each["IdentityName"] for each in found}
