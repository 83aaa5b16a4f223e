"""Where in a manifest the words of a policy point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from goldenpath.document import Document, Kind, TextLocator
from goldenpath.guard.pointing import place
from goldenpath.source import Source

if TYPE_CHECKING:
    from typing import Any

    from goldenpath.document import Path

POD = ("spec", "template", "spec")
SERVICE = (*POD, "containers", 0)

WORKLOAD = {
    "kind": "Deployment",
    "metadata": {
        "name": "orders",
        "namespace": "shop-dev",
        "labels": {"team": "checkout", "app": "orders", "acme.example/stage": "dev"},
    },
    "spec": {
        "replicas": 1,
        "template": {
            "metadata": {"labels": {"app": "order", "team": "checkout"}},
            "spec": {
                "hostNetwork": True,
                "topologySpreadConstraints": None,
                "initContainers": [{"name": "wait", "image": "wait:1"}],
                "containers": [
                    {
                        "name": "service",
                        "image": "orders",
                        "ports": [{"containerPort": 80}, {"containerPort": 90, "hostPort": 90}],
                        "securityContext": {
                            "privileged": True,
                            "capabilities": {"add": ["NET_BIND_SERVICE", "SYS_TIME"]},
                        },
                    }
                ],
                "volumes": [{"name": "tmp", "emptyDir": {}}, {"name": "host", "hostPath": {}}],
            },
        },
    },
}


def pointed(data: dict[str, Any], message: str) -> Path:
    """Return where a message points in a manifest."""
    return place(Document(Source("a.yaml", ""), 0, Kind.KUBERNETES, data, TextLocator()), message)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("container service: securityContext.privileged is true: remove it",
         (*SERVICE, "securityContext", "privileged")),
        ("container service: securityContext.runAsNonRoot is not true: set it",
         (*SERVICE, "securityContext", "runAsNonRoot")),
        ("container service: image has no tag: name one", (*SERVICE, "image")),
        ("container service: ports.hostPort takes a port of the node: remove it",
         (*SERVICE, "ports", 1, "hostPort")),
        ("container service: ports.name is absent: add it", (*SERVICE, "ports", "name")),
        ("container service: securityContext.capabilities.add names more than NET_BIND_SERVICE",
         (*SERVICE, "securityContext", "capabilities", "add")),
        ("container service: securityContext.capabilities.add: SYS_TIME: remove it",
         (*SERVICE, "securityContext", "capabilities", "add", 1)),
        ("container wait: imagePullPolicy is absent: set it", (*POD, "initContainers", 0, "name")),
        ("volume host: hostPath mounts a path of the node: use another",
         (*POD, "volumes", 1, "hostPath")),
        ("volume tmp: it has no limit", (*POD, "volumes", 0, "name")),
        ("spec.hostNetwork is not false: remove it", (*POD, "hostNetwork")),
        ("spec.topologySpreadConstraints is empty", (*POD, "topologySpreadConstraints")),
        ("spec.replicas is less than 2: a service needs two", ("spec", "replicas")),
        ("a service needs a budget", ("metadata", "name")),
        ("nothing that is here", ("metadata", "name")),
        ("", ("metadata", "name")),
    ],
)  # fmt: skip
def test_words_point_to_what_they_name(message: str, expected: Path) -> None:
    """The container, the field in it or what it would stand in; else the name."""
    assert expected == pointed(WORKLOAD, message)


@pytest.mark.parametrize(
    ("message", "home", "label"),
    [
        ("label team: checkout is no team: use another", POD[:2], "team"),
        ("label app: order is no app: use another", POD[:2], "app"),
        ("label app: orders is no app: use another", (), "app"),
        ("Deployment orders: label team is checkout", (), "team"),
        ("label acme.example/stage is missing", POD[:2], "acme.example/stage"),
        ("the Pod lacks the label acme.example/stage: add it", POD[:2], None),
        ("Deployment orders lacks the label cost-center: add it", (), None),
        ("the labels say something else", POD[:2], None),
    ],
)
def test_label_is_that_of_whom_the_words_are_about(
    message: str, home: Path, label: str | None
) -> None:
    """Of the Pods or of the workload: who has the value that is told of, or who lacks the label."""
    expected = (*home, "metadata", "labels", *([label] if label else []))
    assert expected == pointed(WORKLOAD, message)


BINDING = {
    "kind": "RoleBinding",
    "metadata": {"name": "readers", "namespace": "shop-dev"},
    "subjects": [
        {"kind": "Group", "name": "all"},
        {"kind": "ServiceAccount", "name": "reader", "namespace": "elsewhere"},
    ],
}


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("namespace shop-dev is not shop-live: correct it", ("metadata", "namespace")),
        ("namespace shop-live has no quota", ("metadata", "name")),
        ("it refers to reader of namespace elsewhere", ("subjects", 1, "namespace")),
        ("no quota of namespace shop-dev is for it", ("metadata", "name")),
    ],
)
def test_namespace_is_the_one_that_is_spoken_of(message: str, expected: Path) -> None:
    """The manifest's own where the words are about it, else one that is referred to."""
    assert expected == pointed(BINDING, message)


@pytest.mark.parametrize(
    ("spec", "message", "expected"),
    [
        ({"hard": {"pods": 1, "services.nodeports": 2}},
         "spec.hard must set services.nodeports to 0", ("spec", "hard", "services.nodeports")),
        ({"hard": {"pods": 1}}, "spec.hard lacks services.nodeports: bound it", ("spec", "hard")),
        ({"hostnames": ["a.example", "*.b.example", "c.example"]},
         "spec.hostnames: c.example, d.example: use others", ("spec", "hostnames", 2)),
        ({"hostnames": ["a.example"]}, "spec.hostnames is empty", ("spec", "hostnames")),
        ([], "spec.hard lacks pods", ("spec", "hard")),
        (None, "spec.containers is none", ("spec", "containers")),
    ],
)  # fmt: skip
def test_key_or_item_of_a_field_is_found_behind_it(
    spec: object, message: str, expected: Path
) -> None:
    """What is named after a field, as a key with dots or as an item after a colon."""
    assert expected == pointed({"kind": "Any", "metadata": {"name": "a"}, "spec": spec}, message)
