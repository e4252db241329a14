import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareDataset, prepareMiniature, readDatasetState } from "../src/index.js";
import { recordExtraction } from "../src/state/records.js";
import { datasetParts, datasetTransitions, type Transition } from "../src/state/states.js";
import { fakeCompetition, id, rawFiles, writeFiles } from "./fake-competition.js";
import { statesDocument } from "./states-document.js";
import { type TemporaryDataDirectory, temporaryDataDirectory, zipOf } from "./temporary-data-directory.js";

describe("the table of states", () => {
  it("is what STATES.md says", async () => {
    await expect(statesDocument()).toMatchFileSnapshot("../STATES.md");
  });

  it("has an arrow to and from every state", () => {
    for (const [part, { states }] of Object.entries(datasetParts)) {
      const transitions: Transition[] = Object.values(datasetTransitions).filter((one) => one.part === part);
      const left = new Set(transitions.flatMap(({ from, during = [] }) => [from, during].flat()));
      const reached = new Set(transitions.flatMap(({ to, during = [] }) => [to, during].flat()));
      for (const state of Object.keys(states))
        expect([left.has(state as never), reached.has(state as never)], state).toEqual([true, true]);
    }
  });
});

const nothing = {
  archive: { name: "no archive" },
  raw: { name: "not extracted" },
  prepared: { name: "not prepared" },
};

/** How a directory comes to be in a state, and the parts that differ from nothing. */
const cases: [
  name: string,
  make: (place: TemporaryDataDirectory) => unknown,
  parts: object,
  kind?: string,
][] = [
  ["absent", () => {}, {}],
  [
    "absent",
    ({ home }) => writeFiles(home, { [`${id}.zip`]: "<!doctype html>" }),
    { archive: { name: "no archive", impostor: { kind: "web page" } } },
  ],
  [
    "downloading",
    ({ home }) => writeFiles(home, { [`${id}.zip.part`]: "PK.." }),
    { archive: { name: "downloading", bytes: 4 } },
  ],
  ["downloaded", putZip, { archive: { name: "downloaded", madeBy: "user" } }],
  [
    "extracting",
    async (place) => recordExtraction(place.home, [await putZip(place)]),
    { archive: { name: "downloaded" }, raw: { name: "extracting" } },
  ],
  [
    "downloaded",
    async (place) => {
      recordExtraction(place.home, [await putZip(place)]);
      await zipOf(join(place.home, `${id}.zip`), { "train.csv": "id,label\n" });
    },
    { archive: { name: "downloaded" } },
  ],
  [
    "extracting",
    ({ home }) => writeFiles(home, { "raw.tmp-1/train.csv": "" }),
    { raw: { name: "extracting", archives: [] } },
  ],
  [
    "extracted",
    ({ home }) => writeFiles(join(home, "raw"), rawFiles),
    { raw: { name: "extracted", madeBy: "user" } },
  ],
  [
    "preparing",
    ({ home }) => writeFiles(home, { "prepared.tmp-1/public/train.csv": "" }),
    { prepared: { name: "preparing" } },
  ],
  [
    "preparing",
    (place) =>
      prepareFrom(place).then(() =>
        renameSync(join(place.home, "prepared"), join(place.home, "prepared.old-1")),
      ),
    { prepared: { name: "preparing" } },
  ],
  [
    "preparing",
    ({ home }) => writeFiles(home, { ".mlebench.json": '{"kind":"miniature"}' }),
    { prepared: { name: "preparing" } },
    "miniature",
  ],
  ["prepared", (place) => prepareFrom(place), { prepared: { name: "prepared", kind: "real" } }],
  [
    "prepared",
    (place) => prepareFrom(place, { keepRaw: true }),
    { raw: { name: "extracted", madeBy: "mlebench", kept: true }, prepared: { name: "prepared" } },
  ],
  [
    "prepared",
    (place) => prepareMiniature(fakeCompetition(place.package), { dataDirectory: place.data }),
    { prepared: { name: "prepared", kind: "miniature" } },
    "miniature",
  ],
];

async function putZip({ home }: TemporaryDataDirectory): Promise<string> {
  mkdirSync(home, { recursive: true });
  return zipOf(join(home, `${id}.zip`));
}

async function prepareFrom(
  place: TemporaryDataDirectory,
  options: { keepRaw?: boolean } = {},
): Promise<void> {
  const from = await zipOf(join(place.root, "from.zip"));
  await prepareDataset(fakeCompetition(place.package), { dataDirectory: place.data, from, ...options });
}

describe("readDatasetState", () => {
  it.each(cases)("finds the state `%s`", async (name, make, parts, kind = "real") => {
    const place = temporaryDataDirectory();
    await make(place);
    const state = await readDatasetState(fakeCompetition(place.package), place.data);
    expect(state).toMatchObject({ name, kind, ...nothing, ...parts });
  });

  it("finds what interrupted runs left", async () => {
    const place = temporaryDataDirectory();
    await prepareFrom(place);
    const read = async () =>
      (await readDatasetState(fakeCompetition(place.package), place.data)).needsCleanup;
    expect(await read()).toBe(false);
    writeFileSync(join(place.home, ".raw.json"), "{}");
    expect(await read()).toBe(true);
  });
});
