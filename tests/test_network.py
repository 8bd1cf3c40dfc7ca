"""The network in torch against what runs without it."""

from __future__ import annotations

import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from tagger.corpora import LabelledReference, LabelledSpan  # noqa: E402
from tagger.decode import Marginals, Transitions, viterbi  # noqa: E402
from tagger.encoding import Encoder  # noqa: E402
from tagger.export import export_files  # noqa: E402
from tagger.labels import NAMES  # noqa: E402
from tagger.model import Model  # noqa: E402
from tagger.model_files import HEADER, build_header  # noqa: E402
from tagger.network import NetworkConfig, ReferenceNetwork  # noqa: E402
from tagger.tokenizer import locate, split, tokenize  # noqa: E402

pytestmark = pytest.mark.train

TEXTS = [
    "Gereffi G., Humphrey J. (2005). The Governance. Review, 12(1): 78-104",
    "A.",
    "[12] M. Rossi, Titolo del libro, Bologna 1986, p. 23. https://doi.org/10.1000/182",
    "x " * 200,
]


@pytest.fixture(scope="module")
def network() -> ReferenceNetwork:
    torch.manual_seed(0)
    made = ReferenceNetwork(NetworkConfig(n_labels=len(NAMES), width=24, dilations=(1, 4)))
    with torch.no_grad():
        for name in ("segment", "from_begin", "from_inside", "start", "end"):
            getattr(made, name).normal_()
    return made.eval()


@pytest.fixture(scope="module")
def model(network: ReferenceNetwork) -> Model:
    files = export_files(network)
    header = build_header(files, NAMES, {"version": "0"})
    return Model({**files, HEADER: json.dumps(header).encode()})


def reference(text: str) -> LabelledReference:
    tokens = tokenize(text)
    spans = [
        LabelledSpan(t.start, t.end, NAMES[i % len(NAMES)]) for i, t in enumerate(tokens) if i % 3
    ]
    return LabelledReference("x", text, tuple(spans))


def emissions(model: Model, texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    words = [split(text) for text in texts]
    return model.emissions(texts, words, list(map(locate, texts, words)))


def torch_emissions(network: ReferenceNetwork, texts: list[str]) -> tuple:
    encoder = Encoder()
    batch = encoder.batch(encoder.encode(map(reference, texts)))
    arrays = (batch.types, batch.index, batch.spaces, batch.lengths)
    with torch.no_grad():
        emissions = network.emissions(*map(torch.from_numpy, arrays))
    return emissions, torch.from_numpy(batch.tags), torch.from_numpy(batch.lengths)


def test_onnx_agrees_with_torch(network: ReferenceNetwork, model: Model) -> None:
    expected, _, lengths = torch_emissions(network, TEXTS)
    found, _ = emissions(model, TEXTS)
    for row, length in enumerate(lengths):
        np.testing.assert_allclose(found[row, :length], expected[row, :length], atol=1e-4)


def test_a_string_is_scored_alike_alone_and_in_a_batch(model: Model) -> None:
    together, lengths = emissions(model, TEXTS)
    for row, length in enumerate(lengths):
        alone, _ = emissions(model, [TEXTS[row]])
        np.testing.assert_allclose(alone[0], together[row, :length], atol=1e-4)


def test_loss_is_the_log_likelihood_of_the_decoder(network: ReferenceNetwork) -> None:
    emissions, tags, lengths = torch_emissions(network, TEXTS)
    order = torch.argsort(lengths, descending=True)
    emissions, tags, lengths = emissions[order], tags[order], lengths[order]
    transitions = Transitions(
        *(
            getattr(network, name).detach().numpy()
            for name in ("segment", "from_begin", "from_inside", "start", "end")
        )
    )
    with torch.no_grad():
        log_z = network.log_z(emissions, lengths).numpy()
        best = torch.from_numpy(viterbi(emissions.numpy(), lengths.numpy(), transitions))
        best_score = network.path(emissions, best, lengths).numpy()
        gold_score = network.path(emissions, tags, lengths).numpy()
        loss = network.loss(emissions, tags, lengths).item()
    np.testing.assert_allclose(
        log_z, Marginals(emissions.numpy(), lengths.numpy(), transitions).log_z, rtol=1e-4
    )
    assert (best_score >= gold_score - 1e-3).all()
    assert (best_score <= log_z + 1e-3).all()
    assert loss == pytest.approx((log_z - gold_score).mean(), rel=1e-4)


def test_gradients_reach_every_parameter(network: ReferenceNetwork) -> None:
    emissions, tags, lengths = torch_emissions_with_grad(network)
    network.loss(emissions, tags, lengths).backward()
    silent = [
        name for name, p in network.named_parameters() if p.grad is None or not p.grad.abs().sum()
    ]
    network.zero_grad()
    assert silent == []


def torch_emissions_with_grad(network: ReferenceNetwork) -> tuple:
    encoder = Encoder()
    batch = encoder.batch(encoder.encode(map(reference, TEXTS)))
    arrays = (batch.types, batch.index, batch.spaces, batch.lengths)
    emissions = network.emissions(*map(torch.from_numpy, arrays))
    return emissions, torch.from_numpy(batch.tags), torch.from_numpy(batch.lengths)


def test_eight_bits_change_little(network: ReferenceNetwork) -> None:
    """Scores of the quantised graph stay near, whatever stands beside a string."""
    encoder = Encoder()
    batch = encoder.batch(encoder.encode(map(reference, TEXTS)))
    files = export_files(network, [batch])
    header = build_header(files, NAMES, {"version": "0"})
    small = Model({**files, HEADER: json.dumps(header).encode()})
    expected, _, lengths = torch_emissions(network, TEXTS)
    found, _ = emissions(small, TEXTS)
    spread = float(expected.std())
    for row, length in enumerate(lengths):
        difference = np.abs(found[row, :length] - expected[row, :length].numpy())
        assert difference.max() < 0.2 * spread
        assert difference.mean() < 0.03 * spread
        assert difference.max() > 0
        alone, _ = emissions(small, [TEXTS[row]])
        np.testing.assert_allclose(alone[0], found[row, :length], atol=1e-4)
