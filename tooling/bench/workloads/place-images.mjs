import { rmSync } from "node:fs";
import { linkDirectory } from "@mlebench/folders";

const [from, to] = process.argv.slice(2);
rmSync(to, { recursive: true, force: true });
console.log(JSON.stringify(await linkDirectory(from, to, { mode: "auto" })));
