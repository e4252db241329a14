import { definePrepare } from "@mlebench/folders";
import { splitWords } from "@mlebench/metrics";
import { trainTestSplit } from "@mlebench/sampling";
import { requireColumns, requireNoMissing, requireUnique, type Table } from "@mlebench/table";

export const prepare = definePrepare(async ({ raw, pub, priv }) => {
  const pages = raw.csv("train.csv");
  requireColumns(pages, ["image_id", "labels"]);
  requireUnique(pages, "image_id");
  const { train, test } = trainTestSplit(pages, { testSize: 0.1, randomState: 0 });
  requireNoMissing(test, "labels");
  pub.csv("train.csv", train);
  priv.csv("test.csv", test);
  pub.csv("sample_submission.csv", test.assign({ labels: "U+003F 1 1 U+FF2F 2 2" }));
  priv.csv("gold_submission.csv", test.assign({ labels: insidePoints(test) }));
  await pub.files(raw, ["unicode_translation.csv"]);
  for (const [name, part] of Object.entries({ train_images: train, test_images: test })) {
    const images = part.strings("image_id").map((id) => `${id}.jpg`);
    await pub.zipFrom(raw, "train_images.zip", `${name}.zip`, images);
  }
});

/** For each page, a point inside the box of every character: the corner at the top left, moved by one pixel. */
function insidePoints(pages: Table): string[] {
  const expected = "`label X Y width height` for each character, in integers";
  return pages.strings("labels").map((text, row) => {
    const tokens = splitWords(text ?? "");
    const fail = (): Error => pages.error("Invalid labels", { row: row + 1, column: "labels", expected });
    if (tokens.length % 5 !== 0) throw fail();
    const next = (token: string): bigint => {
      if (!/^[+-]?\d+$/.test(token)) throw fail();
      return BigInt(token.replace(/^\+/, "")) + 1n;
    };
    const points = Array.from({ length: tokens.length / 5 }, (_, i) => {
      const [label, x, y] = tokens.slice(5 * i);
      return `${label} ${next(x)} ${next(y)}`;
    });
    return points.join(" ");
  });
}
