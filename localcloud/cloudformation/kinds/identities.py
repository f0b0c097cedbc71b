# ruff: noqa: ARG001, ARG002 - kinds and extras share their signatures
"""AWS::IAM::*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.errors import ResourceFailedError
from localcloud.cloudformation.kinds.kind import Kind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

PRINCIPALS = {"Roles": "Role", "Users": "User", "Groups": "Group"}


def _inline(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    role = facts["RoleName"]
    wanted = {policy["PolicyName"]: policy["PolicyDocument"] for policy in new or ()}
    for policy in old or ():
        if policy["PolicyName"] not in wanted:
            scene.api.call(
                "iam", "DeleteRolePolicy", RoleName=role, PolicyName=policy["PolicyName"]
            )
    for name, document in wanted.items():
        scene.api.call(
            "iam", "PutRolePolicy", RoleName=role, PolicyName=name, PolicyDocument=document
        )


def _managed(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    role = facts["RoleName"]
    for arn in set(old or ()) - set(new or ()):
        scene.api.call("iam", "DetachRolePolicy", RoleName=role, PolicyArn=arn)
    for arn in new or ():
        if arn not in (old or ()):
            scene.api.call("iam", "AttachRolePolicy", RoleName=role, PolicyArn=arn)


def _trust(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
    scene.api.call("iam", "UpdateAssumeRolePolicy", RoleName=facts["RoleName"], PolicyDocument=new)


@dataclass(frozen=True)
class RoleKind(Kind):
    """AWS::IAM::Role."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        answer = Kind._create(self, scene, properties)
        role: dict[str, Any] = answer["Role"]
        return {"Arn": role["Arn"], "RoleId": role["RoleId"], "RoleName": role["RoleName"]}

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete the role with everything that hangs on it."""
        name = made.facts["RoleName"]
        for policy in scene.api.call("iam", "ListRolePolicies", RoleName=name)["PolicyNames"]:
            scene.api.call("iam", "DeleteRolePolicy", RoleName=name, PolicyName=policy)
        attached = scene.api.call("iam", "ListAttachedRolePolicies", RoleName=name)
        for policy in attached["AttachedPolicies"]:
            scene.api.call("iam", "DetachRolePolicy", RoleName=name, PolicyArn=policy["PolicyArn"])
        scene.api.call("iam", "DeleteRole", RoleName=name)


@dataclass(frozen=True)
class InlinePolicyKind(Kind):
    """AWS::IAM::Policy: one document put into roles, users and groups."""

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        self._spread(scene, {}, properties)
        return {}

    def _update(
        self, scene: Scene, facts: dict[str, Any], new: Properties, changed: set[str]
    ) -> dict[str, Any]:
        self._spread(scene, facts["before"], new)
        return {}

    def changed(self, scene: Scene, made: Made, old: Properties, new: Properties) -> Made:
        """Put the new document, and take it from whoever lost it."""
        made = Made(made.physical_id, made.attributes, {**made.facts, "before": old})
        return Kind.changed(self, scene, made, old, new)

    def destroy(self, scene: Scene, made: Made) -> None:
        """Take the policy away from everyone."""
        self._spread(scene, made.facts, {})

    def _spread(self, scene: Scene, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        for section, principal in PRINCIPALS.items():
            for name in set(old.get(section) or ()) - set(new.get(section) or ()):
                self._drop(scene, principal, name, old["PolicyName"])
            for name in new.get(section) or ():
                scene.api.call(
                    "iam",
                    f"Put{principal}Policy",
                    **{f"{principal}Name": name},
                    PolicyName=new["PolicyName"],
                    PolicyDocument=new["PolicyDocument"],
                )

    def _drop(self, scene: Scene, principal: str, name: str, policy: str) -> None:
        try:
            scene.api.call(
                "iam",
                f"Delete{principal}Policy",
                **{f"{principal}Name": name},
                PolicyName=policy,
            )
        except ResourceFailedError as problem:
            if "NoSuchEntity" not in str(problem):  # the role is gone already, its policy too
                raise


def _attached(principal: str) -> Any:
    def extra(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> None:
        for verb, names in (
            ("Detach", set(old or ()) - set(new or ())),
            ("Attach", set(new or ()) - set(old or ())),
        ):
            for name in sorted(names):
                scene.api.call(
                    "iam",
                    f"{verb}{principal}Policy",
                    **{f"{principal}Name": name},
                    PolicyArn=facts["Policy"]["Arn"],
                )

    return extra


def _document(scene: Scene, facts: Mapping[str, Any], _: Any, new: Any) -> None:
    arn = facts["Policy"]["Arn"]
    _drop_old_versions(scene, arn)
    scene.api.call(
        "iam", "CreatePolicyVersion", PolicyArn=arn, PolicyDocument=new, SetAsDefault=True
    )


def _drop_old_versions(scene: Scene, arn: str) -> None:
    for version in scene.api.call("iam", "ListPolicyVersions", PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            scene.api.call(
                "iam", "DeletePolicyVersion", PolicyArn=arn, VersionId=version["VersionId"]
            )


@dataclass(frozen=True)
class ManagedPolicyKind(Kind):
    """AWS::IAM::ManagedPolicy."""

    def destroy(self, scene: Scene, made: Made) -> None:
        """Detach the policy from everyone and delete it."""
        for section, principal in PRINCIPALS.items():
            _attached(principal)(scene, made.facts, made.facts.get(section), None)
        _drop_old_versions(scene, made.facts["Policy"]["Arn"])
        scene.api.call("iam", "DeletePolicy", PolicyArn=made.facts["Policy"]["Arn"])


KINDS = (
    RoleKind(
        "AWS::IAM::Role",
        "iam",
        create="CreateRole",
        name="RoleName",
        ref="RoleName",
        attributes={"Arn": "Arn", "RoleId": "RoleId"},
        extras={"ManagedPolicyArns": _managed, "Policies": _inline},
        changers={"AssumeRolePolicyDocument": _trust},
        update="UpdateRole",
        tag=("TagRole", "UntagRole", "RoleName=RoleName", "Tags", "TagKeys"),
    ),
    InlinePolicyKind(
        "AWS::IAM::Policy",
        "iam",
        create="PutRolePolicy",
        ref="PolicyName",
        update="PutRolePolicy",
        replaced_by=frozenset({"PolicyName"}),
    ),
    ManagedPolicyKind(
        "AWS::IAM::ManagedPolicy",
        "iam",
        create="CreatePolicy",
        rename={"ManagedPolicyName": "PolicyName"},
        name="ManagedPolicyName",
        ref="Policy.Arn",
        attributes={"PolicyArn": "Policy.Arn", "PolicyId": "Policy.PolicyId"},
        extras={section: _attached(principal) for section, principal in PRINCIPALS.items()},
        changers={"PolicyDocument": _document},
    ),
)
