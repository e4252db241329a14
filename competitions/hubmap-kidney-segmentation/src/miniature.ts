import { encodeMask, formatRuns } from "@mlebench/metrics";
import type { RandomState } from "@mlebench/sampling";
import { defineMiniature, hexadecimalIds } from "@mlebench/synthetic";
import { tinyTiff } from "@mlebench/synthetic/media";

const labeledImages = 15;
const testImages = 5;
const columns = [
  "image_file",
  "width_pixels",
  "height_pixels",
  "anatomical_structures_segmention_file",
  "glomerulus_segmentation_file",
  "patient_number",
  "race",
  "ethnicity",
  "sex",
  "age",
  "weight_kilograms",
  "height_centimeters",
  "bmi_kg/m^2",
  "laterality",
  "percent_cortex",
  "percent_medulla",
];

interface Image {
  id: string;
  width: number;
  height: number;
  isLabeled: boolean;
}

/** A glomerulus: an ellipse around a center. */
interface Ellipse {
  x: number;
  y: number;
  radiusX: number;
  radiusY: number;
}

/** Images of different sizes, of which the files have one pixel, with `size` glomeruli in all: some touch each other or a side. */
export const writeMiniature = defineMiniature(async ({ raw, random, size, chance, pick, decimal }) => {
  const newId = hexadecimalIds(random, 9);
  const images = Array.from(
    { length: labeledImages + testImages },
    (_, i): Image => ({
      id: newId(),
      width: random.randint(60, 160),
      height: random.randint(40, 120),
      isLabeled: i < labeledImages,
    }),
  );
  const glomeruli = images.map((image) => [drawEllipse(random, image)]);
  for (let more = size - labeledImages; more > 0; more--) {
    const image = random.randint(0, labeledImages);
    glomeruli[image].push(drawEllipse(random, images[image]));
  }

  const encodings: string[][] = [];
  for (const [i, { id, height, width, isLabeled }] of images.entries()) {
    const folder = isLabeled ? "train" : "test";
    await raw.file(`${folder}/${id}.tiff`, tinyTiff([random.randint(100, 256), random.randint(0, 256), 160]));
    const cortex = polygons("Cortex", false, [
      { x: width / 2, y: height / 2, radiusX: width / 2, radiusY: height / 3 },
    ]);
    await raw.file(`${folder}/${id}-anatomical-structure.json`, cortex);
    if (!isLabeled) continue;
    await raw.file(`${folder}/${id}.json`, polygons("glomerulus", true, glomeruli[i]));
    encodings.push([id, formatRuns(encodeMask(maskOf(glomeruli[i], images[i]), { height, width }))]);
  }
  await raw.csv("train.csv", ["id", "encoding"], encodings);
  const sample = images.slice(labeledImages).map(({ id }) => [id, ""]);
  await raw.csv("sample_submission.csv", ["id", "predicted"], sample);

  const rows = random.permutation(images).map(({ id, width, height }) => {
    const cortex = random.randint(40, 101);
    const person = [
      random.randint(60_000, 70_000),
      pick(["White", "Black or African American", 'Unknown, "other"']),
      chance(0.3) ? "" : pick(["Not Hispanic or Latino", "Zoë & fils"]),
      pick(["Male", "Female"]),
      random.randint(18, 80),
      chance(0.2) ? "" : decimal(45, 140, 1),
      decimal(150, 200, 1),
      chance(0.2) ? "" : decimal(18, 40, 12),
      pick(["Left", "Right"]),
    ];
    const files = [`${id}-anatomical-structure.json`, `${id}.json`];
    return [`${id}.tiff`, width, height, ...files, ...person, cortex, 100 - cortex];
  });
  await raw.csv("HuBMAP-20-dataset_information.csv", columns, rows);
});

function drawEllipse(random: RandomState, { width, height }: Image): Ellipse {
  return {
    x: random.randint(0, width),
    y: random.randint(0, height),
    radiusX: random.uniform(1, 8),
    radiusY: random.uniform(1, 8),
  };
}

/** One byte per pixel, row by row: 1 is inside of a glomerulus. */
function maskOf(ellipses: readonly Ellipse[], { width, height }: Image): Uint8Array {
  const isInside = (x: number, y: number): boolean =>
    ellipses.some((one) => ((x - one.x) / one.radiusX) ** 2 + ((y - one.y) / one.radiusY) ** 2 <= 1);
  return Uint8Array.from({ length: width * height }, (_, pixel) =>
    Number(isInside(pixel % width, Math.floor(pixel / width))),
  );
}

/** The shapes of an image as the program that people draw them with saves them. */
function polygons(name: string, isLocked: boolean, ellipses: readonly Ellipse[]): string {
  const features = ellipses.map(({ x, y, radiusX, radiusY }) => ({
    type: "Feature",
    id: "PathAnnotationObject",
    geometry: {
      type: "Polygon",
      coordinates: [
        Array.from({ length: 9 }, (_, i) => [
          Math.round(x + radiusX * Math.cos((i * Math.PI) / 4)),
          Math.round(y + radiusY * Math.sin((i * Math.PI) / 4)),
        ]),
      ],
    },
    properties: { classification: { name, colorRGB: -3140401 }, isLocked, measurements: [] },
  }));
  return JSON.stringify(features, null, 2);
}
