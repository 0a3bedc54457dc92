"""How rows of a table become features: the operations of a fitted recipe, as Hearth's sheet has them.

Exported programs come with what stands below. What is missing is None, NaN, or a text that says so.
"""

import datetime
import math
import re
import unicodedata

import numpy as np

BLANK = "\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
AROUND = re.compile(f"^[{BLANK}]+|[{BLANK}]+\\Z")
MISSING = ("", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "NULL", "null")
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)
LARGEST_NUMBER = 1e100
GROUPED = r"[1-9][0-9]{0,2}(?:[. \u00a0\u202f][0-9]{3})+"
COMMA_NUMBER = re.compile(rf"[+-]?(?:(?:{GROUPED}|[0-9]*),[0-9]+(?:[eE][+-]?[0-9]+)?|{GROUPED})")
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋％（）", "0123456789.,-+%()")
CURRENCY = r"(?:US\$|HK\$|NT\$|CA\$|A\$|R\$|[$€£¥￥₹₩₽₺]|USD|EUR|GBP|CNY|RMB|JPY|CHF|元|円)"
NEGATIVE = re.compile(r"\((.*)\)")
BEFORE = re.compile(rf"^([+-]?)[{BLANK}]*{CURRENCY}[{BLANK}]*")
BEHIND = re.compile(rf"[{BLANK}]*(?:{CURRENCY}|[%％])\Z")
POWERS = ((re.compile(rf"[{BLANK}]*[万萬]\Z"), "e4"), (re.compile(rf"[{BLANK}]*[亿億]\Z"), "e8"))
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]*)?")
NO_VALUE = "- -- — – . .. None none <NA> N.A. unknown Unknown missing 缺失 未知 无".split()
DATE = re.compile(
    f"([0-9]{{1,4}})[{BLANK}]*[-/.年][{BLANK}]*([0-9]{{1,2}})[{BLANK}]*[-/.月][{BLANK}]*([0-9]{{1,4}})(?:[{BLANK}]*日)?"
)
MONTH = re.compile(
    f"([0-9]{{4}})[{BLANK}]*(?:[-/][{BLANK}]*([0-9]{{1,2}})|年[{BLANK}]*([0-9]{{1,2}})[{BLANK}]*月)"
)
TIME = re.compile(
    f"[Tt{BLANK}]?[{BLANK}]*(上午|下午)?[{BLANK}]*([0-9]{{1,2}})[:时点]"
    f"(?:([0-9]{{1,2}})(?:[:分](?:([0-9]{{1,2}})(?:[.,]([0-9]{{1,9}}))?秒?)?)?)?"
    f"[{BLANK}]*([AaPp][Mm])?[{BLANK}]*([Zz]|[+-][0-9]{{2}}:?[0-9]{{2}})?"
)
DOTTED = re.compile(f"[0-9]{{1,2}}[{BLANK}]*\\.[{BLANK}]*[0-9]{{1,2}}[{BLANK}]*\\.[{BLANK}]*[0-9]{{4}}")
DAY_MS = 86_400_000
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def features_of_rows(recipe, rows):
    """float32 [rows, features] of rows, each a dictionary of its columns; other columns are passed over."""
    table, decimal = recipe["table"], recipe.get("decimal")
    dressed = recipe.get("dressed") or ()
    columns = {each["column"]: read_column(each, rows, decimal, each["column"] in dressed) for each in table["inputs"]}
    for operation in table["ops"]:
        for entry in operation["columns"]:
            if entry["column"] in columns:
                columns.update(OPERATIONS[operation["op"]](columns.pop(entry["column"]), entry))
    parts = [np.zeros((len(rows), 0))]
    for feature in table["features"]:
        made = columns.get(feature["column"], np.zeros((len(rows), len(feature["names"]))))
        parts.append(made.reshape(len(rows), -1))
    features = np.concatenate(parts, axis=1)
    return np.where(np.isnan(features), 0, features).astype("float32")


