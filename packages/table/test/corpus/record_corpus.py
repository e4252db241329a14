"""Records what pandas makes of nasty CSV files, as corpus.json beside this script.

Run with an interpreter that has pandas 2.2 and numpy:

    python record_corpus.py

A case holds the file itself (`csv`: one character per byte, Latin-1) or a recipe for a large one (`generate`),
and what `pd.read_csv(path, float_precision="round_trip")` followed by `to_csv(index=False)` did with it.

Left out: files on which pandas' tokenizer loses its place, which happens where a lone CR is followed by a blank. It
then reports a buffer overflow, returns hundreds of thousands of rows that are not in the file, or complains about a
line beyond its end.

A recipe is a list of parts. A part is text, or {"repeat": n, "of": [parts]}; in the text of a repeated part
"{i}" stands for the number of the innermost repetition, from 0.
"""

import hashlib
import itertools
import json
import os
import random
import re
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
WIDE = 40
cases: list[dict] = []
left_out: list[str] = []
seen_names: set[str] = set()


def kind_of(value) -> str:
    if isinstance(value, str):
        return "s"
    if isinstance(value, (bool, np.bool_)):
        return "b"
    if isinstance(value, (int, np.integer)):
        return "i"
    if isinstance(value, (float, np.floating)):
        return "n" if value != value else "f"
    raise TypeError(f"unexpected value of type {type(value)}")


def runs(items) -> list:
    return [[key, len(list(group))] for key, group in itertools.groupby(items)]


def text_or_md5(text: str):
    data = text.encode("utf-8")
    return {"csv": text} if len(data) <= 600 else {"md5": hashlib.md5(data).hexdigest()}


def observe(data: bytes) -> "dict | None":
    lines = data.count(b"\n") + data.count(b"\r") + 1
    handle, path = tempfile.mkstemp(suffix=".csv")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                frame = pd.read_csv(path, float_precision="round_trip")
            except Exception as error:  # the kind of failure is what is recorded
                line = re.search(r"in line (\d+)", str(error))
                if "Buffer overflow" in str(error) or (line and int(line[1]) > lines):
                    return None
                return {"error": type(error).__name__}
            if len(frame) > lines:
                return None
            written = frame.to_csv(index=False)
    finally:
        os.unlink(path)
    names = [str(name) for name in frame.columns]
    dtypes = [str(dtype) for dtype in frame.dtypes]
    types = {}
    for position, dtype in enumerate(dtypes):
        if dtype == "object":
            kinds = runs(kind_of(value) for value in frame.iloc[:, position].tolist())
            types[position] = "".join(f"{kind}{count}" for kind, count in kinds)
    result = {"rows": len(frame)}
    if len(names) > WIDE:
        result["namesMd5"] = hashlib.md5("\n".join(names).encode("utf-8")).hexdigest()
        result["dtypeRuns"] = runs(dtypes)
    else:
        result["names"] = names
        result["dtypes"] = dtypes
    if not isinstance(frame.index, pd.RangeIndex):
        result["index"] = True
    if types:
        result["types"] = types
    return {**result, **text_or_md5(written)}


def expand(parts, index=None) -> str:
    text = []
    for part in parts:
        if isinstance(part, str):
            text.append(part if index is None else part.replace("{i}", str(index)))
        else:
            text.extend(expand(part["of"], i) for i in range(part["repeat"]))
    return "".join(text)


def record(name: str, source: dict, data: bytes) -> None:
    if name in seen_names:
        raise ValueError(f"two cases are named {name!r}")
    seen_names.add(name)
    result = observe(data)
    if result is None:
        left_out.append(name)
        return
    cases.append({"name": name, **source, "result": result})


def case(name: str, data) -> None:
    raw = data if isinstance(data, bytes) else data.encode("utf-8")
    record(name, {"csv": raw.decode("latin-1")}, raw)


def generated(name: str, parts: list) -> None:
    record(name, {"generate": parts}, expand(parts).encode("utf-8"))


def rep(count: int, *parts) -> dict:
    return {"repeat": count, "of": list(parts)}


def column(name: str, cells, header="a", end="\n") -> None:
    """One column of interest, and a second so that an empty cell is not an empty line."""
    lines = [f"{header},z"] + [f"{cell},{i}" for i, cell in enumerate(cells)]
    case(name, end.join(lines) + end)


NA = ["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA",
      "NULL", "NaN", "None", "n/a", "nan", "null"]
NEAR_NA = [" NA", "NA ", "NAN", "none", "Null", "na", "Na", "N/a", "nA", "<na>", "-NAN", "+nan", "NaN.", "nil", "NaT",
           "n.a.", "-", ".", "?", "#NA!", " ", "  ", "1.#INF", "-1.#INF", "+NaN", "missing", "NONE", "\u00a0", "1.#ind"]
