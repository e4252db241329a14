import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { linkFiles } from "@mlebench/folders";

const [from, to] = process.argv.slice(2);
rmSync(to, { recursive: true, force: true });
const pairs = readdirSync(from).map((name) => ({ from: join(from, name), to: join(to, name) }));
console.log(JSON.stringify(await linkFiles(pairs, { mode: "auto" })));
