"""A model may word an answer; what it adds is thrown away."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from anpei.enquiries import wording
from anpei.enquiries.answering import Answer, Citation, Line
from anpei.enquiries.wording import Model

OWN = Answer(
    lead="每次意外先由您承担一百元。",
    lead_cites=(1,),
    lines=(Line("同一次意外不再扣。", (1,)),),
    citations=(Citation("clause", "2.3.2", "条款 2.3.2", "每次意外事故的免赔额为一百元。"),),
    sure_bp=9_000,
)


class Fake:
    """A server that speaks as an OpenAI-compatible one does, with the words it is given; it keeps what it was asked."""

    def __init__(self) -> None:
        self.says: Callable[[dict[str, Any]], Any] = lambda _asked: {}
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.status = 200


@pytest.fixture
def fake() -> Iterator[tuple[Fake, Model]]:
    state = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(body)
            state.keys.append(self.headers.get("Authorization", ""))
            said = state.says(body)
            content = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
            answer = json.dumps({"choices": [{"message": {"content": content}}]}).encode()
            self.send_response(state.status if self.path == "/v1/chat/completions" else 404)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield state, Model(f"http://127.0.0.1:{server.server_address[1]}/v1", "small", "secret")
    server.shutdown()
    thread.join()
    server.server_close()


def test_other_words_for_the_same_facts_are_used(fake: tuple[Fake, Model]) -> None:
    state, model = fake
    state.says = lambda _asked: {"lead": "一次意外，您先出一百元。", "lines": ["这次意外后面就不再扣了。"]}

    found = wording.reworded(model, OWN, "zh-hans")

    assert (found.lead, found.lines[0].text, found.words) == (
        "一次意外，您先出一百元。",
        "这次意外后面就不再扣了。",
        "model",
    )
    assert (found.lead_cites, found.lines[0].cites, found.citations) == ((1,), (1,), OWN.citations)
    assert state.keys == ["Bearer secret"]
    assert "您" not in state.asked[0]["messages"][0]["content"]


@pytest.mark.parametrize(
    "said",
    [
        {"lead": "每次意外先由您承担二百元。", "lines": ["同一次意外不再扣。"]},
        {"lead": "每次意外先由您承担 100 元。", "lines": ["同一次意外不再扣。"]},
        {"lead": "每次意外先由您承担。", "lines": ["同一次意外不再扣。"]},
        {"lead": "每次意外先由您承担一百元。", "lines": ["同一次意外还要扣。"]},
        {"lead": "每次意外先由您承担一百元，其余保证赔。", "lines": ["同一次意外不再扣。"]},
        {"lead": "按《民法典》每次意外先由您承担一百元。", "lines": ["同一次意外不再扣。"]},
        {"lead": "每次意外先由您承担一百元。", "lines": []},
        {"lead": "", "lines": ["同一次意外不再扣。"]},
        {"lead": "每次意外先由您承担一百元。" * 9, "lines": ["同一次意外不再扣。"]},
        {"lines": ["同一次意外不再扣。"]},
        "不是 JSON",
        ["一", "二"],
    ],
)
def test_what_the_sources_do_not_say_is_thrown_away(fake: tuple[Fake, Model], said: Any) -> None:
    state, model = fake
    state.says = lambda _asked: said

    assert wording.reworded(model, OWN, "zh-hans") == OWN


def test_a_model_that_fails_or_is_away_changes_nothing(fake: tuple[Fake, Model]) -> None:
    state, model = fake
    state.status = 500

    assert wording.reworded(model, OWN, "zh-hans") == OWN
    assert wording.reworded(Model("http://127.0.0.1:9", "small", ""), OWN, "zh-hans") == OWN


def test_none_is_connected_by_default(settings) -> None:
    assert wording.worder() is None
    settings.MODEL_URL = "http://127.0.0.1:9/v1/"
    assert wording.worder() is not None


def test_english_numbers_are_figures_too() -> None:
    assert not wording.says_the_same("You wait sixty days.", "You wait thirty days.")
    assert wording.says_the_same("It is thirty days.", "You wait thirty days.")
