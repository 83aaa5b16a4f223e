"""The process that holds Helm: one JSON request on each line in, one JSON answer on each line out.

Helm runs apart because a chart can end its process: a template that calls itself through `tpl`
overflows the stack, `until 2000000000` asks for all memory, and neither can be caught.
Run as a script by `engines`, and by nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

MEMORY = 384 << 20
LONGEST_OUTPUT = 16 << 20
TOO_LONG = f"its templates render more than {LONGEST_OUTPUT >> 20} MiB"


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    # The data limit counts what is written to, not the address space that Go's runtime reserves.
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay one values file over another, as Helm does with several `--values`."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(value, dict) and isinstance(below, dict):
            merged[key] = _merge(below, value)
        else:
            merged[key] = value
    return merged


class _ValuesError(Exception):
    pass


def _values(helm: Any, paths: list[str]) -> dict[str, Any]:  # noqa: ANN401 - the untyped library
    values: dict[str, Any] = {}
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:  # noqa: PTH123 - imports are start-up time
                values = _merge(values, helm.values_from_yaml(file.read()))
        except (helm.HelmError, OSError, ValueError) as error:
            raise _ValuesError(path, str(error)) from error
    return values


def _render(helm: Any, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    values = _values(helm, request["values"])
    with helm.Chart.load(request["chart"]) as chart:
        declared = [entry["name"] for entry in chart.metadata.get("dependencies") or []]
        present = {entry["name"] for entry in chart.dependencies}
        missing = [name for name in declared if name not in present]
        if missing:
            return {"missing": missing}
        # Chart.render has no words for capabilities; the library below it has.
        call, handle = helm._native.call_string, chart._raw()  # noqa: SLF001
        text = call("helm_render", handle, json.dumps(values), json.dumps(request["options"]))
    if len(text) > LONGEST_OUTPUT:
        return {"error": TOO_LONG}
    return {"outputs": json.loads(text)}


def _lint(helm: Any, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    values = _values(helm, request["values"])
    report = helm.lint(request["chart"], values, kube_version=request["options"]["kube_version"])
    return {"messages": report["messages"]}


def _answer(helm: Any, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401
    try:
        return {"render": _render, "lint": _lint}[request["do"]](helm, request)
    except _ValuesError as error:
        return {"error": error.args[1], "path": error.args[0]}
    except Exception as error:  # noqa: BLE001 - whatever it is, the other side has to hear it
        return {"error": str(error) or type(error).__name__}


def main() -> None:
    """Answer until the other side closes the pipe."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # nothing that the library prints may look like an answer
    _limit_memory()
    import helm_python as helm  # noqa: PLC0415 - 80 MB, and under the limit from the start

    hello = {"helm": helm.helm_sdk_version(), "package": helm.__version__}
    print(json.dumps(hello), file=answers, flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(helm, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
