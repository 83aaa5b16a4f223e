"""Shapes of well-known charts and repositories: nothing is told of what is right in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldenpath import engine
from goldenpath.discover import discover
from goldenpath.document import Kind
from goldenpath.load import load

CHART = "apiVersion: v2\nname: example\nversion: 0.1.0\n"

WORKLOAD = """\
apiVersion: apps/v1
kind: {kind}
metadata:
  name: {name}
spec:
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
        - name: main
          image: registry.example/{name}:1.0.0
          ports:
            - name: http
              containerPort: 8080
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  selector:
    {selector}
  ports:
    - port: 80
      targetPort: {target}
"""


def workload(name: str, kind: str = "Deployment") -> str:
    """Return a workload whose Pods are labelled by its name."""
    return WORKLOAD.format(name=name, kind=kind)


def service(name: str, selector: str, target: object = "http") -> str:
    """Return a Service with one line of selector."""
    return SERVICE.format(name=name, selector=selector, target=target)


def custom(version: str, kind: str) -> str:
    """Return a resource of which only the head is known."""
    return f"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: example\n"


SHAPES: dict[str, dict[str, str]] = {
    "a service of pods that an operator makes": {
        "all.yaml": "---\n".join(
            [
                workload("api"),
                custom("redis.redis.opstreelabs.in/v1beta2", "RedisCluster"),
                service("cache", "app: cache", 6379),
            ]
        ),
    },
    "a gateway whose pods its controller makes": {
        "all.yaml": "---\n".join(
            [
                workload("api"),
                custom("gateway.networking.k8s.io/v1", "Gateway"),
                service("gateway", "gateway.networking.k8s.io/gateway-name: example"),
            ]
        ),
    },
    "services for components of the control plane, in its namespace": {
        "chart/Chart.yaml": CHART,
        "chart/values.yaml": "a: 1\n",
        "chart/templates/all.yaml": "---\n".join(
            [
                workload("operator"),
                custom("monitoring.coreos.com/v1", "Prometheus"),
                service("proxy", "k8s-app: kube-proxy", 10249).replace(
                    "metadata:\n", "metadata:\n  namespace: kube-system\n"
                ),
            ]
        )
        + "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n"
        + "  a: {{ .Values.a | quote }}\n",
    },
    "an umbrella over a subchart": {
        "chart/Chart.yaml": CHART + "dependencies:\n  - name: web\n    version: 0.1.0\n",
        "chart/values.yaml": "web:\n  name: web\nglobal:\n  stage: prod\n",
        "chart/charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 0.1.0\n",
        "chart/charts/web/values.yaml": "name: x\n",
        "chart/charts/web/templates/web.yaml": workload("web"),
        "chart/templates/service.yaml": service("web", "app: web"),
    },
    "a library chart": {
        "chart/Chart.yaml": CHART + "type: library\n",
        "chart/values.yaml": "any: thing\n",
        "chart/templates/_all.tpl": '{{- define "x" -}}\n{{ .Values.name }}\n{{- end -}}\n',
    },
    "a manifest of a repository that is deployed by Flux": {
        "all.yaml": "---\n".join(
            [
                custom("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
                service("web", "app.kubernetes.io/name: web"),
            ]
        ),
    },
    "a role that pods take while they run": {
        "all.yaml": "---\n".join(
            [
                workload("db", "StatefulSet"),
                service("db-primary", "role: primary\n    app: db"),
            ]
        ),
    },
    "a proxy that is injected": {
        "all.yaml": "---\n".join(
            [
                workload("web").replace(
                    "      labels:\n",
                    "      annotations:\n        linkerd.io/inject: enabled\n      labels:\n",
                    1,
                ),
                service("admin", "app: web", "linkerd-admin"),
                service("metrics", "app: web", 4191),
            ]
        ),
    },
    "a headless service without a selector, and one by another name": {
        "all.yaml": workload("web")
        + "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n  clusterIP: None\n"
        + "  ports: [{port: 80}]\n"
        + "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: b\nspec:\n  type: ExternalName\n"
        + "  externalName: b.example\n  ports: [{port: 80}]\n",
    },
    "a Knative service, which has the name of another kind": {
        "all.yaml": workload("web")
        + "---\napiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: web\nspec:\n"
        + "  selector: {app: nothing}\n",
    },
    "kustomize alone: labels that an overlay adds, a patch, a base from elsewhere": {
        "base/kustomization.yaml": "resources: [web.yaml, https://git.example/x?ref=1]\n",
        "base/web.yaml": workload("web") + "---\n" + service("other", "app: other"),
        "prod/kustomization.yaml": (
            "resources: [../base]\ncommonLabels: {stage: prod}\n"
            "patchesStrategicMerge: [patch.yaml]\n"
        ),
        "prod/patch.yaml": service("web", "app: elsewhere"),
        "own/kustomization.yaml": "resources: [a.yaml]\nlabels: [{pairs: {stage: prod}}]\n",
        "own/a.yaml": workload("a") + "---\n" + service("a", "app: a\n    stage: prod"),
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(folder: Path, files: dict[str, str]) -> list[tuple[str, str, int]]:
    """Write files and return what is told of how they are wired."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    report = engine.validate([Path()], engine.Options(select=("GP6",)))
    return [(item.code, item.path, item.span.start.line) for item in report.diagnostics]


