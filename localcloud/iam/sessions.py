"""Session tags of AssumeRole: moto takes them and forgets them."""

import re

from localcloud.answers import Answer
from localcloud.api_call import ApiCall
from localcloud.iam import tags
from localcloud.iam.enforcement import Iam

ACCESS_KEY = re.compile(rb"<AccessKeyId>(\w+)</AccessKeyId>")
OK = 200


def remember_session_tags(iam: Iam, call: ApiCall, answer: Answer) -> None:
    """Keep the tags of a session that was just made, for aws:PrincipalTag conditions."""
    if call.model != "sts" or call.operation != "AssumeRole" or answer.status != OK:
        return
    given = tags.of_request(call.params)
    access_key = ACCESS_KEY.search(answer.body)
    if given and access_key:
        iam.principals.tag_session(access_key[1].decode(), given)
