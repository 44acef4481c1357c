"""Counts and latencies in the text form that Prometheus reads."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from assistant.answer import Answer
from guardrails.verdict import Asker

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


class Metrics:
    """The counts of one running service."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._answers = self._counter("footfall_answers", "Answers by status and door", "status", "interface")
        self._refusals = self._counter("footfall_refusals", "Refused questions and statements by rule", "rule")
        self._doors = self._counter("footfall_door_refusals", "Tries without the right to it, by kind", "what")
        self._latency = Histogram(
            "footfall_answer_seconds", "Time of an answer by its part", ("part",), registry=self._registry,
            buckets=SECONDS,
        )  # fmt: skip
        self.running = Gauge("footfall_questions_running", "Questions being answered now", registry=self._registry)
        self._build = Gauge("footfall_build", "The warehouse being served", ("build",), registry=self._registry)

    def answered(self, answer: Answer, asker: Asker) -> None:
        """Count one answer."""
        self._answers.labels(answer.status, asker.interface).inc()
        for rule in {finding.id for finding in answer.findings} if answer.status == "refused" else ():
            self._refusals.labels(rule).inc()
        for part, milliseconds in answer.timings_ms.items():
            self._latency.labels(part).observe(milliseconds / 1000)

    def turned_away(self, what: str) -> None:
        """Count one try without the right to it."""
        self._doors.labels(what).inc()

    def text(self, build: str) -> bytes:
        """All of it, with the id of the build served now."""
        self._build.clear()
        self._build.labels(build).set(1)
        return generate_latest(self._registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, registry=self._registry)
