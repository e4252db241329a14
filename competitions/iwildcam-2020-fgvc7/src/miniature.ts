import { defineMiniature, distinct, uuid } from "@mlebench/synthetic";
import { tinyJpeg } from "@mlebench/synthetic/media";

const animals = ["empty", "tayassu pecari", "dasyprocta punctata", "chevrotain d'Asie", "pécari “à lèvres”"];

/**
 * Sequences of frames from some cameras. A few images have two annotations, a few lack their size or time, an annotation
 * is of an image that is not listed, and an image is in no list.
 */
export const writeMiniature = defineMiniature(
  async ({ raw, random, below, pick, chance, decimal, moment, size }) => {
    const cameras = distinct(Math.max(5, Math.floor(size / 12)), () => below(600));
    const taken = new Map<number, number>();
    /** No camera has more than a quarter of all images: it would be too much for the test set. */
    const nextCamera = (): number => {
      for (;;) {
        const camera = cameras[Math.floor(random.random() ** 1.3 * cameras.length)];
        const count = taken.get(camera) ?? 0;
        if (count + 1 > size / 4) continue;
        taken.set(camera, count + 1);
        return camera;
      }
    };
    const ids = distinct(size + 14, () => uuid(random));
    const categories = [0, ...distinct(8, () => 1 + below(675))];
    const imageOf = (id: string, location: number) => ({
      seq_num_frames: 1 + below(9),
      location,
      ...(chance(0.03)
        ? {}
        : { datetime: chance(0.05) ? null : moment(new Date("2013-01-01"), new Date("2015-01-01")) }),
      id,
      frame_num: below(9),
      seq_id: uuid(random),
      ...(chance(0.03) ? {} : { width: 1024 + below(1024), height: 768 }),
      file_name: `${id}.jpg`,
    });
    const images = ids.slice(0, size).map((id) => imageOf(id, nextCamera()));
    const unlabeled = ids.slice(size, size + 12).map((id) => imageOf(id, below(600)));
    const annotations = images
      .flatMap(({ id }) => (chance(0.08) ? [id, id] : [id]))
      .concat(ids.slice(-1))
      .map((image_id) => ({ count: below(4), image_id, id: uuid(random), category_id: pick(categories) }));
    const categoryList = categories.map((id) => {
      return { id, name: pick(animals), ...(chance(0.2) ? {} : { count: below(9000) }) };
    });
    const info = { version: "1.0", description: "WCS “2020”", year: 2020, date_created: null };
    const name = (part: string): string => `iwildcam2020_${part}.json`;
    const detections = ids.map((id) => ({ id, max_detection_conf: decimal(0, 1, 3), detections: [] }));

    await raw.file(
      name("train_annotations"),
      JSON.stringify({ annotations, images, info, categories: categoryList }),
    );
    const test = { images: unlabeled, categories: categoryList.slice(1), info };
    await raw.file(name("test_information"), JSON.stringify(test));
    await raw.file(name("megadetector_results"), JSON.stringify({ images: detections, info }));
    for (const [folder, list] of [
      ["train", ids.slice(0, size)],
      ["test", ids.slice(size)],
    ] as const) {
      for (const id of list) await raw.file(`${folder}/${id}.jpg`, tinyJpeg(below(256), id));
    }
    await raw.file("train/not-listed.jpg", tinyJpeg(0));
    await raw.csv(
      "sample_submission.csv",
      ["Id", "Category"],
      unlabeled.map(({ id }) => [id, below(676)]),
    );
  },
);
