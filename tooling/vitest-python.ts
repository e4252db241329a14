import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/**
 * Puts the directory of the Python that `python3` starts first on the path, where `python3` is a script that looks for
 * it: pyenv's takes twice the time of Python's start, and tests start Python hundreds of times.
 */
export default function setUp(): void {
  const path = process.env.PATH ?? "";
  const found = path.split(delimiter).find((directory) => existsSync(join(directory, "python3")));
  const { stdout } = spawnSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  const real = dirname(stdout?.trim() ?? "");
  if (found === undefined || real === found || !existsSync(join(real, "python3"))) return;
  process.env.PATH = `${real}${delimiter}${path}`;
}
