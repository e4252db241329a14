// Extracts an archive, and prints the number of files and bytes.
import { rmSync } from "node:fs";
import { extractArchive } from "@mlebench/archives";

const [archive, folder] = process.argv.slice(2);
rmSync(folder, { recursive: true, force: true });
const { files, bytes } = await extractArchive(archive, folder);
console.log(`${files} files, ${bytes} bytes`);
