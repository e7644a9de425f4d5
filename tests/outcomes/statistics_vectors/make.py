"""Makes vectors.json: what the statistics must give, worked out to forty digits by another hand.

Shares no line with the service and uses neither scipy nor doubles: sums are decimals, and every
distribution is mpmath's incomplete beta function or a numeric integral. Needs mpmath, which is
not among our requirements; the frozen file is what the tests read.

    pip install mpmath && python tests/outcomes/statistics_vectors/make.py
"""

import json
import random
from decimal import Decimal
from itertools import groupby
from pathlib import Path

import mpmath as mp

mp.mp.dps = 40
HIGH, LOW = mp.mpf("0.975"), mp.mpf("0.025")


# --- Distributions -------------------------------------------------------------------------


def t_two_sided(t, df):
    x = mp.mpf(df) / (df + mp.mpf(t) ** 2)
    return mp.betainc(mp.mpf(df) / 2, mp.mpf(1) / 2, 0, x, regularized=True)


def rising_root(function, low, high):
    """Where a function that goes one way is zero, between low and high: bisection, then secant."""
    low, high = mp.mpf(low), mp.mpf(high)
    sign = mp.sign(function(low))
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (middle, high) if mp.sign(function(middle)) == sign else (low, middle)
    return mp.findroot(function, (low, high), solver="anderson", tol=mp.mpf(10) ** -50)


def t_quantile(df):
    return rising_root(lambda t: t_two_sided(t, df) / 2 - LOW, 0, 14)


def f_below(x, df1, df2):
    share = df1 * x / (df1 * x + df2)
    return mp.betainc(mp.mpf(df1) / 2, mp.mpf(df2) / 2, 0, share, regularized=True)


def noncentral_t_below(t, df, noncentrality):
    """The integral over the chi part."""
    df = mp.mpf(df)
    front = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)

    def density(s):
        return mp.exp(front + (df - 1) * mp.log(s) - df * s * s / 2)

    spread = 1 / mp.sqrt(2 * df)
    stops = {1 + k * spread for k in (-40, -20, -12, -8, -5, -3, -2, -1, 0, 1, 2, 3, 5, 8, 12, 20)}
    if t:
        stops |= {(noncentrality + k) / t for k in (-12, -8, -4, -2, 0, 2, 4, 8, 12)}
    stops = sorted(s for s in stops if s > mp.mpf("1e-30"))
    with mp.workdps(26):
        return mp.quad(
            lambda s: mp.ncdf(t * s - noncentrality) * density(s), [mp.mpf("1e-30"), *stops]
        )


def noncentrality(t, df, share):
    """Secant from an approximation that is near for every t and df."""
    side = 1 if share < 0.5 else -1
    spread = mp.sqrt(mp.mpf(2) / (9 * df))
    chi = mp.sqrt(max(1 - spread**2 + side * mp.mpf("1.96") * spread, mp.mpf("0.1")) ** 3)
    guess = t + side * mp.sqrt(mp.mpf("1.96") ** 2 + (t * (chi - 1)) ** 2)
    return mp.findroot(
        lambda c: noncentral_t_below(t, df, c) - share,
        (guess, guess + mp.mpf("0.01") * max(1, abs(guess))),
        solver="secant",
        tol=mp.mpf(10) ** -40,
        maxsteps=60,
        verify=False,
    )


# --- Pairs ---------------------------------------------------------------------------------


def mean(values):
    return mp.fsum(values) / len(values)


def variance(values):
    middle = mean(values)
    return mp.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)


def median(values):
    ordered, n = sorted(values), len(values)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def wilcoxon(changes):
    moved = sorted((change for change in changes if change), key=abs)
    n = len(moved)
    if not n:
        return None
    ranked, tied, below = [], 0, 0
    for _, alike in groupby(moved, key=abs):
        group = list(alike)
        ranked += [(change, mp.mpf(2 * below + len(group) + 1) / 2) for change in group]
        tied += len(group) ** 3 - len(group)
        below += len(group)
    v = mp.fsum(rank for change, rank in ranked if change > 0)
    if n <= 25 and not tied:
        return {"v": v, "p": exact_p(int(v), n), "method": "exact"}
    off = v - mp.mpf(n * (n + 1)) / 4
    sd = mp.sqrt(mp.mpf(n * (n + 1) * (2 * n + 1)) / 24 - mp.mpf(tied) / 48)
    z = (off - mp.sign(off) / 2) / sd
    return {"v": v, "p": min(mp.mpf(1), 2 * mp.ncdf(-abs(z))), "method": "normal"}


