"""voice.yaml: readable, editable by hand, and never written over carelessly.

Owns: reading and writing it. Promise: an edit that does not validate is reported with file, line
and field, and nothing is overwritten; comments stay where they are; only changed values change.
"""

from __future__ import annotations

from pathlib import Path

from byline import edited_yaml
from byline.voice.models import Voice
from byline.workspace import Workspace

HEADER = """\
# 你的口气：写稿时照着它来。可以直接改，改过的地方重学（byline voice learn）时留着你的。
#   sentence   一句话多少字：short 四分之一不超过它，usual 一半，long 四分之三
#   particles  句尾语气词，一千字里几次；openers 句子常用的开头；address 怎么称呼读者
#   favourite  爱用的词；never 不用的词，稿子里出现会提醒
#   rules      byline learn 从你改稿里学到、你点过头的：replace 换词 / drop 不要 / add 爱加 /
#              shorter 短些 / longer 长些
#              scope 是平台编号或 all；不要的整条删掉，或把 status 改成 declined
#   keep       被疑心、你说还是你写的样本；me 样本里你用的名字
# stamps 是 byline 认出你改过哪里用的，不用管。
"""


def load(workspace: Workspace) -> Voice | None:
    """The voice of a workspace; None when none was learnt yet, HandEditError for a broken file."""
    return read(workspace.voice_path)


def read(path: Path) -> Voice | None:
    """Read and validate voice.yaml."""
    return edited_yaml.read(path, Voice)


def save(path: Path, voice: Voice) -> None:
    """Write voice.yaml atomically; what stands there already keeps its comments."""
    edited_yaml.update(path, HEADER, voice.model_dump(mode="json"))
