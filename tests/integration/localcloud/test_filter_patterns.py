"""The filter pattern language, by the examples and sentences of the CloudWatch Logs guide."""

import pytest

from localcloud.events.filter_conditions import MISSING, PatternError
from localcloud.events.filter_patterns import parse

ACCESS = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'
TRAIL = (
    '{"eventType": "UpdateTrail", "sourceIPAddress": "123.123.1.1", "bandwidth": 75, "none": null,'
    ' "flag": true, "detail-type": "x", "users": [{"id": 7}, {"id": 8}], "text": "say \\"hi\\""}'
)


def matches(pattern: str, message: str) -> bool:
    return parse(pattern).match(message) is not None


@pytest.mark.parametrize(
    ("pattern", "message", "expected"),
    [
        ("", "anything", True),
        ("ERROR", "[ERROR 400] BAD REQUEST", True),
        ("ERROR", "Exiting with ERRORCODE: -1", True),
        ("ERROR", "[error 400]", False),
        ("ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", True),
        ("ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST", False),
        ("?ERROR ?ARGUMENTS", "MISSING ARGUMENTS", True),
        ("?ERROR ?ARGUMENTS", "all is well", False),
        ("?ERROR INFO", "INFO started", True),
        ("ERROR -ARGUMENTS", "[ERROR 400] BAD REQUEST", True),
        ("ERROR -ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", False),
        ("-ERROR", "all is well", True),
        ('"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL SERVER ERROR", True),
        ('"INTERNAL SERVER ERROR"', "[ERROR 500] INTERNAL ERROR", False),
        ('ERROR -"health check"', "ERROR in health check", False),
        ('?"a b" ?c', "xa by", True),
        ('"say \\"hi\\""', 'he did say "hi"', True),
        ('"[ERROR]"', "[ERROR]\t2026 boom", True),
        ("%AUTH.*ED%", "ERROR 401 AUTHORIZED", True),
        ("%^ERROR%", "an ERROR", False),
    ],
)
def test_terms(pattern: str, message: str, expected: bool) -> None:
    """Terms: "Filter patterns are case sensitive. Enclose exact phrases and terms that include
    non-alphanumeric characters in double quotation marks"; "?" is any of; "-" excludes; "If you
    combine ? with other filter patterns, the question mark (?) will be ignored"."""
    assert matches(pattern, message) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('{ $.eventType = "UpdateTrail" }', True),
        ('{ $.eventType = "Update*" }', True),
        ("{ $.eventType = UpdateTrail }", True),
        ('{ $.eventType != "NewTrail" }', True),
        ('{ $.nothing != "NewTrail" }', False),
        ("{ $.sourceIPAddress != 123.123.* }", False),
        ("{ $.sourceIPAddress = %123\\.[0-9]+% }", True),
        ("{ $.bandwidth > 74.5 }", True),
        ("{ $.bandwidth >= 75 && $.bandwidth <= 7.5e1 }", True),
        ("{ $.bandwidth < 75 }", False),
        ("{ $.bandwidth = 7* }", True),
        ('{ $.bandwidth = "UpdateTrail" || $.flag IS TRUE }', True),
        ("{ $.flag IS FALSE }", False),
        ("{ $.none IS NULL }", True),
        ("{ $.nothing IS NULL }", False),
        ("{ $.nothing NOT EXISTS }", True),
        ("{ $.none NOT EXISTS }", False),
        ("{ $.eventType = * }", True),
        ("{ $.nothing = * }", False),
        ("{ $.users[1].id = 8 }", True),
        ("{ $.users[2].id = 8 }", False),
        ("{ $.detail-type = x }", True),
        ("{ $['eventType'] = UpdateTrail }", True),
        ('{ $.text = "say \\"hi\\"" }', True),
        ("{ ($.bandwidth = 1 || $.bandwidth = 75) && $.users[0].id = 7 }", True),
        ("{ $.bandwidth = 75 || $.bandwidth = 1 && $.users[0].id = 1 }", True),
        ("{$.bandwidth=75}", True),
    ],
)
def test_conditions_on_json(pattern: str, expected: bool) -> None:
    """JSON: "{ PropertySelector EqualityOperator String }"; "IS NULL", "IS TRUE", "NOT EXISTS";
    "You can use the AND (&&) and OR (||) operators to create compound expressions"."""
    assert matches(pattern, TRAIL) is expected
    assert not matches(pattern, "this is no JSON")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[ip, user, username, timestamp, request, status_code, bytes]", True),
        ("[ip, user, username, timestamp, request]", False),
        ("[ip, user, username, timestamp, request, status_code = 404, bytes]", True),
        ("[ip, user, username, timestamp, request, status_code = 4*, bytes > 1000]", True),
        ("[ip, user, username, timestamp, request =*.html*, status_code, bytes]", True),
        ("[..., status_code = 404, bytes]", True),
        ("[ip, ..., bytes < 1000]", False),
        ("[ip = 127.*, ...]", True),
        ('[ip, user = "Prod", ...]', True),
        ("[ip, user = Test || user = Prod, ...]", True),
        ("[ip, user != Test && user != Prod, ...]", False),
        ("[ip, user = %^P%, ...]", True),
    ],
)
def test_fields_between_spaces(pattern: str, expected: bool) -> None:
    """Fields: "You can use filter patterns to match terms in space-delimited log events":
    "Enclose ... in brackets"; "If you don't know the number of fields" use an ellipsis (...)."""
    assert matches(pattern, ACCESS) is expected


def test_a_field_has_the_name_the_pattern_gives_it() -> None:
    found = parse("[ip, ..., request, status, size]").match(ACCESS)

    assert found is not None
    assert (found("$ip"), found("$request")) == ("127.0.0.1", "GET /index.html HTTP/1.0")
    assert found("$nobody") is MISSING


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("level=ERROR", r"Invalid character\(s\) in term '='"),
        ("?Status: timeout", r"Invalid character\(s\) in term ':'"),
        ('"open', r"Invalid character\(s\) in term"),
        ('{ $."detail-type" = x }', r"Invalid character\(s\) in term '\$\.'"),
        ("{ level = ERROR }", r"Invalid character\(s\) in term 'level'"),
        ("{ $.level = ERROR", "ends with }"),
        ("{ $.level }", "too early"),
        ("{ $.level == 1 }", "Invalid|Unexpected"),
        ('{ $.level > "a" }', "needs a number"),
        ("{ $.level IS MISSING }", "Unexpected"),
        ("{ ($.a = 1 }", "too early|bracket"),
        ("{ $.a = 1 $.b = 2 }", "Unexpected"),
        ("{ $.a = %(% }", "regular expression"),
        ("[a, b", r"ends with \]"),
        ("[a, , b]", "no name"),
        ("[..., a, ...]", "one ellipsis"),
        ("[a = 1 && b = 2]", "one field"),
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError, match=reason):
        parse(pattern)
