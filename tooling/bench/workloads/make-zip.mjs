// Writes a zip of small files: text of which about half remains when it is compressed.
import { createZip } from "@mlebench/archives";
import { createDraws } from "../raw/writing.mjs";

const [path, count, size] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const { below } = createDraws();
const base = Buffer.from(
  Array.from({ length: 4 * size + 4096 }, () => "0123456789abcdef"[below(16)]).join(""),
);
const members = Array.from({ length: count }, (_, i) => {
  const first = below(3 * size + 1);
  const name = `images/${String(Math.floor(i / 1000)).padStart(4, "0")}/${String(i).padStart(7, "0")}.txt`;
  return { name, data: base.subarray(first, first + size) };
});
await createZip(path, members);