def exact_p(v, n):
    """Of all ways to give n ranks a sign, how many are as far out."""
    ways = [1]
    for rank in range(1, n + 1):
        ways = [
            (ways[i] if i < len(ways) else 0) + (ways[i - rank] if i >= rank else 0)
            for i in range(len(ways) + rank)
        ]
    fewer = min(sum(ways[: v + 1]), sum(ways[v:]))
    return min(mp.mpf(1), mp.mpf(2 * fewer) / 2**n)


def expected_of_pairs(pre, post):
    """Every figure of complete pairs; what is not defined is None."""
    a = [mp.mpf(x) for x in pre]
    b = [mp.mpf(x) for x in post]
    steps = [Decimal(y) - Decimal(x) for x, y in zip(pre, post, strict=True)]
    change = [mp.mpf(str(step)) for step in steps]
    n = len(a)
    found = dict.fromkeys(FIGURES)
    found["n_pairs"] = n
    if n:
        found |= {"mean_pre": mean(a), "mean_post": mean(b)}
        found |= {"mean_change": mean(change), "median_change": median(change)}
    if n < 2:
        return found | {"reason": ["no_pairs", "one_pair"][n]}
    sd_pre, sd_post, sd = (mp.sqrt(variance(values)) for values in (a, b, change))
    constant = len(set(steps)) == 1
    found |= {"sd_pre": sd_pre, "sd_post": sd_post, "sd_change": mp.mpf(0) if constant else sd}
    found["wilcoxon"] = wilcoxon(steps)
    if len(set(map(Decimal, pre))) > 1 and len(set(map(Decimal, post))) > 1:
        middle_a, middle_b = mean(a), mean(b)
        together = mp.fsum((x - middle_a) * (y - middle_b) for x, y in zip(a, b, strict=True))
        found["r"] = together / (n - 1) / (sd_pre * sd_post)
    if sd_pre + sd_post:
        found["d_av"] = mean(change) / ((sd_pre + sd_post) / 2)
    return found | ({"reason": "no_variation"} if constant else tests(mean(change), sd, n))


def tests(middle, sd, n):
    df = n - 1
    t = middle / sd * mp.sqrt(n)
    half = t_quantile(df) * sd / mp.sqrt(n)
    low, high = (noncentrality(abs(t), df, share) / mp.sqrt(n) for share in (HIGH, LOW))
    gamma = mp.gamma(mp.mpf(df) / 2) / mp.sqrt(mp.mpf(df) / 2)
    return {
        "t": {"t": t, "df": df, "p": t_two_sided(t, df)},
        "ci95": [middle - half, middle + half],
        "d_z": middle / sd,
        "d_z_ci95": [low, high] if t >= 0 else [-high, -low],
        "hedges_g_z": middle / sd * gamma / mp.gamma(mp.mpf(df - 1) / 2) if n > 2 else None,
    }


FIGURES = [
    *("mean_pre", "sd_pre", "mean_post", "sd_post", "mean_change", "sd_change", "median_change"),
    *("r", "ci95", "t", "wilcoxon", "d_av", "d_z", "d_z_ci95", "hedges_g_z", "reason"),
]


# --- Everything else -----------------------------------------------------------------------


def wilson(x, n):
    z = mp.sqrt(2) * mp.erfinv(HIGH * 2 - 1)
    p, n = mp.mpf(x) / n, mp.mpf(n)
    centre, under = p + z**2 / (2 * n), p * (1 - p) / n + z**2 / (4 * n**2)
    below = 1 + z**2 / n
    return [(centre + sign * z * mp.sqrt(under)) / below for sign in (-1, 1)]


def mcnemar(only_before, only_after):
    n, fewer = only_before + only_after, min(only_before, only_after)
    return min(mp.mpf(1), 2 * mp.fsum(mp.binomial(n, k) for k in range(fewer + 1)) / mp.mpf(2) ** n)


