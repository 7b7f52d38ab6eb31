import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.interview.guide import Topic, load_guide
from byline.interview.thinness import (
    lacking,
    shrugs,
)

FULL = ""
ANY = "any"
"""The answer is thin; what is asked for first is a matter of taste."""

SPOKEN = [
    # topic, answer, what it lacks
    ("situation", "药店店长，八年了。", FULL),
    ("situation", "2016年入行，先做导购，后来做店长，管着两家店。", FULL),
    ("situation", "自己开了个小公司，做标书的，三年多了，四个人。", FULL),
    ("situation", "我八岁的时候就喜欢画画，现在接童书插画。", FULL),
    ("situation", "就上班呗。", "evasive"),
    ("situation", "自由职业", "evasive"),
    ("situation", "不知道怎么说，反正就那样吧。", "evasive"),
    (
        "situation",
        "我在一家连锁药店做店长，手下六个人，管进货、排班、盘点，什么杂事都归我。",
        "time",
    ),
    ("situation", "嗯……今天天气真不错，你们这个软件挺好用的，字也大，我妈都能用。", "time"),
    (
        "skill",
        "库存对不上账的时候他们都来找我。去年我把盘点从两天改成半天，后来差错率降到千分之二。",
        FULL,
    ),
    ("skill", "有一次半夜十一点系统崩了，我一个人查到凌晨四点，后来就再没崩过。", FULL),
    (
        "skill",
        "他们写材料写不下去就来找我，我一般先让他把要说的话念一遍，念着念着就顺了，那天小李念到一半"
        "自己就笑了，说原来我连自己要说啥都不知道，后来他每次都先念。",
        FULL,
    ),
    (
        "skill",
        "他们写材料写不下去就来找我，我让他先把要说的话念给我听，念着念着就顺了，那天小李念到半路自己就笑"
        "了，说原来我连自己要说啥都没想好，后来他回回都先念，老板也不退他的稿子了。",
        FULL,
    ),
    ("skill", "没啥拿手的。", "evasive"),
    ("skill", "盘点。", "evasive"),
    ("skill", "随便吧，都还行吧，也说不上来有什么特别的。", "evasive"),
    (
        "skill",
        "电脑出毛病、打印机卡纸、Excel 不会写，什么都来找我，我也说不清为什么。",
        "number",
    ),
    (
        "skill",
        "我会修车，就是发动机那一块，别人听不出来的异响我能听出来，听两分钟就知道是哪儿。",
        "scene",
    ),
    ("skill", "3个人", ANY),
    (
        "result",
        "2021年我带着五个人把仓库从三层搬到一层，用了十一天，一件货没丢，后来老板把另一个仓也给我了。",
        FULL,
    ),
    ("result", "二零一九年到二零二二年，三年跑了四百多家店，做到了大区第一。", FULL),
    ("result", "没有吧，都挺普通的，想不起来。", "evasive"),
    ("result", "考上了研究生。", "evasive"),
    ("result", "忘了。", "evasive"),
    ("result", "我把我们科的排班表改了，大家都挺满意的，护士长还夸我了，反正比以前强多了。", ANY),
    (
        "result",
        "那个时候我们厂子快不行了，我带着几个老师傅一台一台机器地修，修好一台开一台，最后把那批出口的"
        "单子赶出来了，厂长后来见人就说，要不是我们几个，厂子就关门了，这事我记一辈子。",
        ANY,
    ),
    (
        "asked",
        "我一个表妹问我，说姐你那个账是怎么记的，我就把表发给她了，后来她自己店里也用上了，上个月还跟我"
        "说省了好多事。",
        FULL,
    ),
    (
        "asked",
        "上周三，楼下开早餐店的王姐问我，外卖平台扣点太高怎么办，我说你先把满减关了试一个礼拜，结果她利润"
        "没少，还少忙活了。",
        FULL,
    ),
    ("asked", "新手妈妈来问奶粉怎么换。", ANY),
    ("asked", "邻居问怎么报税。", "evasive"),
    ("asked", "不清楚，好像没人问。", "evasive"),
    ("asked", "别人老是问我怎么减肥的，其实我也没有什么方法。", ANY),
    ("audience", "就那种刚当上组长的人，最怕开会的时候底下人不说话。", FULL),
    ("audience", "开小饭馆的夫妻俩，晚上十点关门了还得对账，最怕月底一算没挣着钱。", FULL),
    ("audience", "所有人。", "evasive"),
    ("audience", "刚毕业的学生，他们最怕面试，什么都不懂，我当年也是这样过来的。", "scene"),
    ("passion", "养多肉，养了七年，晚上回家第一件事就是看它们，出差都让邻居拍照给我。", FULL),
    ("passion", "拍鸟。从2014年开始，冬天凌晨四点去湿地蹲着，冻得手都按不动快门。", FULL),
    ("passion", "看小说算吗", "evasive"),
    ("passion", "没有，下班就想躺着。", "evasive"),
    ("passion", "我特别喜欢做木工，家里的桌子椅子都是自己做的，阳台堆满了木头。", ANY),
    (
        "opinion",
        "他们都说要多发朋友圈，我觉得不对，发多了人家就把你屏蔽了，我都是等客户问我再回。",
        FULL,
    ),
    ("opinion", "没什么不同意的。", "evasive"),
    ("opinion", "不好说，这个行业水太深了。", "evasive"),
    ("opinion", "便宜没好货这句话就是错的，便宜的也有好的，贵的也有坑。", "words"),
    ("profession", "可以啊，有一次客户半夜发照片过来，我十分钟就给他看明白了。", FULL),
    ("profession", "不行，得到现场。", "evasive"),
    ("assets", "大专，药学，2012年毕业，执业药师证考了三年。", FULL),
    ("assets", "初中毕业。", "evasive"),
    ("assets", "就一个会计证，别的没有。", ANY),
    ("hours", "六七个小时吧，周末。", FULL),
    ("hours", "十个小时，不急。", FULL),
    ("hours", "看情况。", "evasive"),
    ("hours", "每天晚上孩子睡了以后能有一点时间，钱上不算急，但也不能一直不挣钱。", "number"),
    ("accounts", "一个抖音号，八百多粉，都是同学亲戚，发过二十来条。", FULL),
    ("accounts", "有个老客户群，两百多人。", FULL),
    ("accounts", "没有账号。", "evasive"),
    (
        "accounts",
        "朋友圈，都是同行和老客户，偶尔发一发，没怎么正经经营过，也没开过公众号。",
        "number",
    ),
    ("trust", "我以前的店长，她说我是她带过最省心的。", FULL),
    ("trust", "没有吧。", "evasive"),
    ("looks", "只写字。", FULL),
    ("looks", "都行。", FULL),
    ("boundary", "没有。", FULL),
    ("boundary", "工资别写，公司名也别写。", FULL),
]

