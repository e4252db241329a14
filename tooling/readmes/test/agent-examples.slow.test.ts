import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { startMockModels } from "@mlebench/mock-models";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "../../workspace.mjs";

const execute = promisify(execFile);
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const examples = join(root, "packages/runner/examples");

/** The directory that depends on all packages of this repository. */
const workplace = join(root, "tooling/readmes");

/** Runs an example in an empty directory, and returns what it prints and the submission of its last run group. */
async function runExample(
  name: string,
  { from = workplace, environment = {} }: { from?: string; environment?: Record<string, string> } = {},
): Promise<{ lines: string[]; submission: string }> {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-example-"));
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const source = readFileSync(join(examples, `${name}.ts`), "utf8");
  const script = join(from, `.example-${name}-${process.pid}.mjs`);
  writeFileSync(script, ts.transpileModule(source, { compilerOptions }).outputText);
  const env = { ...process.env, HOME: directory, ...environment };
  try {
    const { stdout } = await execute(process.execPath, [script], { cwd: directory, env });
    const lines = stdout.trim().split("\n");
    const metadata = lines.at(-1) ?? "";
    const [id] = Object.keys(JSON.parse(readFileSync(metadata, "utf8")).runs);
    const submission = join(dirname(metadata), id, "submission", "submission.csv");
    return { lines: lines.slice(0, -1), submission: readFileSync(submission, "utf8") };
  } finally {
    rmSync(script, { force: true });
  }
}

test("a plain function is an agent", async () => {
  const { lines, submission } = await runExample("plain-function");
  expect(lines).toEqual(["succeeded", "succeeded"]);
  expect(submission).toContain(",True");
  expect(submission).not.toContain(",False");
});

/** Two commands, the second of which writes the submission, and a last word. */
async function withModel<Result>(tool: string, use: (url: string) => Promise<Result>): Promise<Result> {
  const command = "cp data/sample_submission.csv submission/submission.csv";
  const server = await startMockModels({
    replies: [
      { toolCalls: [{ name: tool, arguments: { command: "ls data" } }] },
      { toolCalls: [{ name: tool, arguments: { command } }] },
    ],
    otherwise: "Done",
  });
  try {
    const result = await use(server.url);
    expect(JSON.stringify(server.requests[1])).toContain("sample_submission.csv");
    return result;
  } finally {
    await server.close();
  }
}

test("an agent of the Vercel AI SDK is evaluated", async () => {
  const { lines, submission } = await withModel("bash", (MODEL_URL) =>
    runExample("ai-sdk", { environment: { MODEL_URL } }),
  );
  expect(lines).toEqual(["succeeded"]);
  expect(submission).toContain("PassengerId,Transported");
});

/** Where Mastra is installed, once for all runs: 234 MB in 204 packages, too much for everyone who installs this. */
async function installMastra(): Promise<string> {
  const version = "0.24.9";
  const packages = [`@mastra/core@${version}`, "zod@4.1.12"];
  const folder = join(root, ".cache", `mastra-${version}`);
  if (existsSync(folder)) return folder;
  const temporary = `${folder}-${process.pid}`;
  mkdirSync(temporary, { recursive: true });
  try {
    writeFileSync(join(temporary, "package.json"), "{}");
    // pnpm links what other installations of this machine have; npm unpacks each file again.
    const pnpm = ["exec", "--yes", `--package=${packageManager}`, "--", "pnpm"];
    await execute("npm", [...pnpm, "add", "--ignore-workspace", "--ignore-scripts", ...packages], {
      cwd: temporary,
    });
    symlinkSync("../../../tooling/readmes/node_modules/@mlebench", join(temporary, "node_modules/@mlebench"));
    renameSync(temporary, folder);
    return folder;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

test("an agent of Mastra is evaluated", async ({ skip }) => {
  let from: string;
  try {
    from = await installMastra();
  } catch (error) {
    console.warn(`Mastra cannot be installed, so its example is not run: ${String(error).slice(0, 500)}`);
    return skip();
  }
  const { lines, submission } = await withModel("bash", (MODEL_URL) =>
    runExample("mastra", { from, environment: { MODEL_URL } }),
  );
  expect(lines).toEqual(["succeeded"]);
  expect(submission).toContain("PassengerId,Transported");
});
