import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createZip, extractArchive, listArchive } from "@mlebench/archives";
import { afterAll, expect, test } from "vitest";
import { definePrepare } from "../src/index.js";

const top = mkdtempSync(join(tmpdir(), "archive-members-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

let count = 0;
function folders() {
  const home = join(top, String(count++));
  const [raw, publicDir, privateDir] = ["raw", "public", "private"].map((name) => join(home, name));
  for (const folder of [raw, publicDir, privateDir]) mkdirSync(folder, { recursive: true });
  return { raw, public: publicDir, private: privateDir };
}

const divide = definePrepare(async ({ raw, pub }) => {
  await pub.zipFrom(raw, "images.zip", "train/images.zip", ["b.jpg"]);
  await pub.zipFrom(raw, "images.zip", "test.zip", [["a.jpg", "0.jpg"]]);
});

test("a raw zip is divided without being extracted", async () => {
  const made = folders();
  const members = ["a.jpg", "b.jpg", "c.jpg"].map((name) => ({ name, data: Buffer.from(name) }));
  await createZip(join(made.raw, "images.zip"), members);
  await divide(made);
  expect(readdirSync(made.raw)).toEqual(["images.zip"]);
  await extractArchive(join(made.public, "test.zip"), made.public);
  expect(readFileSync(join(made.public, "0.jpg"), "utf8")).toBe("a.jpg");
  const train = await listArchive(join(made.public, "train/images.zip"));
  expect(train.map(({ path }) => path)).toEqual(["b.jpg"]);
});

test("the folder to which a zip was extracted is taken in its place", async () => {
  const made = folders();
  mkdirSync(join(made.raw, "images"));
  for (const name of ["a.jpg", "b.jpg"]) writeFileSync(join(made.raw, "images", name), name);
  await divide(made);
  await extractArchive(join(made.public, "test.zip"), made.public);
  expect(readFileSync(join(made.public, "0.jpg"), "utf8")).toBe("a.jpg");
});

test("a zip that is missing is reported", async () => {
  await expect(divide(folders())).rejects.toThrow("Missing raw file `images.zip`");
});

test("archives hold JSON that is made item by item, and files of another prepared folder", async () => {
  const made = folders();
  const prepare = definePrepare(async ({ pub, priv }) => {
    priv.text("answers.csv", "id\n1\n");
    function* items() {
      yield new Map([["a", 1n]]);
      yield 0.5;
    }
    await pub.zip("data.zip", [{ name: "in/data.json", json: items() }]);
    await pub.zip("answers.zip", ["answers.csv"], { from: priv });
  });
  await prepare(made);
  expect(readdirSync(made.public).sort()).toEqual(["answers.zip", "data.zip"]);
  for (const name of ["data.zip", "answers.zip"]) await extractArchive(join(made.public, name), made.public);
  expect(readFileSync(join(made.public, "in/data.json"), "utf8")).toBe('[{"a": 1}, 0.5]');
  expect(readFileSync(join(made.public, "answers.csv"), "utf8")).toBe("id\n1\n");
});