NOT_SHRUGS = [
    ("audience", "新手妈妈不知道怎么冲奶粉，一到夜里就慌。"),
    ("audience", "刚当上店长，不清楚库存怎么对，月底盘点的时候最怕。"),
    ("trust", "我师傅，他说我干活从来不随便。"),
]
"""An evasive word in an answer that is full: somebody else does not know."""


def topic(name: str) -> Topic:
    found = load_guide().topic(name)
    assert found is not None
    return found


@pytest.mark.parametrize(("name", "answer", "lack"), SPOKEN)
def test_spoken_answers(name: str, answer: str, lack: str):
    found = lacking(answer, topic(name))
    if lack == ANY:
        assert found
    else:
        assert found == lack


@pytest.mark.parametrize(("name", "answer"), NOT_SHRUGS)
def test_somebody_elses_not_knowing_is_no_shrug(name: str, answer: str):
    assert lacking(answer, topic(name)) == ""
    assert not shrugs(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "没啥。",
        "不知道怎么说，反正就那样吧。",
        "其实我也说不上来",
        "嗯……随便吧",
        "没什么不同意的。",
    ],
)
def test_shrugs(answer: str):
    assert shrugs(answer)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   ",
        "盘点。",
        "没什么特别的，别人听不出来的异响我能听出来。",
        "没啥，就是把三千个货号重新排了一遍。",
        "没什么好说的。" + "我把仓库重新理了一遍，一个货架一个货架地理。" * 2,
    ],
)
def test_what_tells_something_is_no_shrug(answer: str):
    assert not shrugs(answer)


def test_last_year_is_a_time():
    assert lacking("去年损耗从两成降到百分之七。", topic("result")) == ""


def test_no_problem_is_nobodys_words():
    answer = "老张、小李他们都亲眼见过，一起干了好多年的，肯定愿意的，没问题。"
    assert lacking(answer, topic("trust")) == "words"


def test_a_topic_that_wants_nothing_is_never_probed():
    for name in ("looks", "boundary"):
        assert lacking("不知道", topic(name)) == ""


@given(st.text(max_size=200), st.sampled_from(load_guide().topics))
def test_any_text_gets_one_of_the_known_verdicts(answer: str, about: Topic):
    known = {"", *about.wants, "evasive"}
    verdict = lacking(answer, about)
    assert verdict in known
    assert verdict == lacking(answer, about)


@given(st.sampled_from([row for row in SPOKEN if row[2] == FULL]), st.text(max_size=60))
def test_more_words_never_make_a_full_answer_thin(row: tuple[str, str, str], more: str):
    name, answer, _ = row
    assert lacking(f"{answer}\n{more}", topic(name)) == ""
