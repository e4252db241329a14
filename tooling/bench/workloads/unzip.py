# Extracts a zip as the reference does into a new folder in `outputs`, and prints the number of files and bytes.
import sys, tempfile, zipfile
from pathlib import Path

source, folder = Path(sys.argv[1]), tempfile.mkdtemp(dir=sys.argv[2])
with zipfile.ZipFile(source) as archive:
    archive.extractall(folder)
    members = archive.infolist()
    print(f"{len(members)} files, {sum(member.file_size for member in members)} bytes")
