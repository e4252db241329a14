import { UserError } from "@mlebench/core";
import type { JsonEncoding, JsonList, JsonLists } from "./json-lists.js";
import type { PythonJson, PythonJsonObject, WritableJson } from "./python-json.js";

export interface CocoOptions {
  /** The field of an image that holds its ID. @default "id" */
  imageId?: string;
  /** @default "utf8" */
  encoding?: JsonEncoding;
}

/** Values that some fields of an object get before it is written. */
export type Change = (row: number, object: PythonJsonObject) => Readonly<Record<string, PythonJson>>;

/**
 * A COCO index of labeled images: a JSON object with lists `annotations` and `images` of the same length, where entries at
 * the same position belong together. Lists stay in the file, so that an index of millions of images needs little memory;
 * entries are named by their position.
 */
export class CocoIndex {
  private readonly annotationList: JsonList;
  private readonly imageList: JsonList;

  /** @throws UserError if the lists are missing or do not belong together */
  constructor(
    private readonly json: JsonLists,
    private readonly imageId: string,
  ) {
    this.annotationList = json.list("annotations");
    this.imageList = json.list("images");
    const [count, expected] = [this.imageList.length, this.annotationList.length];
    if (count === expected) return;
    throw new UserError(`Wrong number of images: ${count}`, {
      file: json.file,
      expected: `${expected}, one for every annotation`,
    });
  }

  /**
   * The positions of all images by category, categories in the order of their first image.
   * @throws UserError if an annotation is of another image than the one at its position, or a category is not an integer
   */
  positionsByCategory(): Map<number, number[]> {
    const categories = new Map<number, number[]>();
    for (let position = 0; position < this.imageList.length; position++) {
      this.requireSameImage(position);
      const category = this.categoryOf(position);
      const positions = categories.get(category);
      if (positions === undefined) categories.set(category, [position]);
      else positions.push(position);
    }
    return categories;
  }

  /** The categories of images. */
  categories(positions: readonly number[]): number[] {
    return positions.map((position) => this.categoryOf(position));
  }

  /**
   * The names of image files, relative to the folder of the index.
   * @param change makes something else of each, such as the pair of names that `pub.files` takes
   */
  *fileNames<T>(positions: readonly number[], change: (file: string, row: number) => T): Generator<T> {
    for (const [row, position] of positions.entries()) {
      const file = this.imageList.member(position, "file_name");
      if (typeof file !== "string") throw this.error("Missing filename", position, "file_name", "text");
      yield change(file, row);
    }
  }

  /**
   * The object of the index with other values of some fields, for `pub.json`.
   * @param fields replaced in their place, or added
   */
  with(fields: Readonly<Record<string, WritableJson>>): Map<string, WritableJson> {
    return new Map<string, WritableJson>([...this.json.fields, ...Object.entries(fields)]);
  }

  /** @throws UserError if the index lacks one of the fields */
  select(...names: string[]): Map<string, WritableJson> {
    return new Map(
      names.map((name) => {
        const value = this.json.fields.get(name);
        if (value !== undefined) return [name, value];
        throw new UserError(`Missing field \`${name}\``, { file: this.json.file });
      }),
    );
  }

  /** Annotations in the order of the positions, changed by `change`. */
  annotations(positions: readonly number[], change?: Change): Iterable<PythonJsonObject> {
    return changed(this.annotationList, positions, change);
  }

  /** Images in the order of the positions, changed by `change`. */
  images(positions: readonly number[], change?: Change): Iterable<PythonJsonObject> {
    return changed(this.imageList, positions, change);
  }

  private requireSameImage(position: number): void {
    const id = this.annotationList.member(position, "image_id");
    if (id !== undefined && id === this.imageList.member(position, this.imageId)) return;
    const expected = "an image for the annotation at the same position";
    throw this.error("Annotations and images are in different orders", position, this.imageId, expected);
  }

  private categoryOf(position: number): number {
    const category = this.annotationList.member(position, "category_id");
    if (typeof category === "bigint") return Number(category);
    throw this.error("Invalid category", position, "category_id", "an integer");
  }

  private error(headline: string, position: number, column: string, expected: string): UserError {
    return new UserError(headline, { file: this.json.file, row: position + 1, column, expected });
  }
}

function* changed(
  list: JsonList,
  positions: readonly number[],
  change: Change = () => ({}),
): Generator<PythonJsonObject> {
  for (const [row, position] of positions.entries()) {
    const object = list.object(position);
    for (const [name, value] of Object.entries(change(row, object))) object.set(name, value);
    yield object;
  }
}
