import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createTar, createZip } from "@mlebench/archives";
import { describe, expect, it } from "vitest";
import { prepareDataset, verifyDataset } from "../src/index.js";
import { fakeCompetition, id, preparedFiles, rawFiles, readFiles, writeFiles } from "./fake-competition.js";
import { failure, temporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

const expected = preparedFiles(rawFiles["train.csv"]);
const below = (folder: string) =>
  Object.fromEntries(Object.entries(rawFiles).map(([name, text]) => [`${folder}/${name}`, text]));
const clutter = { "__MACOSX/._data": "x", "data/.DS_Store": "x", ".DS_Store": "x" };
const csv = rawFiles["train.csv"];
const images = Object.fromEntries(Object.entries(rawFiles).filter(([name]) => name !== "train.csv"));

/** A zip of one file in place of the file, as Kaggle gives single files. */
async function packAlone(
  directory: string,
  name: string,
  member = name.split("/").at(-1) as string,
): Promise<void> {
  const zip = join(directory, `${name}.zip`);
  mkdirSync(dirname(zip), { recursive: true });
  await createZip(zip, [{ name: member, data: Buffer.from(rawFiles[name]) }]);
}

const sources: [string, (root: string) => Promise<string>][] = [
  [
    "a folder in a folder",
    async (root) => {
      writeFiles(root, below("one/two"));
      return root;
    },
  ],
  [
    "a folder with clutter beside",
    async (root) => {
      writeFiles(root, { ...below("data"), ...clutter });
      return root;
    },
  ],
  [
    "a folder in which ID.zip lies in a folder",
    async (root) => {
      mkdirSync(join(root, "a"));
      await zipOf(join(root, "a", `${id}.zip`));
      return root;
    },
  ],
  ["a zip of a folder", (root) => zipOf(join(root, "a.zip"), below(id))],
  ["a zip of a folder in a folder", (root) => zipOf(join(root, "a.zip"), below("x/y"))],
  ["a zip that macOS made", (root) => zipOf(join(root, "a.zip"), { ...below("data"), ...clutter })],
  [
    "a zip with other things beside the competition's folder",
    (root) => zipOf(join(root, "a.zip"), { ...below(id), "notes.txt": "n", "more/a": "a" }),
  ],
  [
    "a tar of a folder",
    async (root) => {
      const path = join(root, "a.tar.gz");
      const members = Object.entries(below("data")).map(([name, text]) => ({
        name,
        data: Buffer.from(text),
      }));
      await createTar(path, members, { gzip: true });
      return path;
    },
  ],
  [
    "single files as Kaggle packs them",
    async (root) => {
      writeFiles(root, images);
      await packAlone(root, "train.csv");
      return root;
    },
  ],
  [
    "single files packed in a zip of a folder",
    async (root) => {
      writeFiles(join(root, "in"), {});
      await packAlone(join(root, "in"), "train.csv");
      const packed = readFileSync(join(root, "in/train.csv.zip"));
      const rest = Object.entries(images).map(([name, text]) => ({
        name: `data/${name}`,
        data: Buffer.from(text),
      }));
      await createZip(join(root, "a.zip"), [{ name: "data/train.csv.zip", data: packed }, ...rest]);
      return join(root, "a.zip");
    },
  ],
  [
    "single files in a folder of theirs",
    async (root) => {
      writeFiles(root, { "train.csv": csv, "images/deep/1.txt": "one" });
      await packAlone(root, "images/0.txt");
      return root;
    },
  ],
  [
    "the zip among others",
    async (root) => {
      await zipOf(join(root, "another.zip"), { "train.csv": "wrong" });
      await zipOf(join(root, `${id}.zip`));
      return root;
    },
  ],
  [
    "the zip in other case",
    async (root) => {
      await zipOf(join(root, `${id.toUpperCase()}.ZIP`));
      return root;
    },
  ],
  [
    "a browser's second copy of the zip",
    async (root) => {
      await zipOf(join(root, `${id} (1).zip`));
      return root;
    },
  ],
  [
    "two parts among other zips",
    async (root) => {
      await zipOf(join(root, `${id}-20260101T000000Z-001.zip`), { [`${id}/train.csv`]: csv });
      await zipOf(
        join(root, `${id}-20260101T000000Z-002.zip`),
        Object.fromEntries(Object.entries(images).map(([n, t]) => [`${id}/${n}`, t])),
      );
      await zipOf(join(root, `${id}-solution.zip`), { "train.csv": "wrong" });
      return root;
    },
  ],
];

describe("prepare takes, and leaves as it is,", () => {
  it.each(sources)("%s", async (_, make) => {
    const place = temporaryDataDirectory();
    const source = join(place.root, "source");
    mkdirSync(source);
    const from = await make(source);
    const before = readFiles(source);
    const competition = fakeCompetition(place.package);
    await prepareDataset(competition, { dataDirectory: place.data, from });
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home)).toEqual(["prepared"]);
    expect(readFiles(source)).toEqual(before);
  });

  it("its own archive, when a person has zipped a folder, and finds its raw files complete", async () => {
    const place = temporaryDataDirectory();
    mkdirSync(place.home, { recursive: true });
    await zipOf(join(place.home, `${id}.zip`), below("folder"));
    writeFiles(join(place.home, "raw"), rawFiles);
    const messages: string[] = [];
    const competition = fakeCompetition(place.package);
    const options = { dataDirectory: place.data, onMessage: (line: string) => messages.push(line) };
    await prepareDataset(competition, options);
    expect(messages.join()).not.toContain("Extracting");
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });
});

