"""Codes and messages are found however a text writes them, and no other number is taken for a code."""

from __future__ import annotations

import html
import json
from urllib.parse import quote, quote_plus

import pytest

from tests.support.tables import for_each
from tests.support.waiting import cpu_seconds
from wizard.evidence.error_codes import Code, load_error_knowledge, look_up
from wizard.pack.models import Message

KNOWN = load_error_knowledge()

CHANGE = (
    "Due to a configuration change made by your administrator, you must use multi-factor authentication to access 'x'."
)
IDS = (
    "Trace ID: 50076aaa-11bb-cccc-dd22-eeeeee333333\r\nCorrelation ID: aaaa0000-bb11-5007-33cc-444450126ddd\r\n"
    "Timestamp: 2026-11-09 05:00:76Z"
)


def found(text: str) -> list[str]:
    """Return the codes and ids of messages in a text, an unknown code with a question mark, in their order."""
    return [
        one.id if isinstance(one, Message) else one.number if one.known else f"{one.number}?"
        for one in look_up(text, KNOWN).found
    ]


def codes(text: str) -> list[str]:
    """Return the codes in a text."""
    return [one.number for one in look_up(text, KNOWN).found if isinstance(one, Code)]


@for_each(code=KNOWN.codes)
def test_each_code_is_found_alone_with_its_letters_and_in_json(code):
    for text in (code, f"AADSTS{code}", f"aadsts{code}: something", json.dumps({"error_codes": [int(code)]})):
        assert found(text) == [code], text


@pytest.mark.parametrize(
    ("message", "example"), [(one.id, example) for one in KNOWN.messages.values() for example in one.examples]
)
def test_each_message_is_found_as_tools_and_mail_change_it(message, example):
    wrapped = example.replace(" ", "\n   | ")
    shapes = [
        example,
        example.upper(),
        wrapped,
        "> " + example.replace(" ", "\n> "),
        json.dumps({"message": example}),
        json.dumps(json.dumps({"message": wrapped})),
        html.escape(f"<b>{example}</b>"),
        f"<p>{html.escape(example)}</p>",
        f"\x1b[31;1m{example}\x1b[0m",
        quote(example),
        quote_plus(example),
    ]
    for shape in shapes:
        assert message in found(shape), shape


@pytest.mark.parametrize(
    "text",
    [
        "50076",
        " 50076.\n",
        "(50076)",
        "AADSTS50076",
        "aadsts50076: Due to",
        "AADSTS 50076",
        "AADSTS\n50076",
        "Error AADSTS50076.",
        "AADSTS50076-",
        "error code: 50076",
        "Error Code 50076",
        "Sign-in error code\n50076",
        "The error code is 50076.",
        "errorCode: 50076",
        '{"errorCode":50076}',
        '{"errorCode":"50076"}',
        '{"error_codes":[50076]}',
        '{"error_codes": [\n    50076\n  ]}',
        '{\\"error_codes\\":[50076]}',
        '{\\\\\\"error_codes\\\\\\":[50076]}',
        "&quot;error_codes&quot;:[50076]",
        "&amp;quot;errorCode&amp;quot;:50076",
        "<ErrorCode>50076</ErrorCode>",
        "<td>Error code</td><td>50076</td>",
        "status.errorCode=50076",
        '{"status":{"errorCode":50076}}',
        "| ResultType | 50076 |",
        "**Error code:** 50076",
        "code=50076;",
        "https://login.microsoftonline.com/error?code=50076",
        "error=invalid_grant&error_description=AADSTS50076%3a+Due+to+a+change",
        "AADSTS50076\\u003a Due to",
        "AADSTS50076\\r\\nTrace ID: 0000",
        "\x1b[31mAADSTS50076\x1b[0m",
        "\uff21\uff21\uff24\uff33\uff34\uff33\uff15\uff10\uff10\uff17\uff16",
        "AADSTS\u200b50076",
        "Sign-in failed: 50076",
        "We have met 50076 each night since Monday.",
        "2026-11-02T05:00:01Z,svc@contoso.com,50076,Failure",
        "50076,0,Failure",
    ],
)
def test_a_code_is_found_however_it_is_written(text):
    assert found(text) == ["50076"]


