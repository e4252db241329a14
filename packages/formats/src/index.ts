// Every format has a path of its own (`@mlebench/formats/npy`), so that nobody loads what they do not use.
export type { Change, CocoIndex, CocoOptions } from "./coco.js";
export type { ReadJsonLinesOptions } from "./json-lines.js";
export type { JsonEncoding, JsonList, JsonLists } from "./json-lists.js";
export type { NpyArray, NpyHeader, NpyKind, NpyValues } from "./npy.js";
export type { ParquetField, ParquetSchema } from "./parquet.js";
export type { GrayImage } from "./png.js";
export type { PythonJson, PythonJsonObject, PythonJsonOptions, WritableJson } from "./python-json.js";
export type { RecordColumn, RecordTable } from "./records.js";
