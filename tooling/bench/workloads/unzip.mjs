// Extracts an archive into a new folder in `outputs`, and prints the number of files and bytes.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { extractArchive } from "@mlebench/archives";

const [archive, outputs] = process.argv.slice(2);
const { files, bytes } = await extractArchive(archive, mkdtempSync(join(outputs, "unzip-")));
console.log(`${files} files, ${bytes} bytes`);
