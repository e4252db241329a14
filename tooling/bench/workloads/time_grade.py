# Prints the score, and what grading took without starting the process; processes that the grader starts count.
import contextlib, importlib, io, json, resource, sys, time, warnings
from pathlib import Path

from mlebench.utils import load_answers, read_csv

warnings.simplefilter("ignore")


def cpu():
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


cid, submission, answers = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
grade = importlib.import_module(f"mlebench.competitions.{cid}.grade").grade
before = cpu()
began = time.perf_counter()
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    score = grade(read_csv(submission), load_answers(answers))
seconds = time.perf_counter() - began
print(json.dumps({"score": float(score), "seconds": seconds, "cpuSeconds": cpu() - before}))
