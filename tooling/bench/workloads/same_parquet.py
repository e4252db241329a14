# Ends with an error unless two Parquet files hold the same table.
import sys

import pandas as pd

pd.testing.assert_frame_equal(*(pd.read_parquet(path) for path in sys.argv[1:3]), check_exact=True)
