"""Talks to a language server as an editor does: JSON-RPC over its standard streams."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

Message = dict[str, Any]


@dataclass
class LanguageServer:
    """A running server, the folder that is open in it, and the settings that it may ask for."""

    reader: IO[bytes]
    writer: IO[bytes]
    folder: Path
    settings: Mapping[str, Any]
    last: int = 0
    seen: set[str] = field(default_factory=set)

    def request(self, method: str, **parameters: Any) -> Any:
        """Return what the server answers."""
        self.last += 1
        number = self.last
        self._send({"id": number, "method": method, "params": parameters})
        answer = self._wait_for(lambda message: message.get("id") == number)
        assert "error" not in answer, answer
        return answer["result"]

    def notify(self, method: str, **parameters: Any) -> None:
        """Tell the server of something."""
        self._send({"method": method, "params": parameters})

    def diagnostics(self, name: str, text: str) -> list[str]:
        """Return what the server has to say of a file of this text, with the lines."""
        with self._opened(name, text) as uri:
            published = self._wait_for(
                lambda message: (
                    message.get("method") == "textDocument/publishDiagnostics"
                    and message["params"]["uri"] == uri
                )
            )
        found = published["params"]["diagnostics"]
        told = sorted((item["range"]["start"]["line"] + 1, item["message"]) for item in found)
        return [f"{line}: {message}" for line, message in told]

    def offered(self, name: str, text: str) -> list[str]:
        """Return what the server offers at the end of this text."""
        *above, line = text.split("\n")
        with self._opened(name, text) as uri:
            found = self.request(
                "textDocument/completion",
                textDocument={"uri": uri},
                position={"line": len(above), "character": len(line)},
            )
        items = found["items"] if isinstance(found, dict) else found
        return sorted(item["label"] for item in items)

    @contextmanager
    def _opened(self, name: str, text: str) -> Iterator[str]:
        """Open a file and close it; once, or what was said of the first text would be read."""
        uri = (self.folder / name).as_uri()
        assert uri not in self.seen
        self.seen.add(uri)
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", textDocument=document)
        yield uri
        self.notify("textDocument/didClose", textDocument={"uri": uri})

    def _send(self, message: Message) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.writer.flush()

    def _wait_for(self, wanted: Callable[[Message], bool]) -> Message:
        """Read until the wanted message, and answer what the server asks in the meantime."""
        while True:
            message = self._receive()
            if "method" in message and "id" in message:
                self._send({"id": message["id"], "result": self._answer(message)})
            elif wanted(message):
                return message

    def _answer(self, message: Message) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        return [self.settings.get(item["section"]) for item in message["params"]["items"]]

    def _receive(self) -> Message:
        length = 0
        while line := self.reader.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        message: Message = json.loads(self.reader.read(length))
        return message


@contextmanager
def language_server(
    command: Sequence[object], folder: Path, settings: Mapping[str, Any]
) -> Iterator[LanguageServer]:
    """Start a server with `folder` open in it, and stop it at the end."""
    process = subprocess.Popen(
        [str(word) for word in command],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    # A server that says nothing more would be waited for without an end.
    patience = threading.Timer(60, process.kill)
    patience.start()
    assert process.stdin
    assert process.stdout
    server = LanguageServer(process.stdout, process.stdin, folder, settings)
    place = {"uri": folder.as_uri(), "name": folder.name}
    try:
        server.request(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            workspaceFolders=[place],
            capabilities={
                "workspace": {"configuration": True, "workspaceFolders": True},
                "textDocument": {"completion": {"completionItem": {"snippetSupport": True}}},
            },
        )
        server.notify("initialized")
        yield server
        server.request("shutdown")
        server.notify("exit")
        process.wait(10)
    finally:
        patience.cancel()
        process.kill()
        process.communicate()
