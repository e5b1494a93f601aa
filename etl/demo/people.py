"""Invented persons: names from common characters, id numbers with a true check digit (GB 11643).

The sequence part of every id lies in 900 to 998, which registries hardly ever reach on one day in one county,
and which the hand-made samples (999) do not use. No real person is meant.
"""

from __future__ import annotations

import numpy as np

from etl.demo.drawing import Array


def _codes(text: str) -> Array:
    return np.array([int(code) for code in text.split()])


# Codes of GB/T 2260 that no reform has touched since 1958, and counties of later birth with their first safe year.
LONG_STANDING = _codes(
    "430121 430122 430221 430321 433122 433123 433124 433127 433130 422822 422825 360121 360122 510121 522223 340121"
)
SINCE_1988 = _codes(
    "430102 430104 430105 430111 430124 430202 430204 430223 430224 430302 430304 430412 430421 430422 430424 "
    "430502 430503 430522 430523 430524 430527 430602 430621 430623 430624 430626 430702 430703 430721 430723 "
    "430725 430802 420102 420205 360102 360402 440103 410102 450102 510112 520102 340102 370102 610102"
)
LOCAL_SINCE = 1997  # born since: may have the own code of the district; many districts are younger than their people

SURNAMES = list(
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆"
)
GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲芬燕梅莉兰凤洁琳雪荣爱妹香月莺媛瑞凡佳嘉琼勤珍贞")
ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
ID_CHECK = np.array(list("10X98765432"))


class People:
    """Hands out persons, each id once."""

    def __init__(self, rng: np.random.Generator, adcode: str) -> None:
        self._rng = rng
        self._local = int(adcode)
        self._used: Array = np.zeros(0, dtype=np.int64)

    def names(self, size: int) -> Array:
        first = self._rng.choice(SURNAMES, size).astype(object)
        middle = np.where(self._rng.random(size) < 0.25, "", self._rng.choice(GIVEN, size)).astype(object)
        return np.asarray(first + middle + self._rng.choice(GIVEN, size).astype(object))

    def ids(self, born: Array, female: Array) -> Array:
        """18-character ids for birth dates (datetime64[D]) and sexes; never one that was handed out before."""
        body = self._bodies(born, female)
        while True:
            order = np.argsort(body, kind="stable")
            again = np.zeros(len(body), dtype=bool)
            again[order[1:]] = body[order[1:]] == body[order[:-1]]
            again |= np.isin(body, self._used)
            if not again.any():
                break
            body[again] = self._bodies(born[again], female[again])
        self._used = np.concatenate([self._used, body])
        return with_check_digit(body)

    def _bodies(self, born: Array, female: Array) -> Array:
        rng, size = self._rng, len(born)
        year = born.astype("datetime64[Y]").astype(int) + 1970
        month = born.astype("datetime64[M]").astype(int) % 12 + 1
        day = (born - born.astype("datetime64[M]")).astype(int) + 1
        luck = rng.random(size)
        region = rng.choice(LONG_STANDING, size)
        region = np.where((year >= 1988) & (luck < 0.8), rng.choice(SINCE_1988, size), region)
        region = np.where((year >= LOCAL_SINCE) & (luck < 0.4), self._local, region)
        sequence = 900 + 2 * rng.integers(0, 49, size) + np.where(female, 0, 1)
        return np.asarray(((region * 10_000 + year) * 10_000 + month * 100 + day) * 1000 + sequence, dtype=np.int64)


def with_check_digit(bodies: Array) -> Array:
    """17-digit numbers as 18-character ids (GB 11643: ISO 7064 MOD 11-2)."""
    digits = bodies[:, None] // 10 ** np.arange(16, -1, -1, dtype=np.int64) % 10
    return np.asarray(bodies.astype(str).astype(object) + ID_CHECK[(digits @ ID_WEIGHTS) % 11].astype(object))


def born_before(rng: np.random.Generator, days: Array, youngest: Array, oldest: Array) -> Array:
    """Birth dates of people who on ``days`` are ``youngest`` to ``oldest`` years old, both included."""
    years = youngest + np.floor(rng.beta(1.6, 2.2, len(days)) * (oldest - youngest + 1))
    return np.asarray(days - (np.ceil(years * 365.25) + 1 + rng.integers(0, 362, len(days))).astype("timedelta64[D]"))
