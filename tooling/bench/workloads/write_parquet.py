# Writes the numbers of write-parquet.mjs with fastparquet, and prints what it took.
import sys

import numpy as np
import pandas as pd
from timed import timed

path, rows = sys.argv[1], int(sys.argv[2])
i = np.arange(rows, dtype="int64")
table = pd.DataFrame(
    {
        "batch_id": 1 + i // 200_000,
        "event_id": 24 + i * 17 + i % 5,
        "first_pulse_index": (i * 173) % 31_999_961,
        "last_pulse_index": (i * 173) % 31_999_961 + i % 211,
        "azimuth": ((i * 7919) % 1_000_003) / 159_155,
        "zenith": ((i * 6101) % 1_000_003) / 318_311,
    }
)


def write():
    table.to_parquet(path, engine="fastparquet", compression="snappy", index=False)
    return rows


timed(write)
