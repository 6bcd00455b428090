"""A real ssh server on this machine: the exchange, and what it can refuse. Skipped where no server is installed."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from efficacy_tui.sync.problems import SyncProblem
from tests.sync.conftest import Machine, git

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(SSHD is None, reason="no ssh server is installed")


class SshServer:
    """A server on a free port that lets in whoever has the key `mine`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        for name in ("host", "mine", "strange"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        shutil.copyfile(folder / "mine.pub", folder / "authorized_keys")
        host_key = (folder / "host.pub").read_text(encoding="utf-8")
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}", encoding="utf-8")
        (folder / "sshd_config").write_text(
            f"ListenAddress 127.0.0.1\nPort {self.port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
            f"StrictModes no\nAuthorizedKeysFile {folder}/authorized_keys\nPasswordAuthentication yes\n",
            encoding="utf-8",
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        command = [str(SSHD), "-D", "-e", "-f", str(folder / "sshd_config")]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = next((line for line in self.process.stderr if "listening" in line), None)
        if line is None:
            pytest.skip("the ssh server does not start here")

    def ssh_command(self, key: str = "mine", known_hosts: str = "known_hosts") -> str:
        options = f"-F none -o IdentitiesOnly=yes -o UserKnownHostsFile={self.folder / known_hosts}"
        return f"ssh {options} -o StrictHostKeyChecking=yes -i {self.folder / key}"

    def address(self, path: Path) -> str:
        return f"ssh://{getpass.getuser()}@127.0.0.1:{self.port}{path}"

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    server = SshServer(tmp_path / "server")
    yield server
    server.stop()


def test_two_machines_exchange_over_ssh_and_offline_nothing_is_lost(
    server: SshServer, one: Machine, two: Machine, remote: Path
) -> None:
    git(remote, "init", "--quiet", "--bare")
    for machine in (one, two):
        machine.environment["GIT_SSH_COMMAND"] = server.ssh_command()
    one.add("first")
    assert one.begin(server.address(remote)).relation == "empty"
    assert one.sync().is_sent
    assert two.begin(server.address(remote)).relation == "first"
    two.sync()
    two.add("second")
    assert two.sync().is_sent
    one.sync()
    assert one.texts() == two.texts() == {"first", "second"}
    server.stop()
    one.add("third")
    sentence = str(one.sync().problem)
    assert "cannot be reached now" in sentence
    assert "Connection refused" in sentence
    assert one.status().waits


def test_a_key_that_is_not_let_in_is_said_and_no_password_is_asked(
    server: SshServer, one: Machine, remote: Path
) -> None:
    git(remote, "init", "--quiet", "--bare")
    one.environment["GIT_SSH_COMMAND"] = server.ssh_command("strange")
    one.add("first")
    with pytest.raises(SyncProblem, match=r"did not let git in: “.*Permission denied .*” *\. Nothing was changed"):
        one.begin(server.address(remote))


def test_a_server_that_is_not_known_is_not_trusted(server: SshServer, one: Machine, remote: Path) -> None:
    git(remote, "init", "--quiet", "--bare")
    one.environment["GIT_SSH_COMMAND"] = server.ssh_command(known_hosts="nobody")
    one.add("first")
    with pytest.raises(SyncProblem, match="ssh does not trust the server"):
        one.begin(server.address(remote))


def test_a_repository_that_is_not_on_the_server_is_said(server: SshServer, one: Machine, remote: Path) -> None:
    one.environment["GIT_SSH_COMMAND"] = server.ssh_command()
    one.add("first")
    with pytest.raises(SyncProblem, match="There is no repository at ssh://"):
        one.begin(server.address(remote))
    assert not one.repository.exists()