INTS = ["0", "1", "7", "-1", "+5", "-0", "+0", "007", "-007", "+007", "00", "12", "100", "2147483647", "2147483648",
        "-2147483648", "9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740991",
        "-9007199254740992", "-9007199254740993", "1000000000000000", "123456789012345678", "999999999999999999",
        "9223372036854775806", "9223372036854775807", "-9223372036854775807", "-9223372036854775808",
        "00009223372036854775807", "-00009223372036854775808"]
HUGE = ["9223372036854775808", "18446744073709551614", "18446744073709551615", "18446744073709551616",
        "-9223372036854775809", "-18446744073709551616", "99999999999999999999", "123456789012345678901234567890",
        "-123456789012345678901234567890", "+9223372036854775808", "+18446744073709551615", "09223372036854775808",
        "1" + "0" * 30, "1" + "0" * 309, "-1" + "0" * 309]
SPACED = [" 1", "1 ", " 1 ", "  12", "12  ", "\t3", "3\t", " -4", "- 4", "-4 ", "+ 5", " 1.5", "1.5 ", " 1.5 ", "\t2.5\t",
          "1 2", "1. 5", " inf", "inf ", " nan", "nan ", " True", "True ", "\u00a01", "1\u00a0", "\x0b1", "1\x0b", "\x0c1",
          "1\x0c", " ", " +5", " 1e5", "1e5 ", "1e 5", "1 e5", "1e5\t", "\r1"]
FLOATS = ["1.0", "1.5", "-1.5", "+1.5", "1e5", "1E5", "1E-5", "1e+5", ".5", "5.", "-.5", "-5.", "+.5", "+5.", ".", "-.", "+.", "e5",
          ".e5", "1e", "1e+", "1e-", "1E", "1e5.5", "1.5e3", "1.5E+03", "1.5e-03", "1e05", "1e005", "0x10", "0X1F", "0x1p3",
          "1_000", "1,", "1.2.3", "1..2", "--1", "++1", "+-1", "-+1", "1-", "1+", "-", "+", "1e--5", "1d5", "1f", "1L", "1.5f",
          "1j", "$1", "1%", "1/2", "0b1", "0o7", "0.1", "0.2", "0.30000000000000004", "0.1000000000000000055511151231257827",
          "3.141592653589793238462643383279", "2.718281828459045235360287", "1234567890.123456789", "1e16", "1e15",
          "9999999999999998.0", "1e17", "1e22", "1e23", "1e-4", "1e-5", "0.0001", "0.00001", "0.00009999999999999999",
          "123456789012345678.0", "12345678901234567890.0", "1e308", "1.7976931348623157e308", "1.7976931348623159e308",
          "1e309", "1e400", "-1e400", "1e-307", "2.2250738585072014e-308", "2.2250738585072011e-308", "5e-324", "4.9e-324",
          "2e-324", "3e-324", "1e-400", "-1e-400", "1e9999999999", "1e-9999999999", "1e99999999999999999999", "0e0",
          "0e99999", "-0.0", "+0.0", "0.0", "-0e5", "00.5", "007.5", "-00.5", "1.10", "1.000000", "100.", "1e0", "1e1",
          "9007199254740993.0", "9007199254740992.5", "4503599627370496.5", "0.5", "1e-10", "1.5e300", "8.5", "8.50",
          "123456.789e3", "0.000001e6", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
          "0." + "0" * 320 + "1", "0." + "1" * 60, "1" * 60 + ".5", "1." + "0" * 60 + "1", "６", "１.5", "1٫5", "½", "−1", "1’000"]
INFS = ["inf", "-inf", "+inf", "Inf", "INF", "iNf", "infinity", "Infinity", "-Infinity", "+Infinity", "INFINITY", "-INF",
        "+INF", "-Inf", "infi", "infinit", "in", "infx", "inff", "infinityx", "--inf", "-+inf", "∞"]
BOOLS = ["True", "False", "TRUE", "FALSE", "true", "false"]
NEAR_BOOLS = ["tRUE", "T", "F", "t", "f", "Yes", "No", "yes", "no", "on", "off", "TRue", "falsE", "True.", "0", "1", " True", "1.0"]
TEXTS = ["abc", "x", "Ärger", "Иван", "漢字", "😀", "e\u0301", "é", "\u00a0x", "\u200b", "\u2028", "\ufeff", "a b", " a", "a ",
         "a'b", "NA person", "\\", "\\n", "a\\\"b", "-", "#", "=1+1", "1a", "a1", "1 000", "2020-01-01", "12:30", "NaNa"]


