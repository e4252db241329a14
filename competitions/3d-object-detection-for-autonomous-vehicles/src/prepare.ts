import { UserError } from "@mlebench/core";
import { definePrepare, type RawFile } from "@mlebench/folders";
import { trainTestSplit } from "@mlebench/sampling";
import { requireNoMissing, requireUnique, type Table } from "@mlebench/table";
import { forParts, type Part, parts, pickFromTable, readTable, splitTable } from "./tables.js";

/** An image or a lidar sweep, with the records that it refers to. */
interface Medium {
  sensor: string;
  pose: string;
  path: string;
  format: string;
}

// All else follows the split of the logs: 11 tables refer to each other, which is why this is longer than other
// competitions.
export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const folders = { raw, pub };
  const logs = Array.from(readTable(folders, "log", ["token"]), ([, { token }]) => token);
  const logSplit = trainTestSplit(logs, { testSize: 0.2, randomState: 0 });
  const partOfLog = new Map(parts.flatMap((part) => logSplit[part].map((token) => [token, part] as const)));
  if (partOfLog.size < logs.length) {
    throw new UserError("Duplicate token", {
      file: raw.resolve("train_data/log.json"),
      expected: "unique logs",
    });
  }
  splitTable(folders, "log", ["token"], ({ token }) => partOfLog.get(token));
  splitTable(folders, "scene", ["log_token"], ({ log_token }) => partOfLog.get(log_token));
  // The reference gives the logs of the test set to both parts.
  const [map, ...more] = raw.records("train_data/map.json");
  if (more.length > 0) {
    throw new UserError("More than one map", { file: raw.resolve("train_data/map.json"), expected: "one" });
  }
  for (const part of parts)
    pub.json(`${part}_data/map.json`, [new Map(map).set("log_tokens", logSplit.test)]);

  // Scenes have the tokens of their logs.
  const partOfSample = new Map<string, Part>();
  splitTable(folders, "sample", ["token", "scene_token"], ({ token, scene_token }) => {
    const part = partOfLog.get(scene_token);
    if (part !== undefined) partOfSample.set(token, part);
    return part;
  });
  const labeled = raw.csv("train.csv");
  const { train, test } = splitSamples(labeled, partOfSample);
  pub.csv("train.csv", train);
  priv.csv("test.csv", test.assign({ PredictionString: withConfidence(test) }));
  pub.csv("sample_submission.csv", test.select("Id").assign({ PredictionString: "" }));

  const media = forParts((): Medium[] => []);
  const fields = [
    "calibrated_sensor_token",
    "ego_pose_token",
    "filename",
    "fileformat",
    "sample_token",
  ] as const;
  splitTable(folders, "sample_data", fields, (record) => {
    const part = partOfSample.get(record.sample_token);
    if (part === undefined) return undefined;
    const [sensor, pose, path, format] = fields.map((field) => record[field]);
    media[part].push({ sensor, pose, path, format });
    return part;
  });
  const sensors = forParts((part) => new Set(media[part].map(({ sensor }) => sensor)));
  pickFromTable(folders, "calibrated_sensor", sensors);
  const poses = forParts((part) => media[part].map(({ pose }) => pose));
  pickFromTable(folders, "ego_pose", poses);

  const instances = forParts(() => new Set<string>());
  const annotated = ["instance_token", "sample_token"] as const;
  splitTable(
    folders,
    "sample_annotation",
    annotated,
    ({ instance_token, sample_token }) => {
      const part = partOfSample.get(sample_token);
      if (part !== undefined) instances[part].add(instance_token);
      return part;
    },
    ["train"],
  );
  const partOfInstance = ({ token }: { token: string }) => parts.find((part) => instances[part].has(token));
  splitTable(folders, "instance", ["token"], partOfInstance, ["train"]);

  for (const part of parts) {
    for (const folder of ["images", "lidar"]) pub.folder(`${part}_${folder}`);
    const common = ["attribute", "category", "sensor", "visibility"].map((name) => `data/${name}.json`);
    const shared = [...common, "maps/map_raster_palo_alto.png"];
    await pub.files(
      raw,
      shared.map((name): RawFile => [`train_${name}`, `${part}_${name}`]),
    );
    await pub.files(raw, placesOf(media[part], part));
  }
});

/** @throws UserError unless the table has exactly the samples of `sample.json` */
function splitSamples(labeled: Table, partOfSample: ReadonlyMap<string, Part>): Record<Part, Table> {
  requireUnique(labeled, "Id");
  const found = labeled.strings("Id").map((id) => partOfSample.get(id ?? ""));
  if (labeled.length !== partOfSample.size || found.includes(undefined)) {
    throw labeled.error("Samples differ from those of sample.json", { column: "Id" });
  }
  return forParts((part) => labeled.filter((row) => found[row] === part));
}

/** Boxes as submissions have them, each after a confidence of 1.0. */
function withConfidence(labeled: Table): string[] {
  requireNoMissing(labeled, "PredictionString");
  return labeled.strings("PredictionString").map((text, row) => {
    const tokens = String(text).split(" ");
    if (tokens.length % 8 === 0)
      return tokens.map((token, i) => (i % 8 === 0 ? `1.0 ${token}` : token)).join(" ");
    throw labeled.error("Incomplete box", {
      row: row + 1,
      column: "PredictionString",
      expected: "8 values per box",
    });
  });
}

const folderOf: Readonly<Record<string, string>> = { jpeg: "images", bin: "lidar" };

function placesOf(media: readonly Medium[], part: Part): RawFile[] {
  return media.map(({ path, format }) => {
    const name = path.split("/").at(-1);
    const folder = folderOf[format];
    if (folder !== undefined && path.endsWith(`.${format}`))
      return [`train_${folder}/${name}`, `${part}_${folder}/${name}`];
    throw new UserError(`Unexpected file \`${path}\` in sample_data.json`, { expected: "jpeg or bin" });
  });
}
