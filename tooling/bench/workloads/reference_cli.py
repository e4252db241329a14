# The reference's command line; a score is printed as JSON too.
import json

import pandas as pd

import mlebench.cli
import mlebench.grade

# A checkout without Git LFS has pointers where leaderboards should be; medals are not what is measured here.
mlebench.grade.get_leaderboard = lambda competition: pd.DataFrame({"score": [0.9, 0.8, 0.7]})

grade = mlebench.cli.grade_csv


def grade_and_print(*args):
    report = grade(*args)
    print(json.dumps({"score": report.score}))
    return report


mlebench.cli.grade_csv = grade_and_print
mlebench.cli.main()
