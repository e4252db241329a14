// Questions of about 1.2 kB, with code and quotes, in a zip.
import { join } from "node:path";
import { blank, createDraws, packFile, writeBlocks } from "./writing.mjs";

export async function makeRaw({ folder, size }) {
  const { below, pick, pool } = createDraws();
  const tags = pool(42_000, (i) => (i < 200 ? `lang${i}` : `library-${i}`));
  const words = pool(5000, (i) => `${"abcdefghij"[i % 10]}${(i * 7919).toString(36)}`);
  const sentence = () => Array.from({ length: 6 + below(12) }, () => pick(words)).join(" ");
  const paragraphs = pool(20_000, () => {
    const kind = below(5);
    if (kind === 0)
      return `<pre><code>int ${pick(words)}() {\n\treturn ""${sentence()}"";\n}\n</code></pre>\n\n`;
    return `<p>${sentence()}, ${sentence()}${kind === 1 ? ' a ""quoted"" word' : ""}. ${sentence()}?</p>\n\n`;
  });
  const question = () => {
    const body = Array.from({ length: 2 + below(11) }, () => pick(paragraphs)).join("");
    const chosen = Array.from({ length: 1 + below(5) }, () => tags[Math.min(below(42_000), below(42_000))]);
    return `"${blank(7)}","${pick(words)} ${sentence()}","${body}","${chosen.join(" ")}"`;
  };
  const csv = join(folder, "Train.csv");
  const file = { before: '"Id","Title","Body","Tags"\r\n', end: "\r\n" };
  writeBlocks(csv, file, size, question, (i) => String(1_000_000 + i));
  await packFile(join(folder, "Train.zip"), "Train.csv", csv);
}
