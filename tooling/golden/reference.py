"""Asks a checkout of openai/mle-bench what it would do with a miniature.

  reference.py CHECKOUT prepare ID RAW PREPARED
      Runs the checkout's preparation in RAW (its files may change) and PREPARED (public/ and private/ are made).
      Prints one JSON object: the versions that did it.

  reference.py CHECKOUT grade ID ANSWERS FOLDER
      Grades every file of FOLDER, in order of name. Prints one JSON line per file: its name and either "score" (a
      number, "nan", "inf" or "-inf"), "invalid" or "error" (the name of the exception's type).

Only JSON goes to standard output; what the checkout prints goes to standard error.
"""

import contextlib
import importlib
import importlib.metadata
import json
import math
import os
import platform
import subprocess
import sys
from pathlib import Path


def versions(checkout):
    commit = subprocess.run(
        ["git", "-C", checkout, "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    libraries = {name: version(name) for name in ("pandas", "numpy", "scikit-learn")}
    return {"commit": commit or "unknown", "python": platform.python_version(), **libraries}


def version(library):
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "absent"


def prepare(competition_id, raw, prepared):
    public, private = Path(prepared, "public"), Path(prepared, "private")
    for folder in (public, private):
        folder.mkdir(parents=True)
    module = importlib.import_module(f"mlebench.competitions.{competition_id}.prepare")
    module.prepare(Path(raw), public, private)


def json_score(score):
    score = float(score)
    return score if math.isfinite(score) else str(score)


def grades(competition_id, answers_path, folder):
    from mlebench.grade_helpers import InvalidSubmissionError
    from mlebench.utils import load_answers, read_csv

    grade = importlib.import_module(f"mlebench.competitions.{competition_id}.grade").grade
    for path in sorted(Path(folder).iterdir()):
        try:
            # Graders may change the tables that they get, so every submission meets fresh answers.
            verdict = {"score": json_score(grade(read_csv(path), load_answers(Path(answers_path))))}
        except InvalidSubmissionError as error:
            verdict = {"invalid": type(error).__name__}
        except Exception as error:
            verdict = {"error": type(error).__name__}
        yield {"file": path.name, **verdict}


def main(checkout, command, *arguments):
    sys.path.insert(0, str(Path(checkout).resolve()))
    os.environ.setdefault("TQDM_DISABLE", "1")
    with contextlib.redirect_stdout(sys.stderr):
        if command == "prepare":
            prepare(*arguments)
            answers = [versions(checkout)]
        else:
            answers = list(grades(*arguments))
    for answer in answers:
        print(json.dumps(answer))


main(*sys.argv[1:])
