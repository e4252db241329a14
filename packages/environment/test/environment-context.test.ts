import { describeError } from "@mlebench/core";
import { unpackTar } from "modern-tar";
import { expect, test } from "vitest";
import {
  buildContext,
  contentHashLabel,
  environmentContext,
  instructions,
  packContext,
} from "../src/index.js";

test("the same options give the same hash, and every option changes it", () => {
  const contexts = [
    environmentContext(),
    environmentContext({ heavy: false }),
    environmentContext({ baseImage: "mlebench-base:bookworm" }),
    environmentContext({ pythonVersion: "3.12" }),
    environmentContext({ pythonIndex: "https://index.example/simple" }),
    environmentContext({ aptMirror: "http://mirror.example/debian" }),
    environmentContext({ conda: "miniforge" }),
    environmentContext({ systemPackages: ["python3", "python3-venv"] }),
    environmentContext({ buildArgs: { HTTP_PROXY: "http://proxy:3128" } }),
  ];
  expect(new Set(contexts.map((context) => context.contentHash)).size).toBe(contexts.length);
  const again = environmentContext({ heavy: true });
  expect(again.contentHash).toBe(contexts[0]?.contentHash);
  expect(again.labels[contentHashLabel]).toBe(again.contentHash);
});

test("every file that the Dockerfile copies is in the context, scripts executable", () => {
  const { files, dockerfile } = environmentContext();
  const paths = files.map((file) => file.path);
  expect(paths).toEqual([...paths].sort());
  const text = Buffer.from(files.find((file) => file.path === dockerfile)?.bytes ?? []).toString("utf8");
  const copied = [...text.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources]) => (sources ?? "").split(" "));
  expect(copied.length).toBeGreaterThan(5);
  for (const source of copied)
    expect(
      paths.some((path) => path === source || path.startsWith(`${source}/`)),
      source,
    ).toBe(true);
  const scripts = files.filter((file) => Buffer.from(file.bytes).subarray(0, 2).equals(Buffer.from("#!")));
  expect(scripts.map((file) => [file.path, file.mode])).toEqual(scripts.map((file) => [file.path, 0o755]));
});

test("arguments that the options set are declared in the Dockerfile", () => {
  const context = environmentContext({
    heavy: false,
    baseImage: "b",
    aptMirror: "http://m.example/debian",
    pythonIndex: "https://i.example/simple",
    pythonVersion: "3.12",
    systemPackages: ["python3"],
    conda: "venv",
  });
  const text = Buffer.from(context.files.find((file) => file.path === "Dockerfile")?.bytes ?? []).toString(
    "utf8",
  );
  const declared = [...text.matchAll(/^ARG (\w+)/gm)].map(([, name]) => name);
  expect(Object.keys(context.buildArgs)).toHaveLength(7);
  for (const name of Object.keys(context.buildArgs)) expect(declared).toContain(name);
});

test("packed twice, the archive has the same bytes, and holds the modes", async () => {
  const context = environmentContext({ heavy: false });
  const tar = await packContext(context);
  expect(Buffer.from(await packContext(context)).equals(Buffer.from(tar))).toBe(true);
  const entries = await unpackTar(tar);
  expect(entries.map(({ header }) => [header.name, header.mode])).toEqual(
    context.files.map((file) => [file.path, file.mode]),
  );
});

test("links, empty directories and long names survive packing", async () => {
  const long = `${"directory/".repeat(30)}file.txt`;
  const context = buildContext({
    files: [
      { path: "link", mode: 0o777, bytes: new Uint8Array(), link: "Dockerfile" },
      { path: long, mode: 0o644, bytes: Buffer.from("x") },
      { path: "empty", mode: 0o755, bytes: new Uint8Array(), directory: true },
    ],
    dockerfile: "Dockerfile",
    buildArgs: {},
    labels: {},
  });
  const entries = (await unpackTar(await packContext(context))).map(({ header }) => header);
  expect(entries.find(({ type }) => type === "symlink")).toMatchObject({
    name: "link",
    linkname: "Dockerfile",
  });
  expect(entries.find(({ type }) => type === "directory")?.name).toMatch(/^empty\/?$/);
  expect(entries.map(({ name }) => name)).toContain(long);
});

test("a password in an address, an invalid version, and an invalid package are refused with a reason", () => {
  const message = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return describeError(error);
    }
    return "";
  };
  const withPassword = message(() =>
    environmentContext({ pythonIndex: "https://me:geheim@index.example/simple" }),
  );
  expect(withPassword).toMatch(/would stay in the image/);
  expect(withPassword).not.toContain("geheim");
  expect(message(() => environmentContext({ aptMirror: "mirror" }))).toMatch(/http:\/\//);
  expect(message(() => environmentContext({ pythonVersion: "3" }))).toMatch(/3\.11/);
  expect(message(() => environmentContext({ systemPackages: ["x; rm -rf /"] }))).toMatch(/Debian package/);
});

test("both texts contain everything the agent needs, and the obfuscated one names no origin", () => {
  for (const text of [instructions(), instructions(true)]) {
    for (const word of [
      "/home/data/description.md",
      "/home/submission/submission.csv",
      "/home/validate_submission.sh",
      "http://localhost:5000/validate",
      "/home/instructions.txt",
      "/home/code",
      "/home/logs",
      "TIME_LIMIT_SECS",
      "HARDWARE",
    ]) {
      expect(text).toContain(word);
    }
  }
  expect(instructions()).toMatch(/Kaggle/);
  expect(instructions(true)).not.toMatch(/kaggle|mle-?bench|benchmark|competition|leaderboard|medal/i);
});

test("nothing else that an agent can read in the image names the benchmark", () => {
  const readable = environmentContext().files.filter(
    ({ path }) => !["Dockerfile", "instructions.txt", "requirements.txt", "constraints.txt"].includes(path),
  );
  for (const { path, bytes } of readable)
    expect(Buffer.from(bytes).toString("utf8"), path).not.toMatch(/kaggle|mle-?bench/i);
});
