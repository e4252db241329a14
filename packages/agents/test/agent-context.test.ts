import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { agentContext, agentFilesHash, listAgents, loadAgentDirectory } from "../src/index.js";

function agent(files: Record<string, string> = {}) {
  const directory = join(mkdtempSync(join(tmpdir(), "context-")), "mine");
  const all = {
    "config.yaml": "mine:\n  start: mine/start.sh\n  dockerfile: mine/Dockerfile\n",
    "start.sh": "#!/bin/bash\n",
    Dockerfile: "FROM --platform=linux/amd64 mlebench-env\nCOPY . /home/agent\n",
    ...files,
  };
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  return loadAgentDirectory(directory);
}

const pathsOf = (context: { files: { path: string }[] }) => context.files.map((file) => file.path);
const textOf = (context: ReturnType<typeof agentContext>, path: string) =>
  Buffer.from(context.files.find((file) => file.path === path)?.bytes ?? []).toString("utf8");

test("takes the folder, the reference's build arguments, and the image to start from", () => {
  const context = agentContext(agent({ "src/main.py": "print()\n" }), {
    environmentImage: "mlebench-env:light",
  });
  expect(pathsOf(context)).toEqual(["Dockerfile", "config.yaml", "src/main.py", "start.sh"]);
  expect(context.buildArgs).toEqual({
    SUBMISSION_DIR: "/home/submission",
    LOGS_DIR: "/home/logs",
    CODE_DIR: "/home/code",
    AGENT_DIR: "/home/agent",
  });
  expect(textOf(context, "Dockerfile")).toMatch(
    /^FROM --platform=linux\/amd64 mlebench-env:light\nCOPY \. \/home\/agent\n/,
  );
  expect(context.labels).toMatchObject({ "dev.mlebench.kind": "agent", "dev.mlebench.agent": "mine" });
});

test("the label of the folder's content changes with the folder, and with nothing else", () => {
  const label = (context: ReturnType<typeof agentContext>) => context.labels["dev.mlebench.files-hash"];
  const mine = agent();
  const before = label(agentContext(mine));
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  expect(agentFilesHash(mine)).toBe(before);
  expect(label(agentContext(mine, { environmentImage: "other", buildArgs: { A: "1" } }))).toBe(before);
  // A run reads it from the folder, so an image need not be built again for it.
  writeFileSync(mine.configuration, `${readFileSync(mine.configuration, "utf8")}# changed\n`);
  expect(agentFilesHash(mine)).toBe(before);
  chmodSync(mine.start, 0o755);
  const open = agentFilesHash(mine);
  expect(open).not.toBe(before);
  writeFileSync(mine.start, "#!/bin/bash\ntrue\n");
  expect(new Set([before, open, agentFilesHash(mine)]).size).toBe(3);
});

test.each([
  ["FROM mlebench-env\n", "light"],
  ["FROM mlebench-env:latest AS base\nFROM node:20 AS tools\nFROM BASE\n", "light"],
  ["ARG A=x\nFROM $A\n", undefined],
  ["FROM scratch\n", undefined],
  ["FROM --platform=linux/amd64 my-env:1\n", "my-env:1"],
])("the image that %j starts from is a label", (dockerfile, expected) => {
  const { labels } = agentContext(agent({ Dockerfile: dockerfile }), { environmentImage: "light" });
  expect(labels["dev.mlebench.base-image"]).toBe(expected);
});

test("another image with the same name prefix is not removed", () => {
  const dockerfile =
    "FROM mlebench-env-gpu AS first\nFROM mlebench-env:latest AS second\nRUN echo FROM mlebench-env\n";
  expect(
    textOf(agentContext(agent({ Dockerfile: dockerfile }), { environmentImage: "light" }), "Dockerfile"),
  ).toMatch(/^FROM mlebench-env-gpu AS first\nFROM light AS second\nRUN echo FROM mlebench-env\n/);
});

test(".dockerignore is respected as Docker does, and Dockerfile and .dockerignore go along in any case", () => {
  const context = agentContext(
    agent({
      ".dockerignore":
        "# comment\n**/*.pyc\ncache\n*.md\n!README.md\nDockerfile\nconfig.yaml\nnot-there/**\n",
      "a/b.pyc": "",
      "a/c.py": "",
      "cache/x/y": "",
      "sub/cache/z": "",
      "README.md": "",
      "NOTES.md": "",
      "sub/NOTES.md": "",
    }),
  );
  expect(pathsOf(context)).toEqual([
    ".dockerignore",
    "Dockerfile",
    "README.md",
    "a/c.py",
    "start.sh",
    "sub/NOTES.md",
    "sub/cache/z",
  ]);
});