@pytest.mark.parametrize(
    "text",
    [
        IDS,
        "Correlation ID: 50076",
        "correlation_id=50076",
        '"correlation_id": "50076"',
        "correlation id 50076",
        "Trace ID: 50076",
        "trace id\n50076",
        "Request Id: 50076",
        "x-ms-request-id: 50076-abcd",
        '{"correlationId":"50076aaa-11bb-cccc-dd22-eeeeee333333"}',
        "11bb-50076-dd22",
        "{aaaa000050076111133cc444444dddddd}",
        "aaaa5007-6bb1-4076-8050-076444444ddd",
        "Timestamp: 50076",
        '"timestamp":"50076"',
        "2026-11-09T05:00:07.650076Z",
        "20261109050076",
        "1764350076",
        "00050076",
        "AADSTS5007",
        "AADSTS50076123456",
        "AADSTS50076x",
        "0x50076",
        "50076x",
        "50076.5",
        "3.50076",
        "1,050,076",
        "500,76",
        "-50076-",
        "10.50076.1.1",
        "svc50076@contoso.com",
        "/subscriptions/50076/x",
        "C:\\logs\\50076\\run.log",
        "run_50076.log",
        "#50076",
        "50076%",
        "$50076",
        "port 50076",
        "Port: 50076",
        "127.0.0.1:50076",
        "pid=50076",
        "process id 50076",
        '{"processId":50076}',
        '{"size": 50076}',
        "took 50076 ms",
        "50076 bytes were read",
        "50076 users are in the tenant",
        "exit code 50076",
        "zip code: 50126",
        "postal code 50126",
        "Ticket 50076 is open",
        "barcode50076",
        "hello",
        "",
        "   ",
        "42",
        "status 404",
        "AADSTS",
        "error code: ",
    ],
)
def test_another_number_is_no_code(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "(RequestDisallowedByPolicy) Resource 'x' was disallowed by policy. Reasons: 'Tag is missing.'",
        "RequestDisallowedByPolicy",
        "All users must use MFA. For details ask IT.",
        "Users must use MFA formats",
        "A claims challenge is part of continuous access evaluation.",
        "az login --tenant x",
        "Connect-AzAccount -Tenant x",
        "AzureCliCredential authentication unavailable",
        "Interactive authentication was not needed. Authentication is needed.",
        "interactive. Authentication is needed",
        "550 5.7.301 something else",
        "1550 5.7.30 x",
        "535 5.7.39 x",
        "the refresh token has not expired",
    ],
)
def test_a_text_like_a_message_is_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(RequestDisallowedByPolicy) x. Users must use MFA for Create/Update operations.", "mfa_for_azure_changes"),
        ("Users must authenticate with multifactor authentication to create or update resources", "mfa_for_azure_changes"),
        ("you must enroll. Interactive authentication is needed.", "interactive_authentication_needed"),
        ("SharedTokenCacheCredential authentication unavailable. Token acquisition failed", "token_cache_unavailable"),
        ('az login --tenant "t"\n --scope "s" --claims-challenge "eyJ50076"', "claims_challenge"),
        ('Connect-AzAccount -Tenant t -ClaimsChallenge "eyJ"', "claims_challenge"),
        ("550 5.7.30 Basic authentication is not supported for Client Submission.", "smtp_password_refused"),
        ("550-5.7.30 Basic authentication\r\n550 5.7.30 is not supported", "smtp_password_refused"),
        ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", "smtp_auth_disabled"),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", "smtp_basic_disabled"),
        ("user is locked by your organization\u2019s security defaults policy", "smtp_basic_disabled"),
        ("Device is not in required device state: domain_joined", "device_not_joined"),
    ],
)  # fmt: skip
def test_the_texts_that_bring_people_here_are_known(text, expected):
    assert found(text) == [expected]


