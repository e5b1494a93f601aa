"""Invented employers: every name says 示例, every credit code is formally right (GB 32100) and marked DEM."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from etl.demo.drawing import Array, choose

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714

BUILDING = "建筑业"
# The service city that a district seat usually is; names as in the list of industries.
INDUSTRIES = {
    "批发和零售业": 0.20,
    "住宿和餐饮业": 0.13,
    "租赁和商务服务业": 0.12,
    "居民服务、修理和其他服务业": 0.09,
    "建筑业": 0.09,
    "信息传输、软件和信息技术服务业": 0.07,
    "制造业": 0.06,
    "房地产业": 0.05,
    "教育": 0.04,
    "卫生和社会工作": 0.035,
    "交通运输、仓储和邮政业": 0.035,
    "文化、体育和娱乐业": 0.03,
    "科学研究和技术服务业": 0.03,
    "金融业": 0.02,
    "水利、环境和公共设施管理业": 0.01,
    "公共管理、社会保障和社会组织": 0.006,
    "电力、热力、燃气及水生产和供应业": 0.004,
    "农、林、牧、渔业": 0.002,
    "采矿业": 0.001,
    "国际组织": 0.0,
}
TRADES = {
    "批发和零售业": "商贸",
    "住宿和餐饮业": "餐饮管理",
    "租赁和商务服务业": "商务服务",
    "居民服务、修理和其他服务业": "家政服务",
    "建筑业": "建筑工程",
    "信息传输、软件和信息技术服务业": "信息技术",
    "制造业": "机械制造",
    "房地产业": "物业服务",
    "教育": "教育咨询",
    "卫生和社会工作": "健康管理",
    "交通运输、仓储和邮政业": "物流",
    "文化、体育和娱乐业": "文化传媒",
    "科学研究和技术服务业": "科技",
    "金融业": "金融服务",
    "农、林、牧、渔业": "农业发展",
}
FIRST = tuple("恒瑞宏嘉博盛兴泰安信联创远景鼎华润丰汇")
SECOND = tuple("达丰源通和祥隆顺康诚辉昌益耀天宇航韵新悦")


@dataclass(frozen=True)
class Employers:
    """A fixed set of employers; ``weights`` make a few large and many small."""

    names: Array
    codes: Array
    industries: Array
    weights: Array

    def draw(self, rng: np.random.Generator, size: int) -> Array:
        """Positions of employers, one a row."""
        return rng.choice(len(self.names), size, p=self.weights)


def invent(rng: np.random.Generator, city: str, adcode: str, industries: list[str], size: int) -> Employers:
    """``size`` employers of a city, all different."""
    pairs = [a + b for a in FIRST for b in SECOND]
    drawn = choose(rng, industries, INDUSTRIES, size)
    order = rng.permutation(len(pairs))
    names = []
    of_trade: Counter[str] = Counter()
    for industry in drawn:
        trade = TRADES.get(industry, "服务")
        again, pair = divmod(of_trade[trade], len(pairs))
        of_trade[trade] += 1
        names.append(f"{city}示例{pairs[order[pair]]}{trade}{f'{again + 1}号' if again else ''}有限公司")
    codes = [credit_code(f"91{adcode}", f"DEM{at:05d}") for at in range(size)]
    weights = 1.0 / np.arange(1, size + 1) ** 0.6
    return Employers(np.array(names, dtype=object), np.array(codes, dtype=object), drawn, weights / weights.sum())


def credit_code(registry: str, organisation: str) -> str:
    """8 digits of registry and region, 8 characters of organisation, and both check characters (GB 11714, GB 32100)."""
    values = [int(char, 36) for char in organisation]
    check = 11 - sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    code = f"{registry}{organisation}{'X' if check == 10 else 0 if check == 11 else check}"
    total = sum(CODE_ALPHABET.index(char) * weight for char, weight in zip(code, CODE_WEIGHTS, strict=True))
    return code + CODE_ALPHABET[(31 - total) % 31]
