"""The network in torch against what runs without it."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("onnx")

from tagger.chain import Transitions  # noqa: E402
from tagger.corpora import LabelledReference, LabelledSpan  # noqa: E402
from tagger.decode import viterbi  # noqa: E402
from tagger.distil import Teachers  # noqa: E402
from tagger.encoding import Encoder  # noqa: E402
from tagger.errors import ModelError  # noqa: E402
from tagger.export import export_files  # noqa: E402
from tagger.labels import NAMES  # noqa: E402
from tagger.marginals import Marginals  # noqa: E402
from tagger.model import Model  # noqa: E402
from tagger.model_files import HEADER, build_header  # noqa: E402
from tagger.network import CHAIN, NetworkConfig, ReferenceNetwork  # noqa: E402
from tagger.tokenizer import locate, split, tokenize  # noqa: E402
from tagger.weights import read_network  # noqa: E402

pytestmark = pytest.mark.train

TEXTS = [
    "Gereffi G., Humphrey J. (2005). The Governance. Review, 12(1): 78-104",
    "A.",
    "[12] M. Rossi, Titolo del libro, Bologna 1986, p. 23. https://doi.org/10.1000/182",
    "x " * 200,
]


@pytest.fixture(scope="module", params=[True, False], ids=["gated", "rectified"])
def network(request: pytest.FixtureRequest) -> ReferenceNetwork:
    torch.manual_seed(0)
    config = NetworkConfig(n_labels=len(NAMES), width=24, dilations=(1, 4), gates=request.param)
    made = ReferenceNetwork(config)
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
        # a number on the border between two steps may fall to either side
        np.testing.assert_allclose(alone[0], found[row, :length], atol=0.05 * spread)


def test_teachers_expect_what_they_score() -> None:
    """A network among its own teachers expects its own paths; their gradient vanishes there."""
    torch.manual_seed(1)
    config = NetworkConfig(n_labels=3, width=8, dilations=(1,))
    one, two = ReferenceNetwork(config).eval(), ReferenceNetwork(config).eval()
    with torch.no_grad():
        for made in (one, two):
            for name in CHAIN:
                getattr(made, name).normal_()
    encoder = Encoder()
    batch = encoder.batch(encoder.encode(map(reference, TEXTS[:3])))
    inputs = tuple(map(torch.from_numpy, (batch.types, batch.index, batch.spaces, batch.lengths)))

    def divergence(teachers: list[ReferenceNetwork], learner: ReferenceNetwork) -> torch.Tensor:
        learner.zero_grad()
        emissions = learner.emissions(*inputs)
        expected = Teachers(teachers).expected_path(learner, emissions, inputs)
        loss = learner.log_z(emissions, inputs[3]).mean() - expected
        loss.backward()
        return loss.detach()

    entropy = divergence([one], one)
    largest = max(float(p.grad.abs().max()) for p in one.parameters() if p.grad is not None)
    assert largest < 1e-4  # nothing to learn from oneself
    assert entropy > 0
    assert divergence([two], one) > divergence([two], two) + 0.1


def test_the_teachers_expectation_by_brute_force() -> None:
    torch.manual_seed(2)
    config = NetworkConfig(n_labels=2, width=4, dilations=(1,))
    teacher, learner = ReferenceNetwork(config).eval(), ReferenceNetwork(config).eval()
    with torch.no_grad():
        for made in (teacher, learner):
            for name in CHAIN:
                getattr(made, name).normal_()
    encoder = Encoder()
    text = "Rossi 1999"
    example = LabelledReference("x", text, (LabelledSpan(0, 5, NAMES[0]),))
    batch = encoder.batch(encoder.encode([example]))
    inputs = tuple(map(torch.from_numpy, (batch.types, batch.index, batch.spaces, batch.lengths)))
    paths = [
        torch.tensor([path])
        for path in itertools.product(range(5), repeat=2)
        if path[0] < 3 and (path[1] < 3 or path[1] - 2 in (path[0], path[0] - 2))
    ]
    with torch.no_grad():
        own, other = learner.emissions(*inputs), teacher.emissions(*inputs)
        weight = torch.cat([teacher.path(other, path, inputs[3]) for path in paths])
        value = torch.cat([learner.path(own, path, inputs[3]) for path in paths])
        expected = (torch.softmax(weight, 0) * value).sum()
    found = Teachers([teacher]).expected_path(learner, own, inputs)
    assert found.item() == pytest.approx(float(expected), abs=1e-4)


@pytest.mark.parametrize("eight_bits", [False, True])
@pytest.mark.parametrize("summary", [False, True])
@pytest.mark.parametrize("gates", [False, True])
def test_a_network_comes_back_from_its_files(eight_bits: bool, summary: bool, gates: bool) -> None:
    torch.manual_seed(3)
    config = NetworkConfig(
        n_labels=len(NAMES), width=24, dilations=(1, 4), summary=summary, gates=gates
    )
    made = ReferenceNetwork(config).eval()
    encoder = Encoder()
    batch = encoder.batch(encoder.encode(map(reference, TEXTS)))
    files = export_files(made, [batch] if eight_bits else [])
    header = build_header(files, NAMES, {"version": "0"})
    back = read_network({**files, HEADER: json.dumps(header).encode()}, "test")
    assert (back.config.width, back.config.dilations) == (24, (1, 4))
    assert (back.config.summary, back.config.gates) == (summary, gates)
    expected, _, lengths = torch_emissions(made, TEXTS)
    found, _, _ = torch_emissions(back, TEXTS)
    least = 0.2 * float(expected.std()) if eight_bits else 1e-4
    for row, length in enumerate(lengths):
        np.testing.assert_allclose(found[row, :length], expected[row, :length], atol=least)


def test_a_foreign_graph_is_refused(network: ReferenceNetwork) -> None:
    files = export_files(network)
    files["context.onnx"], files["tokens.onnx"] = files["tokens.onnx"], files["context.onnx"]
    header = build_header(files, NAMES, {"version": "0"})
    with pytest.raises(ModelError, match="R005"):
        read_network({**files, HEADER: json.dumps(header).encode()}, "test")
