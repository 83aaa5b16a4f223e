"""The portal is started as runtime.yaml says, with everything that its configuration reads."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from tests.deployment.derived import (
    STAGES,
    container,
    only,
    render,
    values,
)
from tests.organization import HERE, ROOT

RUNTIME = yaml.safe_load((ROOT / "platform/backstage/runtime.yaml").read_text("utf-8"))
PRODUCTION = next(stage.name for stage in HERE.stages if stage.production)


@pytest.mark.parametrize("stage", STAGES)
def test_process_is_started_as_the_tests_start_it(stage: str) -> None:
    """Command, folder, port, probes and what may be written are those of runtime.yaml."""
    found = container(stage)
    assert RUNTIME["command"] == found["command"]
    assert RUNTIME["workingDirectory"] == found["workingDir"]
    ports = {port["name"]: port["containerPort"] for port in found["ports"]}
    metrics = {"metrics": RUNTIME["metrics"]["port"]} if RUNTIME["metrics"]["exported"] else {}
    assert {"http": RUNTIME["port"], **metrics} == ports
    assert RUNTIME["probes"]["liveness"] == found["startupProbe"]["httpGet"]["path"]
    for probe, path in RUNTIME["probes"].items():
        assert {"path": path, "port": "http"} == found[f"{probe}Probe"]["httpGet"]
    writable = [mount["mountPath"] for mount in found["volumeMounts"] if not mount.get("readOnly")]
    assert [RUNTIME["writable"]] == writable


@pytest.mark.parametrize("stage", STAGES)
def test_environment_is_that_of_the_runtime(stage: str) -> None:
    """Each variable is set once; what is a secret comes from one, and what may be absent may."""
    variables = {item["name"]: item for item in container(stage)["env"]}
    assert len(variables) == len(container(stage)["env"])
    plain = {name: item["value"] for name, item in variables.items() if "value" in item}
    assert RUNTIME["environment"].items() <= plain.items()
    assert str(RUNTIME["metrics"]["port"]) == plain[RUNTIME["metrics"]["variable"]]
    (host,) = only(render(stage), "HTTPRoute")["spec"]["hostnames"]
    assert f"https://{host}" == plain[RUNTIME["address"]]
    assert host.endswith(f".{HERE.domain}")
    taken = {
        name: item["valueFrom"]["secretKeyRef"]
        for name, item in variables.items()
        if "valueFrom" in item
    }
    own = values(stage)["kubernetesPlugin"]["tokenVariable"]
    expected = {name: {"name": "backstage-db-app", "key": key}
                for name, key in RUNTIME["database"].items()}  # fmt: skip
    expected |= {name: {"name": "backstage", "key": name} for name in RUNTIME["secrets"]}
    expected |= {
        name: {"name": "backstage", "key": name, "optional": True}
        for name in values(stage)["runtime"]["integrations"]
    }
    expected[own] = {"name": "backstage-kubernetes", "key": "token"}
    assert expected == taken


@pytest.mark.parametrize("stage", STAGES)
def test_everything_that_the_portal_reads_is_given(stage: str) -> None:
    """Each variable of the configuration is in the Pod, and each secret of the Pod is read."""
    folder = ROOT / "platform/backstage"
    read = {
        name
        for argument in RUNTIME["command"]
        if argument.endswith(".yaml")
        for line in (folder / argument).read_text("utf-8").splitlines()
        for name in re.findall(r"\$\{(\w+)\}", line.partition(" #")[0])
    }
    given = {item["name"]: "valueFrom" in item for item in container(stage)["env"]}
    assert set() == read - given.keys()
    assert set() == {name for name, secret in given.items() if secret} - read


@pytest.mark.parametrize("stage", STAGES)
def test_configuration_of_the_stage_wins(stage: str) -> None:
    """The stage's app-config is the last that the process reads, and lies where it is mounted."""
    found = container(stage)
    (name,) = only(render(stage), "ConfigMap")["data"]
    mount = next(item for item in found["volumeMounts"] if item["name"] == "app-config")
    assert mount["readOnly"] is True
    assert ["--config", f"{mount['mountPath']}/{name}"] == found["args"]
    title = yaml.safe_load(only(render(stage), "ConfigMap")["data"][name])["app"]["title"]
    assert (stage in title) is not next(one for one in HERE.stages if one.name == stage).production


def test_another_configuration_is_another_pod() -> None:
    """A changed app-config changes the Pod template, so that it is read."""
    name = "checksum/app-config"
    sums = {
        only(render(PRODUCTION, **change), "Deployment")["spec"]["template"]["metadata"][
            "annotations"
        ][name]
        for change in ({}, {"appConfig": {"app": {"title": "Other"}}})
    }
    assert 2 == len(sums)


def test_prometheus_looks_where_the_process_answers() -> None:
    """Monitor, Service, network policy and Pod agree on one port, where anything is exported."""
    found = render(PRODUCTION, metrics={"enabled": True})
    (endpoint,) = only(found, "ServiceMonitor")["spec"]["endpoints"]
    assert RUNTIME["metrics"]["path"] == endpoint["path"]
    name = endpoint["port"]
    service = {port["name"]: port["targetPort"] for port in only(found, "Service")["spec"]["ports"]}
    (pod,) = only(found, "Deployment")["spec"]["template"]["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in pod["ports"]}
    assert RUNTIME["metrics"]["port"] == ports[service[name]]
    rules = only(found, "NetworkPolicy")["spec"]["ingress"]
    assert service[name] in [port["port"] for rule in rules for port in rule["ports"]]


def test_who_switches_measurements_off_has_no_listener() -> None:
    """Without the variable that tells the port, the process opens none."""
    (pod,) = only(render(PRODUCTION, metrics={"enabled": False}), "Deployment")["spec"]["template"][
        "spec"
    ]["containers"]
    assert RUNTIME["metrics"]["variable"] not in {item["name"] for item in pod["env"]}
    assert ["http"] == [port["name"] for port in pod["ports"]]


def test_nothing_is_promised_to_prometheus_that_is_not_exported() -> None:
    """The runtime says that measurements are offered if the backend has what offers them."""
    package = json.loads(
        (ROOT / "platform/backstage/packages/backend/package.json").read_text("utf-8")
    )
    exporter = "@opentelemetry/exporter-prometheus" in package["dependencies"]
    assert exporter is RUNTIME["metrics"]["exported"]
    monitors = [one for one in render(PRODUCTION) if one["kind"] == "ServiceMonitor"]
    assert exporter is bool(monitors)
