// Places a folder into a new one in `outputs`.
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { linkDirectory } from "@mlebench/folders";

const [from, outputs] = process.argv.slice(2);
const to = join(mkdtempSync(join(outputs, "place-")), "images");
console.log(JSON.stringify(await linkDirectory(from, to, { mode: "auto" })));
