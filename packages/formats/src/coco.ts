import { UserError } from "@mlebench/core";
import type { PythonJson, PythonJsonObject } from "./python-json.js";

/** An image of a COCO index with its one annotation. */
export interface CocoExample {
  annotation: PythonJsonObject;
  image: PythonJsonObject;
}

export interface CocoOptions {
  /** The field of an image that holds its ID. @default "id" */
  imageId?: string;
  /** The file that errors name. */
  file?: string;
}

/**
 * The images of a COCO index by their category, categories in the order of their first image. The index is a JSON object
 * with lists `annotations` and `images` of the same length: entries at the same position belong together.
 * @throws UserError if they do not, or if a category is not an integer
 */
export function cocoExamplesByCategory(
  index: PythonJson,
  { imageId = "id", file }: CocoOptions = {},
): Map<bigint, CocoExample[]> {
  const [annotations, images] = [listOf(index, "annotations", file), listOf(index, "images", file)];
  if (annotations.length !== images.length) {
    throw new UserError(`Wrong number of images: ${images.length}`, {
      file,
      expected: `${annotations.length}, one for every annotation`,
    });
  }
  const categories = new Map<bigint, CocoExample[]>();
  for (const [i, annotation] of annotations.entries()) {
    const image = images[i];
    const id = annotation.get("image_id");
    if (id === undefined || id !== image.get(imageId)) {
      throw new UserError("Annotations and images are in different orders", {
        file,
        row: i + 1,
        expected: "an image for the annotation at the same position",
      });
    }
    const category = annotation.get("category_id");
    if (typeof category !== "bigint") {
      throw new UserError("Invalid category", {
        file,
        row: i + 1,
        column: "category_id",
        expected: "an integer",
      });
    }
    const examples = categories.get(category);
    if (examples === undefined) categories.set(category, [{ annotation, image }]);
    else examples.push({ annotation, image });
  }
  return categories;
}

function listOf(index: PythonJson, name: string, file: string | undefined): PythonJsonObject[] {
  const list = index instanceof Map ? index.get(name) : undefined;
  if (Array.isArray(list) && list.every((item) => item instanceof Map)) return list;
  throw new UserError(`Missing list \`${name}\``, { file, expected: "a list of JSON objects" });
}
