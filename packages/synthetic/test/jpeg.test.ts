import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { tinyJpeg } from "../src/media.js";

/** MD5 of images that Pillow decoded to 64 pixels of exactly the shade. */
const seen: Record<number, string> = {
  0: "103d32e391563dc1c1cc228adb8f444b",
  1: "e5280e23008a059fa4739c2a34635795",
  64: "5ebf4370ce6cefcee3767c0cfb5363df",
  127: "fc5bed631d0c696b2fb9834be392fe15",
  128: "c528cebc94d8b29e7e7a6a102bd7e3c3",
  129: "bc52021bc98812474d49b26e72e0fd56",
  200: "ac69daa3695c7b98b0e24ce48eb86690",
  255: "24af33ecf61d054b079d0195ffa68bba",
};

describe("a tiny JPEG", () => {
  test.each(Object.entries(seen))("of shade %s is one that Pillow decodes to that shade", (shade, md5) => {
    expect(
      createHash("md5")
        .update(tinyJpeg(Number(shade)))
        .digest("hex"),
    ).toBe(md5);
  });

  test("begins and ends as a JPEG, and never has a stray marker in its pixels", () => {
    for (let shade = 0; shade < 256; shade++) {
      const image = tinyJpeg(shade);
      expect([...image.slice(0, 3), ...image.slice(-2)]).toEqual([0xff, 0xd8, 0xff, 0xff, 0xd9]);
      expect([...image.slice(image.length - 4, image.length - 2)]).not.toContain(0xff);
    }
  });

  test("differs by shade and by comment", () => {
    const images = [tinyJpeg(10), tinyJpeg(11), tinyJpeg(10, "a"), tinyJpeg(10, "b")];
    expect(new Set(images.map((image) => image.join())).size).toBe(4);
  });

  test("has no shade but 0 to 255, and no endless comment", () => {
    for (const shade of [-1, 256, 1.5, Number.NaN]) expect(() => tinyJpeg(shade)).toThrow(RangeError);
    expect(() => tinyJpeg(0, "x".repeat(65_534))).toThrow(RangeError);
    expect(tinyJpeg(0, "x".repeat(65_533)).length).toBeGreaterThan(65_533);
  });
});
