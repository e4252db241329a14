import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findCompetition } from "@mlebench/competitions";

const [id, raw, out] = process.argv.slice(2);
rmSync(out, { recursive: true, force: true });
const [publicDir, privateDir] = ["public", "private"].map((name) => join(out, name));
for (const folder of [publicDir, privateDir]) mkdirSync(folder, { recursive: true });
await (await findCompetition(id)).prepare({ raw, public: publicDir, private: privateDir });