@pytest.mark.parametrize("shape", SHAPES)
def test_known_shape_is_left_in_peace(folder: Path, shape: str) -> None:
    """What an operator, a subchart, an overlay or a controller adds is no mismatch."""
    assert [] == told(folder, SHAPES[shape])


def test_misspelt_selector_is_told_beside_an_operator_too(folder: Path) -> None:
    """A selector with a workload's labels and one other value cannot be meant for others."""
    selector = "app: api\n    tier: back"
    made = workload("api").replace("        app: api\n", "        app: api\n        tier: front\n")
    files = {
        "all.yaml": "---\n".join(
            [service("api", selector), made, custom("example.acme.example/v1", "Thing")]
        )
    }
    assert [("GP603", "all.yaml", 8)] == told(folder, files)


def test_workload_of_another_namespace_is_not_found(folder: Path) -> None:
    """The same labels in another namespace do not help, and the message says so."""
    here, there = (
        ("metadata:\n", f"metadata:\n  namespace: {name}\n") if (name := "a") else ("", "")
    )
    text = service("web", "app: web").replace(here, there, 1)
    other = workload("web").replace("metadata:\n", "metadata:\n  namespace: b\n", 1)
    third = workload("api").replace("metadata:\n", "metadata:\n  namespace: a\n", 1)
    files = {"all.yaml": "---\n".join([text, other, third])}
    assert [("GP603", "all.yaml", 7)] == told(folder, files)


def test_what_was_remembered_is_wired_alike(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A run that remembers files from an earlier one tells the same of them."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setattr("goldenpath.memory.WORTH", 0)
    monkeypatch.setattr("goldenpath.memory._RACY", 0)
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "web.yaml").write_text(workload("web"), "utf-8")
        (folder / name / "service.yaml").write_text(service("web", "app: wbe"), "utf-8")
    options = engine.Options(cache=True, ignore=("GP3",))
    first = engine.validate([Path()], options).diagnostics
    (folder / "b" / "service.yaml").write_text(service("web", "app: web"), "utf-8")
    second = engine.validate([Path()], options).diagnostics
    assert ["a/service.yaml", "b/service.yaml"] == [item.path for item in first]
    assert [first[0]] == list(second)


def test_values_count_as_read_where_helpers_are_not_to_be_seen(folder: Path) -> None:
    """A helper of a packed dependency may read anything."""
    files = {
        "chart/Chart.yaml": CHART,
        "chart/values.yaml": "any: thing\n",
        "chart/templates/a.yaml": 'a: {{ include "common.name" . }}\n',
    }
    assert [] == told(folder, files)


def test_pipelines_and_dockerfiles_are_found_by_their_names(folder: Path) -> None:
    """What code hosts and builders read by its place is judged; what only looks alike is not."""
    names = {
        ".github/workflows/ci.yml": Kind.WORKFLOW,
        ".gitea/workflows/ci.yaml": Kind.WORKFLOW,
        ".github/actions/x/action.yml": Kind.WORKFLOW,
        "action.yml": Kind.WORKFLOW,
        ".gitlab-ci.yml": Kind.WORKFLOW,
        "Dockerfile": Kind.DOCKERFILE,
        "web.Dockerfile": Kind.DOCKERFILE,
        "Dockerfile.dev": Kind.DOCKERFILE,
        "Containerfile": Kind.DOCKERFILE,
        "roles/action.yml": Kind.UNKNOWN,
        "workflows/ci.yml": Kind.UNKNOWN,
        ".github/dependabot.yml": Kind.UNKNOWN,
    }
    for name in (*names, "Dockerfile.jinja", "Dockerfile.dockerignore", "dockerfile.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("name: x\n", "utf-8")
    found = {path: next(load(path)).kind for path in discover(["."])}
    assert names == {path.removeprefix("./"): kind for path, kind in found.items()}