def welch(first, second):
    a, b = [mp.mpf(x) for x in first], [mp.mpf(x) for x in second]
    shares = [variance(a) / len(a), variance(b) / len(b)]
    se, difference = mp.sqrt(sum(shares)), mean(a) - mean(b)
    df = sum(shares) ** 2 / (shares[0] ** 2 / (len(a) - 1) + shares[1] ** 2 / (len(b) - 1))
    half = t_quantile(df) * se
    within = variance(a) * (len(a) - 1) + variance(b) * (len(b) - 1)
    return {
        "t": difference / se,
        "df": df,
        "p": t_two_sided(difference / se, df),
        "ci95": [difference - half, difference + half],
        "d": difference / mp.sqrt(within / (len(a) + len(b) - 2)),
    }


def cronbach(rows):
    cells = [[mp.mpf(cell) for cell in row] for row in rows]
    n, k = len(cells), len(cells[0])
    items = mp.fsum(variance(column) for column in zip(*cells, strict=True))
    alpha = mp.mpf(k) / (k - 1) * (1 - items / variance([mp.fsum(row) for row in cells]))
    df = (n - 1, (n - 1) * (k - 1))
    limits = [
        rising_root(lambda x, share=share: f_below(x, *df) - share, mp.mpf("1e-9"), 60)
        for share in (HIGH, LOW)
    ]
    return {"alpha": alpha, "feldt95": [1 - (1 - alpha) * limit for limit in limits]}


# --- The random-intercept model, with the whole covariance matrix ------------------------------


def restricted(rows, ratio):
    """-2 log restricted likelihood at a ratio of variances, and what comes with it."""
    seen = [(i, wave, mp.mpf(x)) for i, row in enumerate(rows) for wave, x in enumerate(row) if x]
    n = len(seen)
    same = mp.matrix(n, n)
    for i in range(n):
        for j in range(n):
            same[i, j] = (i == j) + ratio * (seen[i][0] == seen[j][0])
    design = mp.matrix([[1, wave] for _, wave, _ in seen])
    scores = mp.matrix([x for _, _, x in seen])
    inverse = same**-1
    information = design.T * inverse * design
    means = information**-1 * (design.T * inverse * scores)
    off = scores - design * means
    variance = (off.T * inverse * off)[0] / (n - 2)
    value = mp.log(mp.det(same)) + mp.log(mp.det(information)) + (n - 2) * mp.log(variance)
    return value, means, variance, information


def model(rows):
    """Where the slope of the likelihood over the log of the ratio is zero."""
    start = min((mp.mpf(power) / 2 for power in range(-8, 12)), key=lambda u: at(rows, u))

    def slope(log_ratio):
        return mp.diff(lambda u: at(rows, u), log_ratio, h=mp.mpf(10) ** -10)

    log_ratio = mp.findroot(slope, start, tol=mp.mpf(10) ** -36)
    ratio = mp.exp(log_ratio)
    _, means, variance, information = restricted(rows, ratio)
    return {
        "change": means[1],
        "se": mp.sqrt((information**-1)[1, 1] * variance),
        "sd_between": mp.sqrt(ratio * variance),
        "sd_within": mp.sqrt(variance),
    }


def at(rows, log_ratio):
    return restricted(rows, mp.exp(log_ratio))[0]


def women(dice, n, lasting, written):
    """Two scores of each woman, some of them missing."""
    rows = []
    for _ in range(n):
        hers = dice.gauss(12, lasting)
        both = [written(hers + dice.gauss(0, 3)), written(hers - 2.5 + dice.gauss(0, 3))]
        kept = dice.choice([[0, 1], [0, 1], [0], [1]])
        rows.append([both[wave] if wave in kept else None for wave in (0, 1)])
    return rows


# --- What is worked out --------------------------------------------------------------------


def whole(dice, n, highest=27):
    return [str(dice.randint(0, highest)) for _ in range(n)]


def hundredths(dice, n):
    return [f"{dice.randint(700, 3500) / 100:.2f}" for _ in range(n)]


def real(dice, n, middle=10.0, sd=3.0):
    return [repr(dice.gauss(middle, sd)) for _ in range(n)]


def stepped(pre, step):
    return [str(Decimal(x) + Decimal(step)) for x in pre]


def near(dice, pre, step, around):
    """Everybody moves by much the same: t is far out."""
    return [repr(float(x) + step + dice.gauss(0, around)) for x in pre]


