import importlib, sys
from pathlib import Path

from mlebench.utils import load_answers, read_csv

cid, submission, answers = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
grade = importlib.import_module(f"mlebench.competitions.{cid}.grade").grade
print(grade(read_csv(submission), load_answers(answers)))
