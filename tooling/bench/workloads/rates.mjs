// Prints bytes per second of reading a file from the page cache, of copying memory, and of MD5: the best of several.
import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const size = 64 << 20;
const path = join(process.argv[2], `rates-${process.pid}.bin`);
const bytes = Buffer.alloc(size, "0123456789");
const target = Buffer.alloc(size);
writeFileSync(path, bytes);

function rate(work) {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 7; i++) {
    const began = performance.now();
    work();
    best = Math.min(best, performance.now() - began);
  }
  return Math.round(size / (best / 1000));
}

try {
  const read = rate(() => readFileSync(path));
  const copy = rate(() => bytes.copy(target));
  const md5 = rate(() => createHash("md5").update(bytes).digest());
  console.log(JSON.stringify({ read, copy, md5 }));
} finally {
  rmSync(path, { force: true });
}
