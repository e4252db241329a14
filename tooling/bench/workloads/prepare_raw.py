import importlib, shutil, sys
from pathlib import Path

cid, raw, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
shutil.rmtree(out, ignore_errors=True)
for name in ("public", "private"):
    (out / name).mkdir(parents=True)
importlib.import_module(f"mlebench.competitions.{cid}.prepare").prepare(raw=raw, public=out / "public", private=out / "private")
