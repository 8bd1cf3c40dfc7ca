"""A Spark cluster on loopback for the tests: a master and workers, each a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

# Of Java: what runs for seconds only is not worth compiling twice.
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


class Cluster:
    """A standalone master and its workers, each in a process group of its own."""

    def __init__(self, home: Path, n_workers: int) -> None:
        self.home = home
        ports = iter(free_ports(2))
        port, self._page = next(ports), next(ports)
        self.url = f"spark://127.0.0.1:{port}"
        self.environment = self._configure()
        self._processes: list[subprocess.Popen] = []
        where = ["--host", "127.0.0.1"]
        self._start("master.Master", *where, "--port", str(port), "--webui-port", str(self._page))
        wait(lambda: self.n_alive() == 0, "the master")
        self.workers = [
            # two cores: one for the session of the tests, one for the command line beside it
            self._start("worker.Worker", *where, "--cores", "2", "--memory", "1100m",
                        "--webui-port", "0", "--work-dir", str(home / f"work{i}"), self.url)
            for i in range(n_workers)
        ]  # fmt: skip
        wait(lambda: self.n_alive() == n_workers, "the workers")

    def _configure(self) -> dict[str, str]:
        spark_home = Path(find_spec("pyspark").origin).parent  # type: ignore[union-attr,arg-type]
        conf = self.home / "conf"
        conf.mkdir()
        lines = (
            f"spark.master {self.url}",
            "spark.driver.host 127.0.0.1",
            "spark.driver.memory 512m",
            f"spark.driver.extraJavaOptions {QUICK_START}",
            f"spark.executor.extraJavaOptions {QUICK_START}",
            "spark.executor.memory 512m",
            "spark.executor.cores 1",
            "spark.cores.max 2",
            "spark.scheduler.minRegisteredResourcesRatio 1.0",
            "spark.sql.shuffle.partitions 2",
            "spark.shuffle.io.maxRetries 1",
            "spark.shuffle.io.retryWait 1s",
            "spark.ui.enabled false",
            "spark.ui.showConsoleProgress false",
        )
        (conf / "spark-defaults.conf").write_text("\n".join(lines))
        return {
            "SPARK_HOME": str(spark_home),
            "SPARK_CONF_DIR": str(conf),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self.home / "local"),
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": QUICK_START,
            "SPARK_MASTER_OPTS": "-Dspark.master.rest.enabled=false",  # its port is a fixed one
            "SPARK_LAUNCHER_OPTS": QUICK_START,
            "PYSPARK_PYTHON": sys.executable,
        }

    def _start(self, name: str, *arguments: str) -> subprocess.Popen:
        starter = Path(self.environment["SPARK_HOME"]) / "bin" / "spark-class"
        log = self.home / f"{name}-{len(self._processes)}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                ["bash", str(starter), f"org.apache.spark.deploy.{name}", *arguments],
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                start_new_session=True,
            )  # fmt: skip
        self._processes.append(process)
        return process

    def n_alive(self) -> int:
        """Ask the master for its workers; -1 while it does not answer."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(f"http://127.0.0.1:{self._page}/json/", timeout=5) as answer:
                return json.load(answer)["aliveworkers"]
        except OSError:
            return -1

    def stop(self) -> None:
        for process in self._processes:
            kill(process)


def kill(process: subprocess.Popen) -> None:
    """End a worker and its executors at once, as a machine that loses power does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_ports(n: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(n)]
    ports = [item.getsockname()[1] for item in sockets]
    for item in sockets:
        item.close()
    return ports


def wait(condition: Callable[[], bool], what: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited for {what} for {seconds} s"
        time.sleep(0.02)