def scalars() -> None:
    groups = {"int": INTS, "huge": HUGE, "spaced": SPACED, "float": FLOATS, "inf": INFS, "bool": BOOLS,
              "near bool": NEAR_BOOLS, "NA": NA, "near NA": NEAR_NA, "text": TEXTS}
    for group, cells in groups.items():
        # One file, one column per spelling: alone, with a hole, with an int, with a float, with text, quoted.
        plain = [cell for cell in cells if not set(cell) & set(',"\r\n')]
        header = ",".join(f"c{i}" for i in range(len(plain)))
        for label, other in [("alone", None), ("then NA", "NA"), ("then empty", ""), ("then int", "3"), ("then negative", "-3"),
                             ("then float", "2.5"), ("then text", "x"), ("then True", "True"), ("then 2^63", "9223372036854775808"),
                             ("then inf", "inf")]:
            rows = [plain] if other is None else [plain, [other] * len(plain)]
            lines = [",".join(["k"] + header.split(","))] + [",".join([f"k{i}"] + row) for i, row in enumerate(rows)]
            wide_case(f"every {group} spelling, {label}", lines)
            if other is not None:
                lines = [lines[0], lines[2], lines[1]]
                wide_case(f"every {group} spelling, {label}, reversed", lines)
        lines = [",".join(["k"] + header.split(",")), ",".join(["k0"] + [f'"{cell}"' for cell in plain])]
        wide_case(f"every {group} spelling, quoted", lines)
    for group in ["int", "huge", "spaced", "float", "inf", "bool", "near bool", "near NA"]:
        for cell in groups[group]:
            if not set(cell) & set(',"\r\n'):
                column(f"{group} {cell[:40]!r} of {len(cell)}", [cell])


def wide_case(name: str, lines) -> None:
    """A wide file is cut into files that are narrow enough to be recorded name by name."""
    table = [line.split(",") for line in lines]
    width = len(table[0])
    for number, start in enumerate(range(0, width, 30)):
        part = [row[start : start + 30] for row in table]
        if start > 0 or len(part[0]) < 2:
            part = [["k" if i == 0 else f"k{i}"] + row for i, row in enumerate(part)]
        case(f"{name} ({number + 1})", "\n".join(",".join(row) for row in part) + "\n")


def mixes() -> None:
    pool = {
        "int": "12", "negative": "-3", "big": "9223372036854775807", "uint": "9223372036854775808",
        "uint max": "18446744073709551615", "too big": "18446744073709551616", "too small": "-9223372036854775809",
        "NA": "NA", "float": "1.5", "inf": "inf", "True": "True", "false": "false", "text": "x", "2^53+1": "9007199254740993",
        "minimum": "-9223372036854775808", "quoted": '"8"', "spaced": " 9",
    }
    for first, second in itertools.permutations(pool, 2):
        column(f"{first} then {second}", [pool[first], pool[second]])
    for triple in itertools.permutations(["negative", "uint", "NA"], 3):
        column(" then ".join(triple), [pool[name] for name in triple])
    for triple in itertools.permutations(["int", "uint", "NA"], 3):
        column(" then ".join(triple), [pool[name] for name in triple])
    for triple in itertools.permutations(["True", "NA", "int"], 3):
        column(" then ".join(triple), [pool[name] for name in triple])
    for triple in itertools.permutations(["uint", "float", "negative"], 3):
        column(" then ".join(triple), [pool[name] for name in triple])
    for a, b in itertools.product(BOOLS, BOOLS):
        column(f"bools {a} {b}", [a, b])
    for a in BOOLS:
        column(f"bool {a} and a hole", [a, ""])
        column(f"bool {a} quoted", [f'"{a}"', a])
    for a in NA:
        column(f"missing {a!r} in ints", ["1", a, "3"])
        column(f"missing {a!r} among names", ["Ann", a, "Bob"])
        column(f"missing {a!r} alone", [a])
        column(f"missing {a!r} quoted", [f'"{a}"', "1"])
        column(f"missing {a!r} in bools", ["True", a])
        case(f"missing {a!r} in the only column", f"a\n1\n{a}\n3\n")


