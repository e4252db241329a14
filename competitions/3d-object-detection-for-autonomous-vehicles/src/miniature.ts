import { formatPythonJson, type PythonJson } from "@mlebench/formats/python-json";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { grayPng, tinyJpeg } from "@mlebench/synthetic/media";
import { classes } from "./box-format.js";
import { cameras, record, sceneDraws } from "./scenes.js";

/**
 * Scenes in which objects move from sample to sample, with images of two cameras and a lidar sweep per sample. Numbers
 * have up to 17 digits and various spellings; an image is in no table.
 */
export const writeMiniature = defineMiniature(async (tools) => {
  const { raw, random, size } = tools;
  const newToken = hexadecimalIds(random, 64);
  const table = async (name: string, records: Iterable<PythonJson>): Promise<void> => {
    const text = formatPythonJson([...records], { indent: 0 });
    await raw.file(
      `train_data/${name}.json`,
      text.replaceAll("1.5e-17", "1.50E-17").replaceAll("\\u201e", "„"),
    );
  };
  const named = async (name: string, names: readonly string[]): Promise<string[]> => {
    const tokens = names.map(newToken);
    const records = names.map((text, i) =>
      record({ description: `„${text}" / ü`, token: tokens[i], name: text }),
    );
    await table(name, records);
    return tokens;
  };
  const categories = await named("category", classes);
  const attributes = await named("attribute", ["object_action_parked", "is_stationary"]);
  const sensors = await named("sensor", [...cameras, "LIDAR_TOP"]);
  await named("visibility", ["v0-40", "v80-100"]);

  const { scenes, drawScene } = sceneDraws(tools, { sensors, categories, attributes }, newToken);
  const samplesPerScene = Math.max(1, Math.min(4, Math.floor(size / 5)));
  while (scenes.labeled.length < size) await drawScene(samplesPerScene);
  const { tables } = scenes;
  for (const name of ["log", "scene", "sample", "instance"] as const) await table(name, tables[name]);
  for (const name of ["sample_data", "ego_pose", "calibrated_sensor", "sample_annotation"] as const) {
    await table(name, random.permutation(tables[name]));
  }
  const logs = tables.log.map((log) => log.get("token") ?? null);
  const filename = "maps/map_raster_palo_alto.png";
  await table("map", [record({ log_tokens: logs, category: "semantic_prior", filename, token: newToken() })]);
  await raw.file(`train_${filename}`, grayPng({ width: 2, height: 1, pixels: Uint8Array.of(0, 255) }));
  await raw.file("train_images/host-a000_cam9_1.jpeg", tinyJpeg(9, "in no table"));
  await raw.csv("train.csv", ["Id", "PredictionString"], random.permutation(scenes.labeled));
  await raw.csv("sample_submission.csv", ["Id", "PredictionString"], [[newToken(), ""]]);
});
