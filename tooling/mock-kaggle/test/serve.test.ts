import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { archiveOf, competitionsIn } from "../src/index.js";

const here = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const isBuilt = existsSync(here("dist/index.js"));
if (!isBuilt) console.warn("SKIPPED: serve.mjs wants `pnpm build` first");

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mock-data-"));
  await writeFile(join(folder, "alpha.zip"), await archiveOf({ "train.csv": "id\n1\n", "test/a.csv": "" }));
  await writeFile(join(folder, "alpha.json"), JSON.stringify({ title: "Alpha", entered: false }));
  await writeFile(join(folder, "beta.json"), JSON.stringify({ leaderboard: [{ teamName: "a", score: 1 }] }));
  await writeFile(join(folder, "notes.txt"), "not a competition");
  return folder;
}

test("a folder of zip and json files is a set of competitions", async () => {
  const folder = await dataFolder();
  expect(await competitionsIn(folder)).toEqual([
    {
      id: "alpha",
      title: "Alpha",
      entered: false,
      archive: join(folder, "alpha.zip"),
      files: [
        { name: "train.csv", bytes: 5 },
        { name: "test/a.csv", bytes: 0 },
      ],
    },
    { id: "beta", leaderboard: [{ teamName: "a", score: 1 }] },
  ]);
});

test.skipIf(!isBuilt)("serve.mjs serves it until it is stopped", async () => {
  const server = spawn(process.execPath, [here("serve.mjs"), "--port", "0", "--data", await dataFolder()]);
  let output = "";
  server.stdout.on("data", (piece: Buffer) => {
    output += piece.toString();
  });
  const closed = new Promise((resolve) => server.on("close", resolve));
  try {
    await expect.poll(() => output).toContain("KAGGLE_API_ENVIRONMENT=LOCALHOST");
    expect(output).toContain("alpha, beta");
    const url = /MLEBENCH_KAGGLE_ENDPOINT=(\S+)/.exec(output)?.[1];
    const response = await fetch(`${url}/v1/competitions/get/alpha`, {
      headers: { authorization: `Bearer ${/KAGGLE_API_TOKEN=(\S+)/.exec(output)?.[1]}` },
    });
    expect(await response.json()).toMatchObject({ title: "Alpha", userHasEntered: false });
  } finally {
    server.kill("SIGTERM");
  }
  expect(await closed).toBe(0);
});

test.skipIf(!isBuilt)("serve.mjs says what it does not understand", async () => {
  const server = spawn(process.execPath, [here("serve.mjs"), "--port", "many"]);
  let output = "";
  server.stderr.on("data", (piece: Buffer) => {
    output += piece.toString();
  });
  expect(await new Promise((resolve) => server.on("close", resolve))).toBe(2);
  expect(output).toMatch(/^not a port: many\nusage: /);
});
