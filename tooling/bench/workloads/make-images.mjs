import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, count, size] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
mkdirSync(folder, { recursive: true });
const bytes = Buffer.alloc(size, "image");
for (let i = 0; i < count; i++) writeFileSync(join(folder, `${i}.jpg`), bytes);