QUOTES = {
    "quoted number": 'a,b\n"1",2\n"3",4\n', "quoted NA": 'a,b\n"NA",x\n"q",y\n', "quoted empty": 'a,b\n"",x\n"q",y\n',
    "quoted empty only column": 'a\n""\n"x"\n', "quoted empty number": 'a,b\n"",1\n"2",2\n',
    "quoted bool": 'a,b\n"True",1\n"False",2\n', "embedded quote": 'a,b\n"say ""hi""",1\n', "only quotes": 'a,b\n"""",1\n',
    "two quotes": 'a,b\n"""""",1\n', "quote in the middle": 'a,b\nx"y,1\n', "two quotes in the middle": 'a,b\nx""y,1\n',
    "quote pair in the middle": 'a,b\nx"y"z,1\n', "quote at the end": 'a,b\nxy",1\n', "comma in middle quotes": 'a,b\nx"y,z"w,1\n',
    "text after closing quote": 'a,b\n"x"y,1\n', "text then quote after closing": 'a,b\n"x"y"z",1\n',
    "number after closing quote": 'a,b\n"1"2,1\n', "space after closing quote": 'a,b\n"1" ,1\n', "space before quote": 'a,b\n "1",1\n',
    "space before quote with comma": 'a,b\n "x,y",1\n', "embedded newline": 'a,b\n"x\ny",1\n', "embedded CRLF": 'a,b\r\n"x\r\ny",1\r\n',
    "embedded CR": 'a,b\n"x\ry",1\n', "embedded lone CR in CR file": 'a,b\r"x\ry",1\r', "embedded comma": 'a,b\n"x,y",1\n',
    "embedded blank lines": 'a,b\n"x\n\n\ny",1\n', "single quotes": "a,b\n'x,y',1\n", "unterminated": 'a,b\n"x,1\n2,3\n',
    "unterminated at the end": 'a,b\n1,"', "unterminated header": '"a,b\n1,2\n', "unterminated with doubled": 'a,b\n"x"",1\n',
    "closing quote at the end": 'a,b\n1,"x"', "doubled at the end": 'a,b\n1,"x"""', "quoted header": '"a","b"\n1,2\n',
    "quoted header comma": '"a,b",c\n1,2\n', "quoted header newline": '"a\nb",c\n1,2\n', "quoted header quote": '"a""b",c\n1,2\n',
    "quoted empty header": '"",c\n1,2\n', "text after quote in header": '"a"b,c\n1,2\n', "quote in header": 'a"b,c\n1,2\n',
    "everything quoted": '"a","b","c"\n"1","x","1.5"\n"2","","NA"\n', "backslash quote": 'a,b\n"x\\"y",1\n',
    "tab": "a\tb\n1\t2\n", "tabs in cells": "a,b\nx\ty,1\n", "semicolons": "a;b\n1;2\n", "quoted space": 'a,b\n" ",1\n',
    "quoted spaces around number": 'a,b\n" 1 ",1\n', "quoted newline only": 'a,b\n"\n",1\n', "quoted CR only": 'a,b\n"\r",1\n',
    "quoted then EOF without newline": 'a\n"x"', "quoted empty then EOF": 'a,b\n1,""', "empty quoted row": 'a,b\n"",""\n',
    "empty quoted only": 'a\n""\n', "quoted negative": 'a,b\n"-1",2\n', "quoted leading zeros": 'a,b\n"007",2\n',
    "quote after comma space": 'a,b\n1, "x"\n', "leading space text": "a,b\n x,1\n", "comment sign": "a,b\n#x,1\n",
    "to_csv quotes CR": 'a,b\n"x\ry",1\nz,2\n', "to_csv quotes space": 'a,b\n"x y",1\n', "single character cells": 'a,b\n"\'",1\n',
}
LINES = {
    "LF": "a,b\n1,2\n3,4\n", "CRLF": "a,b\r\n1,2\r\n3,4\r\n", "CR": "a,b\r1,2\r3,4\r", "mixed ends": "a,b\r\n1,2\n3,4\r5,6\n",
    "mixed ends text": "a,b\nx,y\r\nz,w\rq,r\r\n", "no final newline": "a,b\n1,2", "no final newline CRLF": "a,b\r\n1,2",
    "final CR": "a,b\n1,2\r", "final CR CR LF": "a,b\n1,2\r\r\n", "CR CR LF": "a,b\r\r\n1,2\r\r\n", "LF CR": "a,b\n\r1,2\n\r",
    "blank lines": "a,b\n\n1,2\n\n\n3,4\n\n", "blank CRLF lines": "a,b\r\n\r\n1,2\r\n\r\n", "blank CR lines": "a,b\r\r1,2\r\r",
    "blank first lines": "\n\na,b\n1,2\n", "blank first CRLF lines": "\r\n\r\na,b\r\n1,2\r\n", "space line": "a,b\n1,2\n \n3,4\n",
    "space line in one column": "a\n1\n \n3\n", "spaces line": "a,b\n   \n1,2\n", "tab line": "a,b\n1,2\n\t\n3,4\n",
    "space line one text column": "a\nx\n \ny\n", "space first line": " \na,b\n1,2\n", "space last line": "a,b\n1,2\n ",
    "spaces before CR": "a,b\n1,2\n  \r\n3,4\n", "space comma line": "a,b\n , \n1,2\n", "comma lines": "a,b\n,\n1,2\n,\n",
    "space in blank then text": "a\n  x\n", "space before row": "a,b\n 1,2\n", "only newline": "\n", "only newlines": "\n\n\n", "only CRLF": "\r\n",
    "only CR": "\r", "only space": " ", "only space and newline": " \n", "only comma": ",", "only comma newline": ",\n", "only quotes": '""',
    "only quotes newline": '""\n', "empty": "", "header only": "a,b\n", "header only no newline": "a,b", "header only CRLF": "a,b\r\n",
    "one header": "a\n", "one header no newline": "a", "header and blanks": "a,b\n\n\n", "header and space": "a,b\n \n", "one row": "a,b\n1,2\n",
    "one cell": "a\n1\n", "one cell no newline": "a\n1", "one missing": "a\nNA\n", "one column with missing": "a\n1\nNA\n3\n",
    "one text column with missing": "a\nx\nNA\ny\n", "one column quoted empties": 'a\n1\n""\n3\n', "one column trailing comma": "a,\n1,\n2,\n",
    "one column blank lines": "a\n1\n\n2\n\n", "one bool column with missing": "a\nTrue\nNA\n", "one column all missing": "a\nNA\nnan\n",
    "short rows": "a,b,c\n1,2,3\n4,5\n6\n", "short text rows": "a,b,c\nx,y,z\nq,w\ne\n", "short first row": "a,b,c\n1\n2,3,4\n",
    "short bool rows": "a,b\nTrue,True\nFalse\n", "long row": "a,b\n1,2\n3,4,5\n", "long first row": "a,b\n1,2,3\n4,5,6\n",
    "very long first row": "a,b\n1,2,3,4\n5,6,7,8\n", "long first then short": "a,b\n1,2,3\n4,5\n6\n", "long first then longer": "a,b\n1,2,3\n4,5,6,7\n",
    "long second text": "a,b\nx,y\nz,w,q\n", "long by empty": "a,b\n1,2\n3,4,\n", "long by empties": "a,b\n1,2\n3,4,,,\n",
    "trailing comma in data": "a,b\n1,2,\n3,4,\n", "trailing comma in all data but last": "a,b\n1,2,\n3,4\n", "trailing comma twice": "a,b\n1,2,,\n3,4,,\n",
    "trailing comma in text data": "a,b\nx,y,\nz,w,\n", "trailing comma in both": "a,b,\n1,2,\n3,4,\n", "trailing comma in header": "a,b,\n1,2\n3,4\n",
    "leading comma": ",a,b\n0,1,2\n1,3,4\n", "leading comma text": ",a\nx,1\ny,2\n", "implicit text index": "a,b\nx,1,2\ny,3,4\n",
    "implicit index with hole": "a,b\nx,1,2\n,3,4\n", "implicit index floats": "a,b\n1.5,1,2\n2.5,3,4\n", "implicit two indices": "a\nx,y,1\nz,w,2\n",
    "trailing comma CRLF": "a,b\r\n1,2,\r\n3,4,\r\n", "trailing comma with hole": "a,b\n1,,\n3,4,\n", "trailing comma one row": "a,b\n1,2,\n",
    "trailing comma then full": "a,b\n1,2,\n3,4,5\n", "implicit after blank": "a,b\n\n1,2,3\n", "implicit decided by blank": "a,b\n\n1,2\n3,4,5\n",
    "duplicates": "a,a\n1,2\n", "three duplicates": "a,a,a\n1,2,3\n", "dotted duplicate": "a,a.1,a\n1,2,3\n", "dotted later": "a,a,a.1\n1,2,3\n",
    "dotted chains": "a,a.1,a,a.1\n1,2,3,4\n", "dotted chains more": "a,a.1,a.2,a,a,a.1\n1,2,3,4,5,6\n", "dotted chain back": "a.1,a,a,a.1.1,a.1\n1,2,3,4,5\n", "empty names": ",,\n1,2,3\n",
    "empty middle name": "a,,c\n1,2,3\n", "unnamed clash": "Unnamed: 1,,c\n1,2,3\n", "unnamed clash later": "a,,Unnamed: 1\n1,2,3\n", "unnamed clash twice": "Unnamed: 1,,Unnamed: 1\n1,2,3\n",
    "unnamed own": "Unnamed: 0,a\n0,1\n", "space name": " ,a\n1,2\n", "spaced names": " a , b\n1,2\n", "name like number": "1,2\n3,4\n", "duplicate numbers": "1,1\n3,4\n", "name NA": "NA,nan\n1,2\n",
    "names with dots": "a.b,c\n1,2\n", "header with CR": '"a\rb",c\n1,2\n', "header fewer than data": "a\n1,2\n3,4\n", "quoted duplicate": '"a",a\n1,2\n', "index-like first": "id,v\n0,1\n1,2\n2,3\n",
    "index-like text": "idx,v\na,1\nb,2\n", "empty header then data": ",\n1,2\n", "tabs names": "a\t,b\n1,2\n", "name with quote": '"a""",b\n1,2\n', "all missing column": "a,b\n1,\n2,\n", "all missing row": "a,b\n,\n",
    "data looks like header": "a,b\na,b\n1,2\n", "two headers": "a,b\n1,2\na,b\n3,4\n", "many commas": ",,,\n,,,\n", "case names": "a,A\n1,2\n", "name __index": "__index_level_0__,index\n1,2\n",
}
ENCODINGS = {
    "BOM": b"\xef\xbb\xbfa,b\n1,2\n", "BOM quoted": b'\xef\xbb\xbf"a","b"\n1,2\n', "BOM quoted comma": b'\xef\xbb\xbf"a,x","b"\n1,2\n', "BOM only": b"\xef\xbb\xbf", "BOM newline": b"\xef\xbb\xbf\na,b\n1,2\n",
    "BOM CRLF": b"\xef\xbb\xbfa,b\r\n1,2\r\n", "BOM twice": b"\xef\xbb\xbf\xef\xbb\xbfa,b\n1,2\n", "BOM in data": b"a,b\n\xef\xbb\xbf1,2\n", "BOM second line text": b"a,b\n\xef\xbb\xbfx,2\n",
    "BOM quoted newline": b'\xef\xbb\xbf"a\nb",c\n1,2\n', "BOM quoted doubled": b'\xef\xbb\xbf"a""b",c\n1,2\n', "BOM quoted then text": b'\xef\xbb\xbf"a"x,c\n1,2\n', "BOM space": b"\xef\xbb\xbf a,b\n1,2\n", "BOM header only": b"\xef\xbb\xbfa,b\n",
    "BOM empty name": b"\xef\xbb\xbf,b\n1,2\n", "BOM empty quoted name": b'\xef\xbb\xbf"",b\n1,2\n', "BOM duplicate": b"\xef\xbb\xbfa,a\n1,2\n", "BOM one quoted column": b'\xef\xbb\xbf"a"\n1\n',
    "invalid UTF-8": b"a,b\n\xff,1\n", "invalid in header": b"a\xe9,b\n1,2\n", "Latin-1": "a,b\né,1\n".encode("latin-1"), "truncated sequence": b"a,b\nx\xe2\x82,1\n", "overlong": b"a,b\n\xc0\xaf,1\n",
    "surrogate": b"a,b\n\xed\xa0\x80,1\n", "beyond Unicode": b"a,b\n\xf4\x90\x80\x80,1\n", "truncated at end": b"a,b\n1,\xe2\x82", "UTF-16": "a,b\n1,2\n".encode("utf-16"), "invalid in quoted": b'a,b\n"\x80",1\n', "continuation alone": b"a,b\n1,\xbf\n",
    "noncharacter": b"a,b\n\xef\xbf\xbf,1\n", "highest": b"a,b\n\xf4\x8f\xbf\xbf,1\n", "NUL in text": b"a,b\nx\x00y,1\n", "NUL alone": b"a,b\n\x00,1\n", "NUL in number": b"a,b\n1\x002,1\n", "NUL after number": b"a,b\n12\x00,1\n",
    "NUL in header": b"a\x00b,c\n1,2\n", "NUL at end": b"a,b\n1,2\n\x00", "NUL quoted": b'a,b\n"x\x00y",1\n', "NUL after NA": b"a,b\nNA\x00,1\n", "NUL before": b"a,b\n\x00x,1\n", "NUL after float": b"a,b\n1.5\x00,1\n", "NUL after bool": b"a,b\nTrue\x00,1\n",
    "NUL line": b"a,b\n1,2\n\x00\n3,4\n", "control characters": b"a,b\n\x01\x02\x1a\x1b\x7f,1\n", "Ctrl-Z": b"a,b\n1,2\n\x1a", "vertical tab": b"a,b\nx\x0by,1\n", "form feed": b"a,b\nx\x0cy,1\n", "NEL": "a,b\nx\u0085y,1\n".encode(),
    "line separator": "a,b\nx\u2028y,1\n".encode(), "Cyrillic": "имя,возраст\nИван,5\nМария,NA\n".encode(), "CJK": "名前,値\n太郎,1\n花子,2\n".encode(), "emoji": "a,😀\n👩‍👩‍👧,1\n🇩🇪,2\n".encode(), "NBSP": "a,b\n\u00a0,1\nx\u00a0,2\n".encode(),
    "combining": "a,b\ne\u0301,1\n\u00e9,2\n".encode(), "combining names": "e\u0301,\u00e9\n1,2\n".encode(), "NBSP name": "\u00a0,b\n1,2\n".encode(), "RTL": "a,b\nשלום,1\nمرحبا,2\n".encode(), "zero width": "a,b\n\u200b1,2\n".encode(),
    "ideographic space": "a,b\n\u30001,2\n".encode(), "fullwidth digits": "a,b\n１２,2\n".encode(), "quoted unicode": 'a,b\n"Zoë, Ж",2\n'.encode(), "unicode quotes": "a,b\n“x, y”,2\n".encode(), "Arabic digits": "a,b\n١٢,2\n".encode(), "dotless": "a,b\ntrue,2\nTRUE,3\n".encode(),
}


