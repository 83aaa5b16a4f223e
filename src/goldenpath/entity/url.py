"""Whether JavaScript's `new URL(text)` accepts a text: Backstage asks that of every link.

Source: the URL Standard (url.spec.whatwg.org), sections 3.5, 3.6 and 4.4. Internationalised
host names are judged by Unicode categories, not by the tables of UTS #46.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote_to_bytes

_STRIPPED = "".join(map(chr, range(0x21)))
_IGNORED = str.maketrans("", "", "\t\n\r")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)
_SPECIAL = frozenset({"ftp", "http", "https", "ws", "wss"})
_DRIVE = re.compile(r"[A-Za-z][:|]")
_FORBIDDEN_IN_HOST = re.compile(r"[\0\t\n\r #/:<>?@\[\\\]^|]")
_FORBIDDEN_IN_DOMAIN = re.compile(r"[\0-\x20\x7f%#/:<>?@\[\\\]^|]")
_NUMBER = re.compile(r"0[xX][0-9A-Fa-f]*|[0-9]+")
_HIGHEST_PORT = 65535
_LONGEST_PUNYCODE = 1000
"""To decode it takes the square of its length; no host has such a name."""
_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61", "."))
_UNSEEN = re.compile("[\xad\u034f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff]")
_NO_LETTERS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"})


def is_url(text: str) -> bool:
    """Tell whether `text` is an absolute URL."""
    match = _SCHEME.fullmatch(text.strip(_STRIPPED).translate(_IGNORED))
    if match is None:
        return False
    scheme, rest = match[1].lower(), match[2]
    if scheme == "file":
        return _is_file(rest)
    if scheme in _SPECIAL:
        return _is_authority(re.split(r"[/?#\\]", rest.lstrip("/\\"), maxsplit=1)[0], special=True)
    if rest.startswith("//"):
        return _is_authority(re.split(r"[/?#]", rest[2:], maxsplit=1)[0], special=False)
    return True


def _is_file(rest: str) -> bool:
    slashes = rest[:2].replace("\\", "/")
    host = re.split(r"[/?#\\]", rest[2:], maxsplit=1)[0] if slashes == "//" else ""
    return not host or _DRIVE.fullmatch(host) is not None or _is_host(host)


@lru_cache(maxsize=4096)
def _is_authority(text: str, *, special: bool) -> bool:
    """Tell whether `text` can stand before the path; links lead to few hosts again and again."""
    _, at, place = text.rpartition("@")
    bracket = place.rfind("]") if place.startswith("[") else -1
    host, colon, port = place[bracket + 1 :].partition(":")
    host = place[: bracket + 1] + host
    if not host:
        return not (special or at or colon)
    if port and not (re.fullmatch(r"[0-9]+", port) and int(port[-6:]) <= _HIGHEST_PORT):
        return False
    return _is_host(host) if special or host.startswith("[") else _is_opaque(host)


def _is_opaque(host: str) -> bool:
    return _FORBIDDEN_IN_HOST.search(host) is None


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return host.endswith("]") and _is_ipv6(host[1:-1])
    domain = unquote_to_bytes(host).decode("utf-8", "replace")
    if not domain.isascii():
        domain = _UNSEEN.sub("", unicodedata.normalize("NFKC", domain.casefold()).translate(_DOTS))
    if not domain or _FORBIDDEN_IN_DOMAIN.search(domain):
        return False
    labels = domain.split(".")
    return all(map(_is_label, labels)) and _is_no_number_or_ipv4(labels)


def _is_ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return "%" not in text


def _is_label(label: str) -> bool:
    if label.lower().startswith("xn--"):
        if len(label) > _LONGEST_PUNYCODE:
            return False
        try:
            decoded = label[4:].lower().encode("ascii").decode("punycode")
        except UnicodeError:
            return False
        return not decoded.isascii() and _is_label(decoded)
    categories = [unicodedata.category(character) for character in label if character > "\x7f"]
    starts_with_mark = unicodedata.category(label[:1] or "-").startswith("M")
    return not starts_with_mark and "\ufffd" not in label and _NO_LETTERS.isdisjoint(categories)


def _is_no_number_or_ipv4(labels: list[str]) -> bool:
    """Tell whether the labels are a name, or if they end in a number, an IPv4 address."""
    if len(labels) > 1 and not labels[-1]:
        labels = labels[:-1]
    if not _NUMBER.fullmatch(labels[-1]):
        return True
    numbers = [_number(label) for label in labels]
    if len(numbers) > 4 or None in numbers:  # noqa: PLR2004 - an address has four bytes
        return False
    *bytes_, rest = [number or 0 for number in numbers]
    return all(byte <= 0xFF for byte in bytes_) and rest < 256 ** (4 - len(bytes_))  # noqa: PLR2004


def _number(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    try:
        if text[:2].lower() == "0x":
            return int(text[2:] or "0", 16)
        return int(text, 8 if text.startswith("0") else 10)
    except ValueError:
        return None
