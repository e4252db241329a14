import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { UserError } from "@mlebench/core";

const resolvePath = createRequire(import.meta.url).resolve;

let initialized: Promise<typeof import("@resvg/resvg-wasm")> | undefined;

/**
 * Renders an SVG image at twice its size. resvg as WebAssembly and DejaVu Sans are optional packages of 2.5 MB each: the
 * image is the same on every machine, whatever fonts it has.
 * @throws UserError if a package is not installed
 */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  initialized ??= load();
  const [{ Resvg }, font] = await Promise.all([initialized, readFont()]);
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: 2 },
    font: { fontBuffers: [font], loadSystemFonts: false, defaultFontFamily: "DejaVu Sans" },
  });
  try {
    return image.render().asPng();
  } finally {
    image.free();
  }
}

async function load(): Promise<typeof import("@resvg/resvg-wasm")> {
  try {
    const resvg = await import("@resvg/resvg-wasm");
    await resvg.initWasm(await readFile(resolvePath("@resvg/resvg-wasm/index_bg.wasm")));
    return resvg;
  } catch (cause) {
    initialized = undefined;
    throw missing("@resvg/resvg-wasm", cause);
  }
}

async function readFont(): Promise<Uint8Array> {
  const name = "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2";
  try {
    return await readFile(resolvePath(name));
  } catch (cause) {
    throw missing("@fontsource/dejavu-sans", cause);
  }
}

function missing(name: string, cause: unknown): UserError {
  return new UserError(`Package \`${name}\` not found`, {
    expected: "it for a PNG image; the SVG image needs no package",
    hint: `Install it with \`npm install ${name}\`.`,
    cause,
  });
}
