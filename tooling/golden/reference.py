"""Asks a checkout of openai/mle-bench what it would do with a miniature.

  reference.py CHECKOUT prepare ID RAW PREPARED
      Runs the checkout's preparation in RAW (its files may change) and PREPARED (public/ and private/ are made).
      Prints one JSON object: the versions that did it.

  reference.py CHECKOUT grade ID ANSWERS FOLDER
      Grades every file of FOLDER, in order of name. Prints one JSON line per file: its name and either "score" (a
      number, "nan", "inf" or "-inf"), "invalid" or "error" (the name of the exception's type).

  reference.py CHECKOUT serve
      Reads commands from standard input, one JSON array of the words above per line, and runs each in a fork, so that
      libraries are imported once. Prints one line per command: {"answers": [...]} or {"failure": TEXT}.

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
import tempfile
import traceback
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


def run(checkout, command, *arguments):
    """What a command prints, as a list. What the checkout prints goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        if command == "prepare":
            prepare(*arguments)
            return [versions(checkout)]
        return list(grades(*arguments))


def import_libraries():
    """Imports what most competitions need. The checkout's own modules stay out: a fork must not meet their state."""
    for name in ("pandas", "sklearn.model_selection", "sklearn.metrics", "scipy.stats"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def run_in_fork(checkout, words):
    """What the command and its libraries print is kept, and shown only if it fails."""
    reader, writer = os.pipe()
    with tempfile.TemporaryFile() as noise:
        child = os.fork()
        if child == 0:
            os.close(reader)
            for stream in (1, 2):
                os.dup2(noise.fileno(), stream)
            try:
                said = {"answers": run(checkout, *words)}
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
                said = {}
            with os.fdopen(writer, "w") as pipe:
                json.dump(said, pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            said = json.loads(pipe.read() or "{}")
        os.waitpid(child, 0)
        noise.seek(0)
        return said or {"failure": noise.read().decode(errors="replace") or "Python ended without an answer"}


def use_any_processor():
    """NumPy's sorting puts equal numbers in another order with AVX2 and with AVX-512. Without them, it is the same on
    every machine. Has to be called before NumPy is imported."""
    levels = ["F", "CD", "_KNL", "_KNM", "_SKX", "_CLX", "_CNL", "_ICL", "_SPR"]
    features = ["AVX2", *(f"AVX512{level}" for level in levels)]
    os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", " ".join(features))


def main(checkout, command, *arguments):
    use_any_processor()
    sys.path.insert(0, str(Path(checkout).resolve()))
    os.environ.setdefault("TQDM_DISABLE", "1")
    if command == "serve":
        import_libraries()
        for line in sys.stdin:
            print(json.dumps(run_in_fork(checkout, json.loads(line))), flush=True)
        return
    for answer in run(checkout, command, *arguments):
        print(json.dumps(answer))


main(*sys.argv[1:])
