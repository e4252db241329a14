# Copies images as the reference does into a new folder in `outputs`.
import shutil, sys, tempfile
from pathlib import Path

source, target = Path(sys.argv[1]), Path(tempfile.mkdtemp(dir=sys.argv[2]))
for path in source.glob("*.jpg"):
    shutil.copyfile(src=path, dst=target / path.name)