def files() -> None:
    for name, text in QUOTES.items():
        case(f"quotes: {name}", text)
    for name, text in LINES.items():
        case(f"lines: {name}", text)
    for name, data in ENCODINGS.items():
        case(f"encoding: {name}", data)
    for cell in ["x" * 300, "1" * 300, "0." + "3" * 300, " " * 300 + "1", '"' + "q,\n" * 100 + '"', "Ж" * 200]:
        column(f"long cell {cell[:4]!r} of {len(cell)}", [cell, "2"])
    for end_name, end in [("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r")]:
        for ending in ["", end, end + end]:
            case(f"ends: {end_name} text quoted numbers, {len(ending)} at the end", end.join(["a,b", 'x,"1"', '"y,z",2', ",3"]) + ending)


def wide(name: str, width: int, rows: int, experiments: dict[str, list[str]], blocks: list[int]) -> None:
    """A file so wide that pandas reads it in several chunks.

    `experiments` holds one column each: a cell per block of rows; `blocks` the lengths of those blocks. The rest
    of the columns are filled with 1.
    """
    filler = width - len(experiments)
    parts = [",".join(experiments), rep(filler, ",f{i}"), "\n"]
    for block, length in enumerate(blocks):
        cells = ",".join(cells[block] for cells in experiments.values())
        parts.append(rep(length, cells, rep(filler, ",1"), "\n"))
    generated(name, parts)


