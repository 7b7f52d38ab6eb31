import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline import files
from byline.errors import InputError, StorageError


def test_replace_is_private_and_leaves_no_litter(tmp_path):
    path = tmp_path / "a.md"
    path.write_text("旧")
    path.chmod(0o644)
    files.replace(path, "新\r\n")
    assert path.read_bytes() == "新\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_replace_keeps_a_symbolic_link(tmp_path):
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("旧")
    link.symlink_to(real)
    files.replace(link, "新")
    assert link.is_symlink()
    assert real.read_text() == "新"


def no_space(*_, **__):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("write", [files.replace, files.append])
@pytest.mark.parametrize("call", ["fsync", "write"])
def test_a_refused_write_leaves_the_file_and_hands_back_the_words(
    tmp_path, monkeypatch, write, call
):
    path = tmp_path / "a.md"
    path.write_text("旧")
    if call == "write" and write is files.replace:
        monkeypatch.setattr(files.os, "fdopen", no_space)
    monkeypatch.setattr(files.os, call, no_space)
    with pytest.raises(StorageError, match="No space") as caught:
        write(path, "新的话")
    monkeypatch.undo()
    assert caught.value.unsaved == "新的话"
    assert path.read_text() == "旧"
    assert list(tmp_path.iterdir()) == [path]


def test_half_an_append_is_taken_back(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    files.append(path, "一\n")
    real, calls = files.os.write, []

    def one_byte_then_interrupt(handle, data):
        calls.append(1)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return real(handle, data[:1])

    monkeypatch.setattr(files.os, "write", one_byte_then_interrupt)
    with pytest.raises(KeyboardInterrupt):
        files.append(path, "二\n")
    assert path.read_text() == "一\n"


def test_append_creates_a_private_file(tmp_path):
    files.append(tmp_path / "a", "x")
    files.append(tmp_path / "a", "y")
    assert (tmp_path / "a").read_text() == "xy"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


@given(st.text())
def test_what_is_written_is_read(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("f") / "a"
    files.replace(path, text)
    files.append(path, text)
    assert files.read_text(path) == (text + text).removeprefix("\ufeff")


def test_make_folder(tmp_path):
    files.make_folder(tmp_path / "a" / "b")
    files.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="建不了文件夹"):
        files.make_folder(tmp_path / "file" / "b")


def test_unreadable_files_are_input_errors(tmp_path):
    (tmp_path / "gbk.txt").write_bytes("好".encode("gbk"))
    with pytest.raises(InputError, match="第 1 个字节"):
        files.read_text(tmp_path / "gbk.txt")
    with pytest.raises(InputError, match="打不开"):
        files.read_text(tmp_path / "none.txt")
