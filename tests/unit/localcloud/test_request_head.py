"""The head of a request is read as HTTP has it."""

from localcloud.request_head import Head


def test_names_keep_their_letters_and_are_found_whatever_their_letters_are() -> None:
    head = Head([b"X-Amz-Target: A.B\r\n", b"content-length:12\r\n", b"\r\n"])

    assert dict(head.items()) == {"X-Amz-Target": "A.B", "content-length": "12"}
    assert head.get("x-amz-target") == "A.B"
    assert head.get("Content-Length") == "12"


def test_what_is_not_there_is_empty_or_as_asked() -> None:
    head = Head([])

    assert head.get("Expect") == ""
    assert head.get("Host", "127.0.0.1") == "127.0.0.1"


def test_values_may_have_colons_and_go_on_in_the_next_line() -> None:
    head = Head([b"Host: a:80\r\n", b"Cookie: a\r\n", b"\tb\r\n", b"no field\r\n"])

    assert dict(head.items()) == {"Host": "a:80", "Cookie": "a b"}
