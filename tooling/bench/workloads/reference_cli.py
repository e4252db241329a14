import pandas as pd

import mlebench.grade
from mlebench.cli import main

# A checkout without Git LFS has pointers where leaderboards should be; medals are not what is measured here.
mlebench.grade.get_leaderboard = lambda competition: pd.DataFrame({"score": [0.9, 0.8, 0.7]})

main()
