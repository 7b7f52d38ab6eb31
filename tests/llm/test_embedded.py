import sys
from pathlib import Path

import pytest

from byline.errors import ModelMissingError
from byline.llm.embedded import EmbeddedServer


def test_without_the_runtime_the_ways_on_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ModelMissingError, match="pip install") as caught, EmbeddedServer(tmp_path):
        pass
    assert "BYLINE_BASE_URL" in str(caught.value)


def test_a_broken_file_is_named_and_nothing_is_printed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("xllamacpp")
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelMissingError) as caught, EmbeddedServer(broken):
        pass
    assert caught.value.value == str(broken)
    assert capfd.readouterr() == ("", "")
