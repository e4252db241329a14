import shutil, sys
from pathlib import Path

source, target = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(target, ignore_errors=True)
target.mkdir(parents=True)
for path in source.glob("*.jpg"):
    shutil.copyfile(src=path, dst=target / path.name)