def chunks() -> None:
    pool = {"i": "7", "z": "007", "p": "+5", "n": "-3", "u": "9223372036854775808", "v": "18446744073709551616", "b": "9007199254740993", "f": "1.50", "e": "1e5",
            "t": "True", "l": "false", "x": "abc", "m": "NA", "o": "", "s": " 8", "y": "-0", "w": "-0.0", "h": "inf", "q": '"9"', "j": "Null"}
    pairs = {f"{a}{b}": [pool[a], pool[b]] for a, b in itertools.product(pool, pool)}
    triples = {f"{a}{b}{c}": [pool[a], pool[b], pool[c]] for a, b, c in itertools.product("iuftxmz", repeat=3)}
    # 20,000 columns: 2^20 // 20,000 = 52, so 32 rows make a chunk.
    wide("chunks: pairs in 20,000 columns", 20_000, 33, pairs, [32, 1])
    wide("chunks: pairs, the change before the end of the chunk", 20_000, 33, pairs, [31, 2])
    wide("chunks: triples in 20,000 columns", 20_000, 65, triples, [32, 32, 1])
    wide("chunks: exactly one chunk", 20_000, 32, pairs, [16, 16])
    few = {key: pairs[key] for key in ["ix", "xi", "zx", "mx", "tx", "tm", "mt", "if", "fi", "ti", "it", "iu", "un", "tf", "fx", "bm", "bf", "xo", "wi", "ex", "im", "mi"]}
    for width, chunk in [(2_000, 512), (2_048, 256), (2_047, 512), (2_049, 256), (4_096, 128), (65_536, 8), (131_072, 4), (262_144, 2), (262_145, 2), (349_525, 2), (349_526, 1), (524_288, 1)]:
        wide(f"chunks: {width} columns, change at {chunk}", width, chunk + 1, few, [chunk, 1])
        if chunk > 1:
            wide(f"chunks: {width} columns, change at {chunk - 1}", width, chunk, few, [chunk - 1, 2])
    wide("chunks: 2,000 columns, two changes", 2_000, 1025, {k: v + [v[0]] for k, v in few.items()}, [512, 512, 1])
    # One column: 2^20 // 1, so 524,288 rows make a chunk.
    for name, first, second in [("int then text", "007", "x"), ("int then NA", "7", "NA"), ("bool then int", "True", "1"), ("float then text", "1.50", "x"), ("NA then text", "NA", "x")]:
        for rows in [524_287, 524_288]:
            generated(f"chunks: one column, {name} at {rows}", ["a\n", rep(rows, f"{first}\n"), f"{second}\n"])
    generated("chunks: two columns", ["a,b\n", rep(262_144, "007,1\n"), "x,2\n"])
    generated("chunks: two columns, one row earlier", ["a,b\n", rep(262_143, "007,1\n"), "x,2\n", "x,2\n"])
    generated("chunks: blank lines do not count", ["a,b\n", rep(262_143, "007,1\n\n"), "x,2\n", "y,2\n"])
    generated("chunks: implicit index", ["a,b\n", rep(262_144, "1,007,1\n"), "1,x,2\n"])
    generated("chunks: implicit index, three columns wide", ["a,b\n", rep(174_763, "1,007,1\n"), "1,x,2\n", rep(90_000, "1,008,1\n")])
    generated("chunks: trailing commas", ["a,b\n", rep(262_144, "007,1,\n"), "x,2,\n"])
    generated("chunks: long row in the second chunk", ["a,b\n", rep(262_144, "7,1\n"), "1,2,3\n"])
    generated("chunks: short row in the second chunk", ["a,b\n", rep(262_144, "7,1\n"), "1\n"])
    # pandas reads 2^18 characters at a time.
    for shift in range(-2, 3):
        count = (1 << 18) // 8
        generated(f"buffers: CRLF at 2^18{shift:+d}", ["a," + "b" * (4 + shift) + "\r\n", rep(count + 4, "12,456\r\n")])
        generated(f"buffers: quotes at 2^18{shift:+d}", ["a," + "b" * (4 + shift) + "\r\n", rep(count + 4, '"x""y"\r\n')])
        generated(f"buffers: two-byte letters at 2^18{shift:+d}", ["a," + "b" * (4 + shift) + "\r\n", rep(count + 4, "é,ß456\r\n")])


