import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "@mlebench/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createZip, extractArchive } from "../src/index.js";
import { bundleChild, type ChildProgram } from "./child-process.js";
import { failureOf, temporaryDirectories, tree } from "./fixtures.js";

const fresh = temporaryDirectories();
const count = 2500;
const members = Array.from({ length: count }, (_, index) => ({
  name: `d${index % 7}/e${index % 3}/${index}.txt`,
  data: Buffer.from(`${"row\n".repeat(index % 50)}${index}`),
}));
const expected = Object.fromEntries(members.map(({ name, data }) => [name, data.toString()]));

async function zipAndOut(): Promise<{ archive: string; out: string }> {
  const directory = fresh();
  const archive = join(directory, "a.zip");
  await createZip(archive, members);
  return { archive, out: join(directory, "out") };
}

/** Makes the CRC-32 of a member wrong, in the table of contents and before its data. */
function spoil(archive: string, index: number): void {
  const bytes = readFileSync(archive);
  let at = -1;
  for (let row = 0; row <= index; row += 1) at = bytes.indexOf("PK\u0001\u0002", at + 1, "latin1");
  bytes[at + 16] ^= 1;
  writeFileSync(archive, bytes);
}

describe("a zip file that is extracted in threads", () => {
  beforeAll(() => vi.stubEnv("MLEBENCH_THREADS", "3"));
  afterAll(() => vi.unstubAllEnvs());

  it("comes out complete, and reports its progress", async () => {
    const { archive, out } = await zipAndOut();
    const reports: Progress[] = [];
    const summary = await extractArchive(archive, out, { onProgress: (progress) => reports.push(progress) });
    const bytes = members.reduce((sum, { data }) => sum + data.length, 0);
    expect(summary).toEqual({ files: count, bytes });
    expect(tree(out)).toEqual(expected);
    expect(reports.at(-1)).toEqual({ step: "extract a.zip", done: bytes, total: bytes, unit: "bytes" });
  });

  it("keeps what is there already", async () => {
    const { archive, out } = await zipAndOut();
    await extractArchive(archive, out);
    writeFileSync(join(out, members[1000].name), "other");
    expect(await extractArchive(archive, out, { resume: true })).toMatchObject({ kept: count - 1 });
    expect(tree(out)).toEqual(expected);
  });

  it.each([[[0]], [[2499]], [[700, 1900]], [[1, 2]]])(
    "fails over the first of members %j",
    async (spoiled) => {
      const { archive, out } = await zipAndOut();
      for (const index of spoiled) spoil(archive, index);
      const { name } = members[spoiled[0]];
      const message = await failureOf(extractArchive(archive, out));
      expect(message).toContain(`the checksum (CRC-32) of "${name}" is wrong`);
      const files = tree(out);
      for (const member of members.slice(0, spoiled[0]))
        expect(files[member.name]).toBe(expected[member.name]);
      for (const [path, text] of Object.entries(files)) expect(text).toBe(expected[path]);
    },
  );

  it("names a directory that is in the way of a file", async () => {
    const { archive, out } = await zipAndOut();
    const obstacle = join(out, members[1234].name);
    mkdirSync(join(obstacle, "inner"), { recursive: true });
    const message = await failureOf(extractArchive(archive, out));
    expect(message).toContain(`A directory exists where a file is needed (${obstacle})`);
  });
});

describe("a zip file of which the extraction in threads is killed", () => {
  let child: ChildProgram;
  beforeAll(async () => {
    child = await bundleChild();
  });
  afterAll(() => child.remove());

  it("has no broken file under its final name, and is completed by another run", async () => {
    const directory = fresh();
    const archive = join(directory, "a.zip");
    const large = Array.from({ length: 2100 }, (_, index) => ({
      name: `${index}.bin`,
      data: Buffer.alloc(30_000 + index, `${index} `),
    }));
    await createZip(archive, large);
    const total = large.reduce((sum, { data }) => sum + data.length, 0);
    const destination = join(directory, "out");
    const environment = { MLEBENCH_THREADS: "2" };
    for (const share of [0.1, 0.4, 0.7]) {
      const request = { archive, destination, options: { resume: true }, dieAtBytes: share * total };
      expect((await child.run(request, { environment })).signal).toBe("SIGKILL");
      for (const [name, text] of Object.entries(tree(destination)))
        if (!name.endsWith(".tmp")) expect(text).toBe(large[Number.parseInt(name, 10)].data.toString());
    }
    const end = await child.run({ archive, destination, options: { resume: true } }, { environment });
    const summary = JSON.parse(end.output) as { files: number; kept: number };
    expect(summary.files).toBe(large.length);
    expect(summary.kept).toBeGreaterThan(0);
    expect(Object.keys(tree(destination))).toHaveLength(large.length);
  });
});
