import hashlib, sys
from pathlib import Path

from sklearn.model_selection import train_test_split

from mlebench.utils import read_csv

source, out = Path(sys.argv[1]), Path(sys.argv[2])
out.mkdir(parents=True, exist_ok=True)
train, test = train_test_split(read_csv(source), test_size=0.1, random_state=0)
sample = test[["id", "target"]].copy()
sample["target"] = False
files = {"train.csv": train, "answers.csv": test, "test.csv": test.drop(columns="target"), "sample_submission.csv": sample}
for name, table in files.items():
    table.to_csv(out / name, index=False)
    digest = hashlib.md5()
    with open(out / name, "rb") as file:
        for block in iter(lambda: file.read(4096), b""):
            digest.update(block)
    print(name, digest.hexdigest())