def read_column(column, rows, decimal, dressed):
    """Numbers as float64, NaN where missing; dates as milliseconds since 1970-01-01 UTC; else a list of texts."""
    name, kind = column["column"], column["type"]
    cells = [row.get(name) for row in rows]
    if kind not in ("number", "datetime"):
        return [present(cell) for cell in cells]
    values = np.full(len(rows), np.nan)
    for at, cell in enumerate(cells):
        text = present(cell)
        if dressed and isinstance(cell, str) and text is not None:
            text = undressed(text, decimal)
        if text is None:
            continue
        value = number_of(cell, text, decimal) if kind == "number" else date_of(cell, text, column.get("dateOrder", "ymd"))
        if value is None and not column.get("lenient", False):
            raise ValueError(f"Row {at}, {name}: {text!r} is no {'number' if kind == 'number' else 'date'}")
        values[at] = np.nan if value is None else value
    return values


def present(cell):
    """The text of a cell without blanks around it; None where it says that there is no value."""
    if cell is None or cell != cell:
        return None
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        cell = int(cell)
    text = AROUND.sub("", str(cell))
    return None if text in MISSING else text


def undressed(text, decimal):
    """A number without its currency, per cent, thousands' commas and the like; None for a word for no value."""
    if text in NO_VALUE:
        return None
    bare = text.translate(FULL_WIDTH)
    whole = NEGATIVE.fullmatch(bare)
    bare = BEHIND.sub("", BEFORE.sub(r"\1", bare if whole is None else f"-{whole[1]}"))
    for unit, power in POWERS:
        bare = unit.sub(power, bare)
    if decimal == "comma":
        return bare if COMMA_NUMBER.fullmatch(bare) or NUMBER.fullmatch(bare) else text
    if THOUSANDS.fullmatch(bare):
        return bare.replace(",", "")
    return bare if NUMBER.fullmatch(bare) else text


def number_of(cell, text, decimal):
    if isinstance(cell, (int, float, np.number)) and not isinstance(cell, bool):
        value = float(cell)
    else:
        if decimal == "comma" and COMMA_NUMBER.fullmatch(text):
            text = re.sub("[. \u00a0\u202f]", "", text).replace(",", ".")
        value = float(text) if NUMBER.fullmatch(text) else math.inf
    return value if abs(value) <= LARGEST_NUMBER else None


def date_of(cell, text, order):
    if isinstance(cell, datetime.datetime):
        moment = cell if cell.tzinfo is not None else cell.replace(tzinfo=datetime.timezone.utc)
        return (moment - EPOCH) // datetime.timedelta(milliseconds=1)
    date = DATE.match(text)
    if date is None:
        month = MONTH.fullmatch(text) if order in (None, "ymd") else None
        return None if month is None else midnight_of(int(month[1]), int(month[2] or month[3]), 1)
    first, second, third = date.groups()
    if order is None:
        order = "dmy" if DOTTED.fullmatch(date[0]) else "ymd"
    if order == "ymd":
        year, month, day = (int(first) if len(first) == 4 else None), second, third
    else:
        year = int(third) if len(third) == 4 else None
        if len(third) == 2:
            year = int(third) + (1900 if int(third) >= 70 else 2000)
        month, day = (second, first) if order == "dmy" else (first, second)
    if year is None:
        return None
    midnight = midnight_of(year, int(month), int(day))
    if midnight is None:
        return None
    rest = text[date.end() :]
    if AROUND.sub("", rest) == "":
        return midnight
    time = TIME.fullmatch(rest)
    if time is None:
        return None
    half, told, minute, second, fraction, half2, zone = time.groups()
    hour = hour_of(int(told), half or half2)
    if hour > 23 or int(minute or 0) > 59 or int(second or 0) > 59:
        return None
    seconds = (hour * 60 + int(minute or 0)) * 60 + int(second or 0)
    milliseconds = math.trunc(float(f"0.{fraction or 0}") * 1000)
    return midnight + seconds * 1000 + milliseconds - zone_ms(zone or "Z")


