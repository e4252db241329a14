import type { PythonJson, PythonJsonObject } from "@mlebench/formats/python-json";
import type { MiniatureTools } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";
import { classes } from "./box-format.js";

export const cameras = ["CAM_FRONT", "CAM_BACK_LEFT"];

export const record = (fields: Readonly<Record<string, PythonJson>>): PythonJsonObject =>
  new Map(Object.entries(fields));

/** Tables of scenes, and the boxes of each sample as `train.csv` has them. */
export interface Scenes {
  tables: Record<
    | "log"
    | "scene"
    | "sample"
    | "sample_data"
    | "ego_pose"
    | "calibrated_sensor"
    | "instance"
    | "sample_annotation",
    PythonJsonObject[]
  >;
  labeled: string[][];
}

/** What scenes refer to: tokens of sensors and of categories. */
export interface Vocabulary {
  sensors: readonly string[];
  categories: readonly string[];
  attributes: readonly string[];
}

/** An object over the samples of its scene. */
interface Thing {
  token: string;
  label: string;
  size: readonly number[];
  center: readonly number[];
  annotations: string[];
}

/** Draws scenes of a log each. Their images and lidar sweeps are written at once. */
export function sceneDraws(tools: MiniatureTools, vocabulary: Vocabulary, newToken: () => string) {
  const { raw, random, below, chance, decimal, pick, share } = tools;
  const scenes: Scenes = {
    tables: {
      log: [],
      scene: [],
      sample: [],
      sample_data: [],
      ego_pose: [],
      calibrated_sensor: [],
      instance: [],
      sample_annotation: [],
    },
    labeled: [],
  };
  const { tables } = scenes;
  const position = (): number[] => [decimal(0, 40, 12), decimal(0, 40, 3), decimal(-25, -15, 4)];

  const drawMedium = async (host: string, sensor: string, i: number, sample: string, timestamp: number) => {
    const isCamera = i < cameras.length;
    const pose = newToken();
    const rotation = [decimal(-1, 1, 15), 0, chance(0.5) ? -0 : 1.5e-17, decimal(-1, 1, 16)];
    const translation = [decimal(0, 40, 12), decimal(0, 40, 3), 0n];
    tables.ego_pose.push(record({ rotation, translation, token: pose, timestamp }));
    const name = `${host}_${isCamera ? `cam${i}` : "lidar1"}_${below(1e15)}`;
    const path = isCamera ? `images/${name}.jpeg` : `lidar/${name}.bin`;
    tables.sample_data.push(
      record({
        width: isCamera ? 1224n : null,
        calibrated_sensor_token: sensor,
        token: newToken(),
        sample_token: sample,
        is_key_frame: true,
        fileformat: isCamera ? "jpeg" : "bin",
        ego_pose_token: pose,
        filename: path,
      }),
    );
    const sweep = Buffer.from(Float32Array.of(random.random(), i).buffer);
    await raw.file(`train_${path}`, isCamera ? tinyJpeg(below(256), name) : sweep);
  };

  /** The thing in a sample, as an annotation. @returns its values in `train.csv` */
  const drawBox = (thing: Thing, sample: string): string[] => {
    const [x, y, z] = thing.center.map((at) => at + (random.random() - 0.5) / 2);
    const yaw = (random.random() - 0.5) * 6.283185307179586;
    const token = newToken();
    tables.sample_annotation.push(
      record({
        token,
        num_lidar_pts: chance(0.2) ? -1n : BigInt(below(200)),
        size: [...thing.size],
        sample_token: sample,
        rotation: [decimal(-1, 1, 16), 0, 0, decimal(-1, 1, 16)],
        prev: thing.annotations.at(-1) ?? "",
        translation: [x, y, z],
        attribute_tokens: chance(0.5) ? [] : [pick(vocabulary.attributes)],
        instance_token: thing.token,
        visibility_token: "",
      }),
    );
    thing.annotations.push(token);
    return [x, y, z, ...thing.size, yaw, thing.label].map(String);
  };

  const drawThing = (): Thing => ({
    token: newToken(),
    label: classes[share([0.6, 0.75, 0.76, 0.85, 0.9, 0.92, 0.96, 0.97, 1])],
    size: [decimal(0.5, 3, 3), decimal(0.5, 12, 3), decimal(0.5, 4, 3)],
    center: position(),
    annotations: [],
  });

  const drawSensor = (sensor: string): string => {
    const token = newToken();
    const rotation = [decimal(-1, 1, 16), decimal(-1, 1, 16), decimal(-1, 1, 16), 0.5];
    const fields = { sensor_token: sensor, rotation, camera_intrinsic: [], translation: [1.5, -0, 1], token };
    tables.calibrated_sensor.push(record(fields));
    return token;
  };

  const drawScene = async (sampleCount: number): Promise<void> => {
    const log = newToken();
    const host = `host-a${below(100)}`;
    tables.log.push(
      record({ date_captured: "2019-05-14", location: "Palo Alto", token: log, vehicle: host, logfile: "" }),
    );
    tables.scene.push(
      record({ log_token: log, name: `${host}-lidar0`, token: log, nbr_samples: BigInt(sampleCount) }),
    );
    const rig = vocabulary.sensors.map(drawSensor);
    const things = Array.from({ length: 1 + below(6) }, drawThing);
    for (let i = 0; i < sampleCount; i++) {
      const token = newToken();
      const timestamp = 1.5578e15 + below(1e12) + (chance(0.5) ? 0.5 : 0);
      tables.sample.push(record({ next: "", prev: "", token, timestamp, scene_token: log }));
      for (const [at, sensor] of rig.entries()) await drawMedium(host, sensor, at, token, timestamp);
      const seen = things.filter(
        ({ annotations }, at) => (i > 0 && at === 0) || annotations.length === 0 || chance(0.7),
      );
      scenes.labeled.push([token, seen.flatMap((thing) => drawBox(thing, token)).join(" ")]);
    }
    for (const { token, label, annotations } of things) {
      const category = vocabulary.categories[classes.indexOf(label)];
      const count = BigInt(annotations.length);
      tables.instance.push(record({ token, nbr_annotations: count, category_token: category }));
    }
  };
  return { scenes, drawScene };
}