def test_codes_and_messages_are_told_in_the_order_of_the_text():
    text = (
        f"Users must use MFA for Create. AADSTS53003 blocked. {CHANGE} Then AADSTS50076, AADSTS53003 and 50126.\n{IDS}"
    )
    assert found(text) == ["mfa_for_azure_changes", "53003", "mfa_demanded_by_change", "50076", "50126"]


def test_a_real_answer_of_the_token_endpoint_gives_its_code_once():
    answer = {
        "error": "interaction_required",
        "error_description": f"AADSTS50076: {CHANGE} {IDS}",
        "error_codes": [50076],
        "timestamp": "2026-11-09 05:00:76Z",
        "trace_id": "50079aaa-11bb-cccc-dd22-eeeeee333333",
        "correlation_id": "aaaa0000-bb11-2222-33cc-444444dddddd",
        "error_uri": "https://login.microsoftonline.com/error?code=50076",
        "suberror": "basic_action",
    }
    assert found(json.dumps(answer)) == ["50076", "mfa_demanded_by_change"]
    assert found(json.dumps({"body": json.dumps(answer)})) == ["50076", "mfa_demanded_by_change"]


def test_a_list_of_codes_gives_each_of_them():
    assert found('{"error_codes":[50076, 50079,53003]}') == ["50076", "50079", "53003"]
    assert found("50076, 50079 and 53003") == ["50076", "50079", "53003"]
    assert found("50076\n50079\n") == ["50076", "50079"]


@pytest.mark.parametrize(
    "text", ["AADSTS999999", "999999", " 999999. ", "error code 999999", '{"error_codes":[999999]}']
)
def test_a_code_that_the_pack_does_not_know_is_said(text):
    assert found(text) == ["999999?"]
    assert not look_up(text, KNOWN)


def test_an_unknown_number_in_prose_is_no_code():
    assert found("The 99999 of them met AADSTS50076.") == ["50076"]


@pytest.mark.slow
def test_a_text_of_megabytes_is_cut_and_read_in_time():
    meaning = look_up("az login " * 40_000 + "AADSTS50076", KNOWN)
    assert meaning.cut
    assert meaning.found == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["1," * 49_000 + "x", " " * 99_000 + "x", "\\" * 99_000, "5.7." * 24_000, "id " * 33_000]
)
def test_a_hostile_text_is_read_in_time(text):
    codes, spent = cpu_seconds(lambda: found(text))
    assert codes == []
    assert spent < 5


def test_every_code_and_message_says_what_it_means_for_an_unattended_account():
    parts = [*KNOWN.codes.values(), *KNOWN.messages.values()]
    assert len(KNOWN.codes) >= 60
    for part in parts:
        assert all((part.meaning, part.unattended, part.action)), part
        assert part.sources or part.confidence == "not_verified", part


@pytest.mark.parametrize("code", ["70043", "700082", "700016", "7000215", "7000222"])
def test_codes_of_microsofts_list_rest_on_it(code):
    assert KNOWN.codes[code].confidence == "primary"
    assert "reference_error_codes" in KNOWN.codes[code].sources


def test_a_pack_of_the_second_edition_is_still_understood(tmp_path):
    (tmp_path / "error_codes.toml").write_text(
        '[[error_code]]\ncode = "50076"\nmeaning = "Old."\npoints_to = "x"\naction = "y"\n'
        '[[message]]\nid = "old"\npattern = "an old text"\nmeaning = "Old."\naction = "y"\n',
        encoding="utf-8",
    )
    old = load_error_knowledge(tmp_path)
    meaning = look_up("AADSTS50076: an old text", old)
    assert [code.meaning for code in meaning.codes] == ["Old."]
    assert [message.id for message in meaning.messages] == ["old"]