describe("what is not the competition's data is refused by what it holds", () => {
  const wrong: [string, (root: string) => Promise<string>, string[]][] = [
    [
      "zips of others",
      async (root) => {
        for (const name of ["a.zip", "titanic.zip"]) await zipOf(join(root, name));
        return root;
      },
      ["`a.zip` and `titanic.zip`", "`train.csv`"],
    ],
    [
      "many files",
      async (root) => {
        writeFiles(root, Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`f${i + 10}.csv`, ""])));
        return root;
      },
      ["`f10.csv`", "`f17.csv`, and 4 more"],
    ],
    [
      "a zip of another competition",
      (root) => zipOf(join(root, "x.zip"), { "deep/labels.csv": "" }),
      ["x.zip", "`deep/`"],
    ],
    [
      "prepared data",
      async (root) => {
        writeFiles(join(root, id, "prepared"), expected);
        return root;
      },
      ["`private/` and `public/`"],
    ],
  ];

  it.each(wrong)("%s", async (_, make, words) => {
    const place = temporaryDataDirectory();
    const source = join(place.root, "source");
    mkdirSync(source);
    const from = await make(source);
    const message = await failure(
      prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data, from }),
    );
    for (const word of words) expect(message).toContain(word);
    expect(message).not.toMatch(/download/i);
    expect(readdirSync(place.home)).toEqual([]);
  });
});

describe("a person's files", () => {
  it("cannot be changed through what is prepared from them, wherever they are", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package, {
      onPrepare: async ({ raw, public: open }) => {
        const { linkFiles } = await import("@mlebench/folders");
        const name = "images/deep/1.txt";
        await linkFiles([{ from: join(raw, name), to: join(open, name) }], { mode: link });
      },
    });
    const mine = join(place.root, "mine");
    const own = join(place.home, "raw");
    let link: "auto" | "clone" = "auto";
    for (const [directory, from] of [
      [mine, mine],
      [own, undefined],
    ] as const) {
      writeFiles(directory, rawFiles);
      link = from === undefined ? "clone" : "auto";
      await prepareDataset(competition, { dataDirectory: place.data, from, force: true });
      writeFileSync(join(place.home, "prepared/public/images/deep/1.txt"), "changed");
      expect(readFileSync(join(directory, "images/deep/1.txt"), "utf8")).toBe("one");
    }
  });

  it("are cloned for the preparation of raw files that they put into the data directory", async () => {
    const place = temporaryDataDirectory();
    writeFiles(join(place.home, "raw"), rawFiles);
    const modes: (string | undefined)[] = [];
    const competition = fakeCompetition(place.package);
    const prepare = competition.prepare;
    const spied = {
      ...competition,
      prepare: (...args: Parameters<typeof prepare>) => {
        modes.push(args[1]?.link);
        return prepare(...args);
      },
    };
    await prepareDataset(spied, { dataDirectory: place.data });
    await prepareDataset(spied, {
      dataDirectory: place.data,
      force: true,
      from: await zipOf(join(place.root, "a.zip")),
    });
    expect(modes).toEqual(["clone", "auto"]);
  });
});

describe("permissions", () => {
  it.each([0, 0o2, 0o22, 0o77])(
    "under umask %i public data is for everybody to read, and nothing for others to write",
    async (umask) => {
      const place = temporaryDataDirectory();
      writeFiles(join(place.root, "mine"), rawFiles);
      const before = process.umask(umask);
      try {
        await prepareDataset(fakeCompetition(place.package), {
          dataDirectory: place.data,
          from: join(place.root, "mine"),
        });
      } finally {
        process.umask(before);
      }
      const mode = (name: string) => statSync(join(place.home, name)).mode & 0o777;
      expect(mode("prepared/public").toString(8)).toBe("755");
      expect(mode("prepared/public/images").toString(8)).toBe("755");
      for (const name of ["train.csv", "description.md", "images/0.txt"])
        expect(mode(`prepared/public/${name}`).toString(8), name).toBe("644");
      const mask = process.getuid?.() === 0 ? 0 : umask;
      expect(mode("prepared/private/test.csv").toString(8)).toBe((0o644 & ~mask).toString(8));
      for (const name of ["", "prepared", "prepared/private"]) expect(mode(name) & 0o002, name).toBe(0);
    },
  );
});