test("files with secrets stay out unless they are named", () => {
  const secrets = { ".env": "KEY=1", ".env.local": "KEY=1", "sub/.env": "KEY=1", ".env.example": "KEY=" };
  expect(pathsOf(agentContext(agent(secrets)))).toEqual([
    ".env.example",
    "Dockerfile",
    "config.yaml",
    "start.sh",
  ]);
  const named = pathsOf(agentContext(agent({ ...secrets, ".dockerignore": "!.env\n" })));
  expect(named.filter((path) => path.includes(".env"))).toEqual([".env", ".env.example"]);
});

test("a link inside the folder stays a link; one that leaves it is refused, unless it is ignored", () => {
  const mine = agent({ "data/real.txt": "x" });
  symlinkSync("data/real.txt", join(mine.directory, "link"));
  symlinkSync("../data", join(mine.directory, "data/loop"));
  expect(agentContext(mine).files.find((file) => file.path === "link")).toMatchObject({
    link: "data/real.txt",
  });
  for (const target of ["/etc/passwd", "../outside", "data/../../outside"]) {
    const other = agent({ "data/x": "" });
    symlinkSync(target, join(other.directory, "escape"));
    expect(() => agentContext(other), target).toThrow(/link leaves the directory/);
    writeFileSync(join(other.directory, ".dockerignore"), "escape\n");
    expect(pathsOf(agentContext(other))).not.toContain("escape");
  }
});

test("a fifo and a folder that is too large are refused with a reason", () => {
  const mine = agent();
  execFileSync("mkfifo", [join(mine.directory, "pipe")]);
  expect(() => agentContext(mine)).toThrow(/Unsupported file type/);
  const large = agent({ big: "x".repeat(1000) });
  expect(() => agentContext(large, { maximumBytes: 500 })).toThrow(/exceeds 500 bytes/);
  expect(() => agentContext(large, { maximumBytes: 5000 })).not.toThrow();
});

test("files are open to the agent's user, so that nothing has to be opened at start; empty folders are kept", () => {
  const mine = agent();
  chmodSync(join(mine.directory, "start.sh"), 0o700);
  chmodSync(join(mine.directory, "config.yaml"), 0o400);
  mkdirSync(join(mine.directory, "empty"));
  const modes = Object.fromEntries(agentContext(mine).files.map((file) => [file.path, file.mode]));
  expect(modes).toMatchObject({ "start.sh": 0o777, "config.yaml": 0o666, empty: 0o777 });
  expect(textOf(agentContext(mine), "Dockerfile")).toMatch(/open-home; fi\n$/);
});

test("the hash follows contents and modes, and is the same for the same folder elsewhere", () => {
  const hash = (files: Record<string, string>) => agentContext(agent(files)).contentHash;
  expect(hash({ a: "1" })).toBe(hash({ a: "1" }));
  expect(hash({ a: "1" })).not.toBe(hash({ a: "2" }));
  expect(hash({ a: "1" })).not.toBe(hash({ b: "1" }));
});

test("scripts of the benchmark's agents are correct bash and Python, and their Dockerfiles copy what is there", () => {
  const directories = [...new Set(listAgents().map((one) => one.directory))];
  expect(directories).toHaveLength(8);
  for (const directory of directories) {
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
    for (const name of names.filter((path) => path.endsWith(".sh")))
      execFileSync("bash", ["-n", join(directory, name)]);
    for (const name of names.filter((path) => path.endsWith(".py"))) {
      execFileSync("python3", [
        "-c",
        "import ast, sys; ast.parse(open(sys.argv[1]).read())",
        join(directory, name),
      ]);
    }
    const context = agentContext(loadAgentDirectory(directory));
    const text = textOf(context, context.dockerfile);
    expect(text).toMatch(/^FROM mlebench-env\n/);
    for (const [, sources] of text.matchAll(/^COPY (.+) \S+$/gm)) {
      for (const source of (sources ?? "").split(" ")) {
        expect(source === "." || names.includes(source), `${directory}: ${source}`).toBe(true);
      }
    }
    for (const [, name] of text.matchAll(/^ARG \w+_(?:PACKAGE|COMMIT)=(\S+)/gm))
      expect(name).toMatch(/==\d|^[0-9a-f]{40}$/);
  }
});
