# Extracts a zip as the reference does, and prints the number of files and bytes.
import shutil, sys, zipfile
from pathlib import Path

source, folder = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
with zipfile.ZipFile(source) as archive:
    archive.extractall(folder)
    members = archive.infolist()
    print(f"{len(members)} files, {sum(member.file_size for member in members)} bytes")
