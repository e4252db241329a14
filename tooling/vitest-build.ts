import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Builds what changed, once for all tests of a lane that runs built programs. */
export default function setUp(): void {
  const script = fileURLToPath(new URL("build/build.mjs", import.meta.url));
  execFileSync(process.execPath, [script], { stdio: ["ignore", "ignore", "inherit"] });
}
