"""Kyverno's `x509.decode`: an RSA certificate or a request for one, in the fields that Go names."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from goldenpath.policy.functions.declare import Library, function

if TYPE_CHECKING:
    from collections.abc import Iterator

_PEM = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----\s(.*?)-----END \1-----", re.DOTALL)
_INTEGER, _BOOLEAN, _UTC_TIME = 0x02, 0x01, 0x17
_RSA = "1.2.840.113549.1.1.1"
_RSA_IN_GO = 1
_NAMES = {
    "2.5.4.6": "Country", "2.5.4.10": "Organization", "2.5.4.11": "OrganizationalUnit",
    "2.5.4.7": "Locality", "2.5.4.8": "Province", "2.5.4.9": "StreetAddress",
    "2.5.4.17": "PostalCode",
}  # fmt: skip
_SINGLE_NAMES = {"2.5.4.3": "CommonName", "2.5.4.5": "SerialNumber"}
_KEY_USAGE, _BASIC, _ALTERNATIVES = "2.5.29.15", "2.5.29.19", "2.5.29.17"
_EMAIL, _DNS, _ADDRESS = 0x81, 0x82, 0x87
_TOO_LONG = 8


def _decode(pem: str) -> dict[str, Any]:
    block = _PEM.search(pem)
    if not block:
        raise ValueError("failed to decode PEM block")
    der = base64.b64decode("".join(block[2].split()), validate=True)
    if block[1] == "CERTIFICATE":
        return _certificate(der)
    if block[1] == "CERTIFICATE REQUEST":
        return _request(der)
    raise ValueError("PEM block neither contains a CERTIFICATE or CERTIFICATE REQUEST")


def _certificate(der: bytes) -> dict[str, Any]:
    signed = list(_elements(_only(der)))
    body = signed[0]
    parts = list(_elements(body[1]))
    version = 1
    if parts[0][0] == 0xA0:  # noqa: PLR2004 - the explicit tag of the version
        version = _integer(_only(parts[0][1])) + 1
        del parts[0]
    serial, _, issuer, validity, subject, key, *rest = parts
    times = list(_elements(validity[1]))
    fields = {
        "Raw": _text64(der),
        "RawTBSCertificate": _text64(body[2]),
        "RawSubject": _text64(subject[2]),
        "RawIssuer": _text64(issuer[2]),
        "Version": version,
        "SerialNumber": _integer(serial[1]),
        "Issuer": _name(issuer[1]),
        "Subject": _name(subject[1]),
        "NotBefore": _time(*times[0][:2]),
        "NotAfter": _time(*times[1][:2]),
        "Signature": _text64(_bits(signed[2][1])),
        **_public_key(key),
    }
    return fields | _extensions([e for e in rest if e[0] == 0xA3])  # noqa: PLR2004 - their tag


def _request(der: bytes) -> dict[str, Any]:
    signed = list(_elements(_only(der)))
    version, subject, key, *_ = _elements(signed[0][1])
    return {
        "Raw": _text64(der),
        "RawTBSCertificateRequest": _text64(signed[0][2]),
        "RawSubject": _text64(subject[2]),
        "Version": _integer(version[1]),
        "Subject": _name(subject[1]),
        "Signature": _text64(_bits(signed[2][1])),
        **_public_key(key),
    }


def _public_key(key: tuple[int, bytes, bytes]) -> dict[str, Any]:
    algorithm, bits = _elements(key[1])
    if _oid(next(_elements(algorithm[1]))[1]) != _RSA:
        raise ValueError("certificate should use rsa algorithm")
    modulus, exponent = _elements(_only(_bits(bits[1])))
    return {
        "RawSubjectPublicKeyInfo": _text64(key[2]),
        "PublicKeyAlgorithm": _RSA_IN_GO,
        "PublicKey": {"N": str(_integer(modulus[1])), "E": _integer(exponent[1])},
    }


def _extensions(found: list[tuple[int, bytes, bytes]]) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "KeyUsage": 0, "BasicConstraintsValid": False, "IsCA": False, "MaxPathLen": 0,
        "DNSNames": None, "EmailAddresses": None, "IPAddresses": None,
    }  # fmt: skip
    for _, content, _ in found:
        for _, extension, _ in _elements(_only(content)):
            parts = list(_elements(extension))
            identifier, value = _oid(parts[0][1]), parts[-1][1]
            if identifier == _KEY_USAGE:
                bits = _bits(next(_elements(value))[1])
                fields["KeyUsage"] = int.from_bytes(
                    bytes(int(f"{byte:08b}"[::-1], 2) for byte in bits), "little"
                )
            elif identifier == _BASIC:
                fields |= _basic(_only(value))
            elif identifier == _ALTERNATIVES:
                fields |= _alternatives(_only(value))
    return fields


def _basic(content: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = {"BasicConstraintsValid": True, "MaxPathLen": -1}
    for tag, value, _ in _elements(content):
        if tag == _BOOLEAN:
            fields["IsCA"] = value != b"\x00"
        elif tag == _INTEGER:
            fields["MaxPathLen"] = _integer(value)
    return fields


def _alternatives(content: bytes) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for tag, value, _ in _elements(content):
        if tag == _DNS:
            found.setdefault("DNSNames", []).append(value.decode())
        elif tag == _EMAIL:
            found.setdefault("EmailAddresses", []).append(value.decode())
        elif tag == _ADDRESS and len(value) == 4:  # noqa: PLR2004 - the bytes of IPv4
            found.setdefault("IPAddresses", []).append(".".join(map(str, value)))
    return dict(found)


def _name(content: bytes) -> dict[str, Any]:
    fields: dict[str, Any] = dict.fromkeys(_NAMES.values())
    fields |= dict.fromkeys(_SINGLE_NAMES.values(), "")
    for _, group, _ in _elements(content):
        for _, pair, _ in _elements(group):
            kind, value = _elements(pair)
            identifier, text = _oid(kind[1]), value[1].decode("utf-8", "replace")
            if identifier in _SINGLE_NAMES:
                fields[_SINGLE_NAMES[identifier]] = text
            elif identifier in _NAMES:
                fields[_NAMES[identifier]] = [*(fields[_NAMES[identifier]] or []), text]
    return fields


def _elements(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield tag, content and whole of each element that follows another in DER."""
    at = 0
    while at < len(data):
        start = at
        tag, length = data[at], data[at + 1] if at + 1 < len(data) else 0
        at += 2
        if length & 0x80:
            size = length & 0x7F
            if not 0 < size <= _TOO_LONG:
                raise ValueError("the certificate's encoding is no DER")
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError("the certificate ends early")
        at += length
        yield tag, data[at - length : at], data[start:at]


def _only(data: bytes) -> bytes:
    """Return the content of the first element."""
    for _, content, _ in _elements(data):
        return content
    raise ValueError("the certificate ends early")


def _integer(data: bytes) -> int:
    return int.from_bytes(data, "big", signed=True)


def _bits(data: bytes) -> bytes:
    """Return the bytes of a bit string, without the count of unused bits."""
    return data[1:]


def _oid(data: bytes) -> str:
    numbers, value = [], 0
    for byte in data:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    if not numbers:
        raise ValueError("the certificate has an empty object identifier")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - first * 40, *numbers[1:]]))


def _time(tag: int, data: bytes) -> str:
    form = "%y%m%d%H%M%SZ" if tag == _UTC_TIME else "%Y%m%d%H%M%SZ"
    time = datetime.strptime(data.decode(), form).replace(tzinfo=UTC)
    if tag == _UTC_TIME and time.year >= 2050:  # noqa: PLR2004 - RFC 5280, 4.1.2.5.1
        time = time.replace(year=time.year - 100)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text64(data: bytes) -> str:
    return base64.b64encode(data).decode()


LIBRARY: Library = {"x509.decode": [function("dyn", _decode, "string")]}
