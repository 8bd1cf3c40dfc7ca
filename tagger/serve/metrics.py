"""What the service counts, in the text format of Prometheus.

Imports nothing of the package.  Invariant: labels have few values; paths and methods that the
service does not know are "other", so that no request can fill the memory with names.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

#: Seconds; from one short reference to the longest page.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT"))
OTHER = "other"


class Metrics:
    """Counters of one service.

    Attributes
    ----------
    registry : prometheus_client.CollectorRegistry
        Its own, so that several services can be in one process.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "reftagger_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "reftagger_request_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._rejected = Counter(
            "reftagger_rejected", "Requests that were refused.", ("reason",), registry=self.registry
        )
        #: Requests that are read or answered now.
        self.in_flight = Gauge(
            "reftagger_in_flight", "Requests that are read or answered.", registry=self.registry
        )
        #: Strings that came to be tagged.
        self.strings = Counter(
            "reftagger_strings", "Strings that came to be tagged.", registry=self.registry
        )
        self._gauges = {
            name: Gauge(f"reftagger_{name}", text, registry=self.registry)
            for name, text in (
                ("workers_ready", "Processes that tag."),
                ("worker_restarts", "Processes that took the place of one that died."),
                ("tasks_waiting", "Tasks that no process has taken yet."),
            )
        }

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request.

        Parameters
        ----------
        route : str
            Path of the service, `OTHER` for any that it does not have.
        method : str
            As it came.
        status : int
            Of the answer; 0 where there was none.
        seconds : float
            It took.
        """
        method = method if method in _METHODS else OTHER
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def rejected(self, reason: str) -> None:
        """Count a refusal.

        Parameters
        ----------
        reason : str
            One word.
        """
        self._rejected.labels(reason).inc()

    def text(self, **values: float) -> bytes:
        """Write all that was counted.

        Parameters
        ----------
        **values : float
            What is now: ``workers_ready``, ``worker_restarts``, ``tasks_waiting``.

        Returns
        -------
        bytes
            Text format 0.0.4.
        """
        for name, value in values.items():
            self._gauges[name].set(value)
        return generate_latest(self.registry)