describe("what came instead of an archive", () => {
  const page = "<!DOCTYPE html><html>Please log in</html>";
  it.each([page, '{"code":403}', ""])(
    "%j is deleted from the archive's place and downloaded again",
    async (text) => {
      const place = temporaryDataDirectory();
      mkdirSync(place.home, { recursive: true });
      const zip = join(place.home, `${id}.zip`);
      writeFileSync(zip, text);
      const competition = fakeCompetition(place.package);
      expect(await failure(prepareDataset(competition, { dataDirectory: place.data }))).toContain(zip);
      expect(readFileSync(zip, "utf8"), "without a download it stays").toBe(text);
      const download = async ({ destination }: { destination: string }) => void (await zipOf(destination));
      await prepareDataset(competition, { dataDirectory: place.data, download });
      expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    },
  );

  it("is downloaded again a few times, and then reported; nothing is left under the archive's name", async () => {
    const place = temporaryDataDirectory();
    const contents = [page, "", page, page, page, page];
    const competition = fakeCompetition(place.package);
    const download = async ({ destination }: { destination: string }) => {
      const text = contents.shift();
      if (text === undefined) await zipOf(destination);
      else writeFileSync(destination, text);
      return undefined;
    };
    const options = { dataDirectory: place.data, download };
    expect(await failure(prepareDataset(competition, options))).toContain("web page");
    expect(contents).toHaveLength(3);
    expect(readdirSync(place.home)).toEqual([]);
    contents.length = 1;
    await prepareDataset(competition, options);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
  });

  it("stays where a person has named it", async () => {
    const place = temporaryDataDirectory();
    const from = join(place.root, "mine.zip");
    writeFileSync(from, page);
    const download = async ({ destination }: { destination: string }) => void (await zipOf(destination));
    const options = { dataDirectory: place.data, from, download };
    expect(await failure(prepareDataset(fakeCompetition(place.package), options))).toContain("web page");
    expect(readFileSync(from, "utf8")).toBe(page);
  });
});

describe("starting over", () => {
  const download = async ({ destination }: { destination: string }) => {
    downloads += 1;
    await zipOf(destination);
    return undefined;
  };
  let downloads = 0;

  it("deletes our raw files and our download that is not as published, and keeps a person's", async () => {
    const place = temporaryDataDirectory();
    const competition = fakeCompetition(place.package);
    const messages: string[] = [];
    const options = { dataDirectory: place.data, download, onMessage: (line: string) => messages.push(line) };
    downloads = 0;
    await prepareDataset(competition, { ...options, keepRaw: true });
    writeFileSync(join(place.home, "raw/train.csv"), "id,label\n0,0\n1,1\n");
    await prepareDataset(competition, { ...options, fresh: true });
    expect(downloads, "nothing is published about the archive").toBe(2);
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect(readdirSync(place.home).sort()).toEqual([".download.json", "prepared", `${id}.zip`]);

    // The same bytes under the same name, but put there by a person.
    const zip = join(place.home, `${id}.zip`);
    renameSync(zip, `${zip}.mine`);
    await zipOf(zip);
    await prepareDataset(competition, { ...options, fresh: true });
    expect(downloads).toBe(2);
    expect(messages.join("\n")).toContain(`${zip}, which mlebench did not download. Delete it`);

    rmSync(zip);
    writeFiles(join(place.home, "raw"), rawFiles);
    await prepareDataset(competition, { ...options, fresh: true });
    expect(downloads).toBe(2);
    expect(readFiles(join(place.home, "raw"))).toEqual(rawFiles);
    expect(messages.join("\n")).toContain(`${join(place.home, "raw")}, which mlebench did not make`);
  });

  it("keeps prepared data until others take their place", async () => {
    const place = temporaryDataDirectory();
    await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data, download });
    const failing = async () => {
      throw new Error("no network");
    };
    const options = { dataDirectory: place.data, download: failing, fresh: true };
    await expect(prepareDataset(fakeCompetition(place.package), options)).rejects.toThrow("no network");
    expect(readFiles(join(place.home, "prepared"))).toEqual(expected);
    expect((await verifyDataset(fakeCompetition(place.package), { dataDirectory: place.data })).kind).toBe(
      "real",
    );
  });
});
