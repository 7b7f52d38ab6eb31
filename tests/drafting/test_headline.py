"""Titles and tags that a platform takes and a post carries."""

import pytest
from outline_samples import brief

from byline.drafting.headline import fitting_tags, fitting_titles

BODY = "去年我把盘点从两天改成半天，差错率降到千分之二。"


@pytest.mark.parametrize(
    ("titles", "fit"),
    [
        (["盘点从两天改成半天", "盘点别急"], ["盘点从两天改成半天", "盘点别急"]),
        (["盘点从2天改成半天"], ["盘点从2天改成半天"]),
        (["太" * 21, "盘点老对不上怎么办"], ["盘点老对不上怎么办"]),
        (["三天搞定盘点", "盘点省十万", "盘点专家教你", "盘点怎么改"], ["盘点怎么改"]),
        (["全国第一的盘点法", "盘点怎么改"], ["盘点怎么改"]),
        (["", "  ", "盘点怎么改", "盘点怎么改"], ["盘点怎么改"]),
        (["《盘点怎么改》"], ["盘点怎么改"]),
        ([" \x07盘点怎么改\n"], ["盘点怎么改"]),
        (["别信“便宜没好货”"], ["别信“便宜没好货”"]),
        (["《红楼梦》里的盘点"], ["《红楼梦》里的盘点"]),
    ],
)
def test_the_titles_that_fit(titles: list[str], fit: list[str]):
    assert fitting_titles(titles, BODY, brief()) == fit


def test_a_topic_that_is_too_long_is_cut_where_nothing_else_fits():
    assert fitting_titles(["题" * 30, "省十万"], BODY, brief()) == ["题" * 20]


def test_a_figure_of_the_topic_may_stand_in_the_title():
    asked = brief("盘点三天都做不完怎么办")
    assert fitting_titles([asked.topic], BODY, asked) == [asked.topic]


@pytest.mark.parametrize(
    ("tags", "fit"),
    [
        (["#盘点", "＃差错率", " 盘点 "], ["盘点", "差错率"]),
        (["#", "# 盘点", "盘 点"], ["盘点"]),
        (["盘点不准", "盘点的人", "盘点"], ["盘点"]),
        (["月入十万", "盘点"], ["盘点"]),
        (["职场提升", "盘点方法"], ["盘点方法"]),
    ],
)
def test_the_tags_that_fit(tags: list[str], fit: list[str]):
    assert fitting_tags(tags, BODY) == fit