def fuzz() -> None:
    rng = random.Random(20240607)
    plain = [cell for cell in NA + NEAR_NA + INTS + HUGE[:9] + SPACED + FLOATS[:60] + INFS + BOOLS + NEAR_BOOLS + TEXTS if not set(cell) & set(',"\r\n')]
    quoted = ['"x,y"', '"a\nb"', '"a""b"', '"a\rb"', '"1"', '""', '"NA"', '"x"y', 'x"y', '"a\r\nb"', '"True"', '" 1"']
    families = {
        "numbers": INTS + HUGE[:6] + ["", "NA", "1.5"], "ints": INTS[:14], "holes": ["1", "2", "", "NA", "-5"], "floats": ["1.0", "1e5", ".5", "5.", "0.1", "1e-5", "inf", "", "-0.0", "1e400"],
        "bools": BOOLS, "bools with holes": BOOLS + ["", "NA"], "text": TEXTS + NA[:6], "anything": plain, "quoted": quoted + ["1", "x", ""], "wild": plain + quoted * 4,
    }
    headers = ["a", "b", "c", "a", "", "a.1", '"x,y"', "Unnamed: 1", "id", "Ж", " d", '"q""q"', "1"]
    for number in range(500):
        width = rng.randint(1, 5)
        height = rng.choice([0, 1, 2, 3, 3, 4, 5, 8])
        end = rng.choice(["\n", "\n", "\n", "\r\n", "\r"])
        kinds = [rng.choice(list(families)) for _ in range(width)]
        clean = rng.random() < 0.5
        names = [f"c{i}" for i in range(width)] if clean else [rng.choice(headers) for _ in range(width)]
        lines = [",".join(names)]
        for _ in range(height):
            row = [rng.choice(families[kind]) for kind in kinds]
            if not clean and rng.random() < 0.05:
                row = row[: rng.randint(0, len(row))]
            if not clean and rng.random() < 0.03:
                row.append(rng.choice(["", "1"]))
            lines.append(",".join(row))
            if rng.random() < 0.03:
                lines.append(rng.choice(["", " ", "\t", ","]))
        text = end.join(lines) + rng.choice([end, end, ""])
        if rng.random() < 0.03:
            text = "\ufeff" + text
        case(f"fuzz table {number}", text)
    # Soup of the characters that move the tokenizer between its states.
    for number in range(400):
        alphabet = rng.choice([',\n"a1', ',\n"a1 ', ',\r\n"a1', ',\r\n"a1 \t', ',\r"1 ', '\n\r ,'])
        text = "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 40)))
        case(f"fuzz soup {number}", rng.choice(["", "a,b\n", "a\n", "a,b,c\n", "a,b\r\n"]) + text)


if __name__ == "__main__":
    scalars()
    mixes()
    files()
    fuzz()
    if not os.environ.get("QUICK"):
        chunks()
    head = {"pandas": pd.__version__, "cases": len(cases)}
    lines = ",\n".join(json.dumps(one, ensure_ascii=True, separators=(",", ":")) for one in cases)
    text = json.dumps(head, separators=(",", ":"))[:-1].replace(f'"cases":{len(cases)}', f'"count":{len(cases)}') + ',"cases":[\n' + lines + "\n]}\n"
    (HERE / "corpus.json").write_text(text, encoding="ascii")
    print(len(cases), "cases,", len(text), "bytes; left out:", ", ".join(left_out))
