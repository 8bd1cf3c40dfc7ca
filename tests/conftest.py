"""Shared fixtures: a small model with random weights, built once, and the shipped one."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from typing import Any

import pytest

# Marks of tests that must not be skipped, such as "spark browser"; set by .ci/run.
REQUIRED = frozenset(os.environ.get("REQUIRED_MARKS", "").split())


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let a test fail that is skipped although it is required, and not for want of a file."""
    report = yield
    names = {mark.name for mark in item.iter_markers()}
    marks = REQUIRED & names if "shared" not in names else set()
    if report.skipped and marks and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"required ({', '.join(marks)}), but skipped: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def small_files() -> dict[str, bytes]:
    """Files of an untrained model: enough for everything but the quality of its answers."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from tagger.export import export_files
    from tagger.labels import NAMES
    from tagger.model_files import HEADER, build_header
    from tagger.network import NetworkConfig, ReferenceNetwork

    torch.manual_seed(3)
    network = ReferenceNetwork(NetworkConfig(n_labels=len(NAMES), width=16, dilations=(1, 2)))
    with torch.no_grad():
        for name in ("segment", "from_begin", "from_inside", "start", "end"):
            getattr(network, name).normal_()
    files = export_files(network.eval())
    header = build_header(files, NAMES, {"name": "small", "version": "0.1.0"})
    return {**files, HEADER: json.dumps(header).encode()}
