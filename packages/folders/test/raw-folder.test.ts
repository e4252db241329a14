import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createZip } from "@mlebench/archives";
import { describeError } from "@mlebench/core";
import { expect, onTestFinished, test } from "vitest";
import { definePrepare, linkFiles, RawFolder } from "../src/index.js";

function rawFolder(files: Readonly<Record<string, string>>): RawFolder {
  const path = mkdtempSync(join(tmpdir(), "mlebench-raw-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return new RawFolder(path, () => {});
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return describeError(error);
  }
  throw new Error("it did not fail");
}

const csv = "id,label\n1,0\n";
const [composed, decomposed] = ["NFC", "NFD"].map((form) => "Fotos Ä/größe.csv".normalize(form));
/** File systems that tell names apart by case, as Linux has them; where they do not, every spelling is the same. */
const tellsCaseApart = !existsSync(import.meta.filename.toUpperCase());

test("a file is found under a name of other case or Unicode form, in folders of such names too", () => {
  const raw = rawFolder({ "Train.CSV": csv, [decomposed]: csv, "Images/A.txt": "a" });
  expect(raw.csv("train.csv").length).toBe(1);
  expect(raw.csv(composed).length).toBe(1);
  expect(raw.list("images")).toEqual(["A.txt"]);
  expect(readFileSync(raw.resolve("images/a.txt"), "utf8")).toBe("a");
  expect(raw.has("IMAGES/a.TXT")).toBe(true);
  expect(raw.has("images/b.txt")).toBe(false);
});

test("files that appear later are found too", () => {
  const raw = rawFolder({ "Other.csv": csv });
  expect(raw.has("train.csv")).toBe(false);
  writeFileSync(join(raw.path, "TRAIN.csv"), csv);
  expect(raw.has("train.csv")).toBe(true);
});

test.runIf(tellsCaseApart)("the right name wins, and of two others neither is taken", () => {
  const raw = rawFolder({ "train.csv": "id\n", "TRAIN.csv": csv, "Test.csv": csv, "TEST.csv": csv });
  expect(raw.csv("train.csv").length).toBe(0);
  expect(raw.has("test.csv")).toBe(false);
});

test("raw files are put among the prepared ones under the name that is asked for", async () => {
  const raw = rawFolder({ [`images/${"ä.jpg".normalize("NFD")}`]: "photo" });
  const out = join(raw.path, "..", `${raw.path}-out`);
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  const work = definePrepare(({ raw, pub }) => pub.files(raw, [`images/${"ä.jpg".normalize("NFC")}`]));
  await work({ raw: raw.path, public: join(out, "public"), private: join(out, "private") });
  expect(readFileSync(join(out, "public/images", "ä.jpg".normalize("NFC")), "utf8")).toBe("photo");
});

test("a missing file is named with what is there, and nobody is sent to download again", () => {
  const many = Object.fromEntries(
    Array.from({ length: 11 }, (_, i) => [`file-${String(i).padStart(2, "0")}.csv`, csv]),
  );
  const message = messageOf(() => rawFolder(many).csv("train.csv"));
  expect(message).toContain("Missing raw file `train.csv`");
  expect(message).toContain("`file-00.csv`");
  expect(message).toContain("`file-07.csv`, and 3 more");
  expect(message).not.toContain("file-08");
  expect(message).not.toMatch(/download/i);
  expect(messageOf(() => rawFolder({ "images/deep/1.jpg": "1" }).require("images/2.jpg"))).toContain(
    "`images/` holds `deep/`",
  );
  expect(messageOf(() => rawFolder({ "images/1.jpg": "1" }).require("masks/deep/2.jpg"))).toContain(
    "The raw data holds `images/`",
  );
  expect(messageOf(() => rawFolder({}).csv("train.csv"))).toContain("holds nothing");
});

test("an archive that a browser has extracted and deleted is taken as extracted", async () => {
  const raw = rawFolder({ "train.csv": csv, "images/1.jpg": "1" });
  await raw.extract("train.csv.zip");
  await raw.extract("images.zip");
  expect(raw.csv("train.csv").length).toBe(1);
  await expect(raw.extract("test.zip")).rejects.toThrow("Missing raw file `test.zip`");
  await createZip(join(raw.path, "train.csv.zip"), [{ name: "train.csv", data: Buffer.from("id\n") }]);
  await raw.extract("train.csv.zip");
  expect(raw.csv("train.csv").length, "an archive that is there is extracted").toBe(0);
});

test("a Git-LFS pointer in place of a file is named, whether it is read or linked", async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 123456\n`;
  const raw = rawFolder({ "train.csv": pointer, "images/1.jpg": pointer, "notes.txt": pointer.slice(8) });
  expect(messageOf(() => raw.csv("train.csv"))).toContain("git lfs pull");
  expect(raw.text("notes.txt")).toBe(pointer.slice(8));
  const to = join(raw.path, "out/1.jpg");
  const linking = linkFiles([{ from: raw.resolve("images/1.jpg"), to }], { mode: "auto" });
  await expect(linking).rejects.toThrow("Git-LFS pointer");
  expect(existsSync(to)).toBe(false);
});