def pairs(dice):
    for n in (2, 3, 5, 9, 14, 25, 26, 40, 70):
        yield f"whole {n}", whole(dice, n), whole(dice, n)
        yield f"hundredths {n}", hundredths(dice, n), hundredths(dice, n)
        yield f"real {n}", real(dice, n), real(dice, n, 8.5)
        yield f"tiny {n}", real(dice, n, 0, 1e-3), real(dice, n, 4e-4, 1e-3)
    for n in (8, 30):
        yield f"huge {n}", real(dice, n, 1e6, 2e4), real(dice, n, 1e6, 2e4)
        yield f"few values {n}", whole(dice, n, 2), whole(dice, n, 2)
        pre = real(dice, n)
        yield f"smallest steps {n}", pre, stepped(pre, "1e-10")[:-1] + stepped(pre[-1:], "3e-10")
    for n, step, around in (
        (2, 4, 1e-3),
        (4, 5, 1e-2),
        (10, -6, 1e-2),
        (30, 4, 1e-3),
        (90, 3, 1e-5),
    ):
        pre = whole(dice, n)
        yield f"far out {n} {around:g}", pre, near(dice, pre, step, around)
    for step in ("-3", "0.7", "-0.1", "0"):
        pre = hundredths(dice, 7)
        yield f"everybody by {step}", pre, stepped(pre, step)
    yield "nobody", [], []
    yield "one", ["10"], ["7.5"]
    yield "two by the same", ["10", "12"], ["7", "9"]
    yield "two that did not move", ["10", "12"], ["10", "12"]
    yield "two, one of them still", ["10", "12"], ["10", "9"]
    yield "the same before", ["10", "10", "10", "10"], ["7", "8", "3", "10"]
    yield "the same after", ["7", "8", "3", "10"], ["0", "0", "0", "0"]
    yield "the same before and after", ["5", "5", "5"], ["4", "4", "4"]
    yield "no change on average", ["1", "2", "3", "4"], ["2", "1", "4", "3"]
    yield "ties and zeros", ["0.3", "1.1", "2.2", "5", "6.4"], ["6.3", "7.1", "-3.8", "5", "6.5"]
    yield "one to one", ["1", "2", "3", "4"], ["2", "4", "6", "8"]


def frozen(value):
    """Twenty digits as text; what is no number as it is."""
    if isinstance(value, dict):
        return {name: frozen(each) for name, each in value.items()}
    if isinstance(value, list):
        return [frozen(each) for each in value]
    return mp.nstr(value, 20) if isinstance(value, mp.mpf) else value


def vectors():
    dice = random.Random(20260401)
    items = [[str(dice.randint(0, 3)) for _ in range(7)] for _ in range(12)]
    groups = [(real(dice, n), real(dice, m, 11.5, 5)) for n, m in ((2, 2), (5, 9), (40, 13))]
    groups.append((whole(dice, 20), whole(dice, 31)))
    return {
        "pairs": [
            {"name": name, "pre": pre, "post": post, "expected": expected_of_pairs(pre, post)}
            for name, pre, post in pairs(dice)
        ],
        "proportions": [
            {"x": x, "n": n, "wilson95": wilson(x, n)}
            for x, n in (
                *((0, 1), (1, 1), (1, 2), (0, 10), (3, 10), (10, 10), (37, 43), (86, 100)),
                *((1, 1000), (999, 1000), (5, 10**6), (1, 10**15), (10**15 - 1, 10**15)),
            )
        ],
        "mcnemar": [
            {"only_before": b, "only_after": c, "p": mcnemar(b, c)}
            for b, c in ((1, 0), (0, 5), (2, 8), (7, 7), (30, 11), (200, 90))
        ],
        "welch": [{"first": a, "second": b, "expected": welch(a, b)} for a, b in groups],
        "alpha": [
            {"rows": rows, "expected": cronbach(rows)}
            for rows in (items, [["1.5", "2.25"], ["2", "2"], ["3.1", "2.9"], ["0.1", "0.3"]])
        ],
        "model": [
            {"rows": rows, "expected": model(rows)}
            for rows in (
                women(dice, 12, 4, repr),
                women(dice, 14, 9, lambda x: f"{x:.0f}"),
                women(dice, 16, 3, lambda x: f"{x:.2f}"),
            )
        ],
    }


if __name__ == "__main__":
    file = Path(__file__).parent / "vectors.json"
    kinds = [
        f'"{kind}": [\n' + ",\n".join(map(json.dumps, found)) + "\n]"
        for kind, found in frozen(vectors()).items()
    ]
    file.write_text("{" + ",\n".join(kinds) + "}\n", encoding="utf-8")
