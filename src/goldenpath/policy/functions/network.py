"""Addresses, networks and URLs, as Kubernetes has them: `ip`, `cidr`, `url`."""

from __future__ import annotations

import ipaddress
import re
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from goldenpath.policy.functions.declare import Library, function, kind_of, member, seal, unseal

IP, CIDR, URL = "net.IP", "net.CIDR", "kubernetes.URL"
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PORT = re.compile(r"[0-9]*")
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


def _address(text: str) -> _Address:
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            raise ValueError(f"IP address {text!r} with zone value is not allowed")
        if address.ipv4_mapped is not None:
            raise ValueError(f"IPv4-mapped IPv6 address {text!r} is not allowed")
    return address


def _prefix(text: str) -> tuple[_Address, int]:
    host, slash, bits = text.partition("/")
    address = _address(host)
    if not slash or not re.fullmatch(r"0|[1-9][0-9]{0,2}", bits):
        raise ValueError(f"{text!r} is no network address")
    if int(bits) > address.max_prefixlen:
        raise ValueError(f"{text!r} is no network address: the prefix is too long")
    return address, int(bits)


def _holds(parse: Any) -> Any:  # noqa: ANN401 - any of the parsers
    def holds(text: str) -> bool:
        try:
            parse(text)
        except ValueError:
            return False
        return True

    return holds


def _ip(value: object) -> _Address:
    return ipaddress.ip_address(unseal(IP, value))


def _network(value: object) -> _Network:
    return ipaddress.ip_network(unseal(CIDR, value), strict=False)


def _cidr(text: str) -> dict[int, object]:
    address, bits = _prefix(text)
    return seal(CIDR, f"{address}/{bits}")


def _contains(network: object, address: _Address) -> bool:
    outer = _network(network)
    return address.version == outer.version and address in outer


def _contains_network(network: object, other: object) -> bool:
    outer, inner = _network(network), _network(other)
    return outer.version == inner.version and inner.subnet_of(outer)  # type: ignore[arg-type]


def _is_global_unicast(value: object) -> bool:
    """Return what Go's netip says, for which private addresses are global too."""
    address = _ip(value)
    excluded = (
        address.is_unspecified,
        address.is_loopback,
        address.is_multicast,
        address.is_link_local,
        address == ipaddress.IPv4Address("255.255.255.255"),
    )
    return not any(excluded)


def _is_link_local_multicast(value: object) -> bool:
    address = _ip(value)
    block = "224.0.0.0/24" if address.version == 4 else "ff02::/16"  # noqa: PLR2004
    return address in ipaddress.ip_network(block)


def text_of(value: object) -> str:
    """Return an address or a network as text."""
    kind = kind_of(value)
    if kind not in (IP, CIDR):
        raise TypeError("no such overload: string(map)")
    return str(unseal(kind, value))


def _url(text: str) -> dict[int, object]:
    """Return an absolute URL or an absolute path, in its parts."""
    if not text or _CONTROL.search(text) or _ESCAPE.search(text.partition("?")[0]):
        raise ValueError(f"{text!r} is no URL")
    scheme, colon, _ = text.partition(":")
    absolute = bool(colon) and _SCHEME.fullmatch(scheme) is not None
    if not absolute and not text.startswith("/"):
        raise ValueError(f"{text!r} is no absolute URL")
    if " " in text.partition("?")[0].removeprefix(scheme + "://").partition("/")[0]:
        raise ValueError(f"{text!r} is no URL: its host has a space")
    parts = urlsplit(text)
    if not _PORT.fullmatch(parts.netloc.rpartition("@")[2].rpartition("]")[2].partition(":")[2]):
        raise ValueError(f"{text!r} is no URL: its port is no number")
    return seal(URL, [parts.scheme, parts.netloc, parts.path, parts.query])


def is_url(text: str) -> bool:
    """Return whether a text is an absolute URL or an absolute path."""
    try:
        _url(text)
    except ValueError:
        return False
    return True


def _host(value: object) -> str:
    return str(unseal(URL, value)[1]).rpartition("@")[2]


def _hostname(value: object) -> str:
    host = _host(value)
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _port(value: object) -> str:
    return _host(value).rpartition("]")[2].partition(":")[2]


def _query(value: object) -> dict[str, list[str]]:
    return parse_qs(str(unseal(URL, value)[3]), keep_blank_values=True)


LIBRARY: Library = {
    "ip": [
        function("map", lambda text: seal(IP, str(_address(text))), "string"),
        member("map", lambda c: seal(IP, str(unseal(CIDR, c)).partition("/")[0]), "map"),
    ],
    "isIP": [function("bool", _holds(_address), "string")],
    "ip.isCanonical": [function("bool", lambda text: str(_address(text)) == text, "string")],
    "family": [member("int", lambda a: _ip(a).version, "map")],
    "isUnspecified": [member("bool", lambda a: _ip(a).is_unspecified, "map")],
    "isLoopback": [member("bool", lambda a: _ip(a).is_loopback, "map")],
    "isLinkLocalMulticast": [member("bool", _is_link_local_multicast, "map")],
    "isLinkLocalUnicast": [member("bool", lambda a: _ip(a).is_link_local, "map")],
    "isGlobalUnicast": [member("bool", _is_global_unicast, "map")],
    "cidr": [function("map", _cidr, "string")],
    "isCIDR": [function("bool", _holds(_prefix), "string")],
    "containsIP": [
        member("bool", lambda c, text: _contains(c, _address(text)), "map", "string"),
        member("bool", lambda c, address: _contains(c, _ip(address)), "map", "map"),
    ],
    "containsCIDR": [
        member("bool", lambda c, text: _contains_network(c, _cidr(text)), "map", "string"),
        member("bool", _contains_network, "map", "map"),
    ],
    "prefixLength": [member("int", lambda c: _network(c).prefixlen, "map")],
    "masked": [member("map", lambda c: seal(CIDR, str(_network(c))), "map")],
    "kubernetes.string": [function("string", text_of, "map")],
    "url": [function("map", _url, "string")],
    "isURL": [function("bool", is_url, "string")],
    "getScheme": [member("string", lambda u: unseal(URL, u)[0], "map")],
    "getHost": [member("string", _host, "map")],
    "getHostname": [member("string", _hostname, "map")],
    "getPort": [member("string", _port, "map")],
    "getEscapedPath": [
        member("string", lambda u: quote(unseal(URL, u)[2], safe="/%:@!$&'()*+,;=~-._"), "map")
    ],
    "getQuery": [member("map", _query, "map")],
}