def midnight_of(year, month, day):
    days = days_to(year, month, day)
    return days * DAY_MS if civil_of(days) == (year, month, day) else None


def hour_of(told, half):
    """An hour of the clock of 24 hours; 99 where that of 12 has no such hour."""
    if half is None:
        return told
    is_late = half in ("下午", "pm", "PM", "Pm", "pM")
    if told > 12:
        return told if half == "下午" else 99
    return told % 12 + (12 if is_late else 0)


def zone_ms(zone):
    if zone in "Zz":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[-2:])
    return (-1 if zone.startswith("-") else 1) * minutes * 60_000


def days_to(year, month, day):
    """Days from 1970-01-01; months and days beyond their ends run on. Hinnant, "chrono-Compatible Low-Level Date Algorithms"."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil_of(days):
    """Year, month and day: the other way round."""
    days += 719_468
    era, of_era = divmod(days, 146_097)
    year_of_era = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    months = (5 * of_year + 2) // 153
    day = of_year - (153 * months + 2) // 5 + 1
    month = months + 3 if months < 10 else months - 9
    return year_of_era + era * 400 + (month <= 2), month, day


def require(column, entry):
    gaps = np.flatnonzero(missing_in(column))
    if len(gaps) > 0:
        raise ValueError(f"Row {gaps[0]} has no {entry['column']}")
    return {entry["column"]: column}


def missing_in(column):
    return np.array([text is None for text in column]) if isinstance(column, list) else np.isnan(column)


def fill(column, entry):
    value = entry["value"]
    if isinstance(column, list):
        filled = [str(value) if text is None else text for text in column]
    else:
        filled = np.where(np.isnan(column), float(value), column)
    flag = entry["flag"]
    return {entry["column"]: filled, **({} if flag is None else {flag: missing_in(column).astype("float64")})}


def quantiles(column, entry):
    knots = np.array(entry["knots"], dtype="float64")
    last = len(knots) - 1
    below, above = np.searchsorted(knots, column, "left"), np.searchsorted(knots, column, "right")
    if last < 1:
        places = np.full(len(column), 0.5)
    else:
        low, high = knots[np.clip(above - 1, 0, last)], knots[np.clip(above, 0, last)]
        with np.errstate(divide="ignore", invalid="ignore"):
            between = (above - 1 + (column - low) / (high - low)) / last
        places = np.where(above == 0, 0.0, np.where(above > last, 1.0, between))
        places = np.where(below < above, (below + above - 1) / 2 / last, places)
    if entry["output"] == "normal":
        places = np.array([normal_quantile(place) for place in places])
    return {entry["column"]: np.where(np.isnan(column), np.nan, places)}


def normal_quantile(share):
    """Value below which a share of the standard normal distribution lies. Acklam, 2003."""
    share = min(max(share, 1e-7), 1 - 1e-7)
    if min(share, 1 - share) < 0.02425:
        tail = math.sqrt(-2 * math.log(min(share, 1 - share)))
        value = polynomial(TAIL_TOP, tail) / polynomial(TAIL_BOTTOM, tail)
        return value if share < 0.5 else -value
    middle = share - 0.5
    return polynomial(CENTRE_TOP, middle**2) * middle / polynomial(CENTRE_BOTTOM, middle**2)


CENTRE_TOP = (-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239)
CENTRE_BOTTOM = (-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1)
TAIL_TOP = (-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783)
TAIL_BOTTOM = (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1)


def polynomial(coefficients, x):
    total = 0.0
    for coefficient in coefficients:
        total = total * x + coefficient
    return total


def one_hot(column, entry):
    other = [None] if entry["other"] else []
    places = {category: at for at, category in enumerate(entry["categories"])}
    switches = np.zeros((len(column), len(places) + len(other)))
    for row, text in enumerate(column):
        at = None if text is None else places.get(text, len(places) if other else None)
        if at is not None:
            switches[row, at] = 1
    return {entry["column"]: switches}


def ordinal(column, entry):
    places = {category: at for at, category in enumerate(entry["categories"])}
    return {entry["column"]: np.array([places.get(text, np.nan) for text in column], dtype="float64")}


def target_means(column, entry):
    means = dict(zip(entry["categories"], entry["means"]))
    rows = np.array([means.get(text, entry["prior"]) for text in column], dtype="float64")
    return {name: rows.reshape(len(column), -1)[:, at] for at, name in enumerate(entry["outputs"])}


def date_parts(column, entry):
    made = {}
    for part in entry["parts"]:
        read, first, places = PARTS[part]
        values = np.array([np.nan if math.isnan(time) else read(int(time // DAY_MS), time) for time in column])
        name = f"{entry['column']}.{part}"
        if entry["cyclic"] and places is not None:
            angles = 2 * np.pi * (values - first) / places
            made |= {f"{name}.sin": np.sin(angles), f"{name}.cos": np.cos(angles)}
        else:
            made[name] = values
    return made


PARTS = {
    "year": (lambda day, _: civil_of(day)[0], 0, None),
    "month": (lambda day, _: civil_of(day)[1], 1, 12),
    "day": (lambda day, _: civil_of(day)[2], 1, 31),
    "weekday": (lambda day, _: (day + 3) % 7, 0, 7),
    "hour": (lambda _, time: time % DAY_MS // 3_600_000, 0, 24),
}


def hashed(column, entry):
    switches = np.zeros((len(column), entry["buckets"]))
    for row, text in enumerate(column):
        if text is not None:
            switches[row, hash_of(text) % entry["buckets"]] = 1
    return {entry["column"]: switches}


def hash_of(text):
    """FNV-1a over UTF-16, then MurmurHash3's last mixing; 32 bits."""
    value = 0x811C9DC5
    units = text.encode("utf-16-le", "surrogatepass")
    for at in range(0, len(units), 2):
        value = (value ^ (units[at] | units[at + 1] << 8)) * 0x01000193 & 0xFFFFFFFF
    value = (value ^ value >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    value = (value ^ value >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return value ^ value >> 16


def bag_of_words(column, entry):
    vocabulary, idf = entry["vocabulary"], entry["idf"]
    places = None if vocabulary is None else {word: at for at, word in enumerate(vocabulary)}
    counts = np.zeros((len(column), entry["features"] if vocabulary is None else len(vocabulary)))
    for row, text in enumerate(column):
        for word in words_of("" if text is None else text):
            at = hash_of(word) % entry["features"] if places is None else places.get(word)
            if at is not None:
                counts[row, at] += 1
    if entry["weighting"] == "binary":
        counts = (counts > 0).astype("float64")
    elif idf is not None:
        counts *= np.array(idf)
    return {entry["column"]: counts}


def words_of(text):
    """Words in lower case; each Chinese or Japanese character is one, and of a longer run the first 64 units of UTF-16."""
    for word in re.findall(WORD, unicodedata.normalize("NFKC", text).lower()):
        yield word.encode("utf-16-le", "surrogatepass")[:128].decode("utf-16-le", "surrogatepass")


OPERATIONS = {
    "drop": lambda column, entry: {},
    "rename": lambda column, entry: {entry["to"]: column},
    "require": require,
    "fill": fill,
    "clip": lambda column, entry: {entry["column"]: np.clip(column, entry["low"], entry["high"])},
    "scale": lambda column, entry: {entry["column"]: (column - entry["shift"]) / entry["factor"]},
    "log1p": lambda column, entry: {entry["column"]: np.sign(column) * np.log1p(np.abs(column))},
    "quantiles": quantiles,
    "one-hot": one_hot,
    "ordinal": ordinal,
    "target-means": target_means,
    "hash": hashed,
    "date-parts": date_parts,
    "words": bag_of_words,
}
