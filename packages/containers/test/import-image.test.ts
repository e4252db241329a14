import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { findImageSource, type InstalledTool, importImage } from "../src/index.js";

const charliecloud: InstalledTool = {
  id: "charliecloud",
  program: "ch-run",
  version: "0.31",
  isSingularity: false,
};

const temporary = (): string => mkdtempSync(join(tmpdir(), "mlebench-import-"));

type Tree = Readonly<Record<string, string | { link: string }>>;

function writeTree(directory: string, tree: Tree): string {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === "string") writeFileSync(path, content);
    else symlinkSync(content.link, path);
  }
  return directory;
}

function packTree(tree: Tree, target: string, members = "."): string {
  execFileSync("tar", ["--create", "--file", target, "--directory", writeTree(temporary(), tree), members]);
  return target;
}

const config = {
  config: {
    Env: ["PATH=/opt/bin:/bin", "SPACE=a b=c"],
    Entrypoint: ["/entrypoint.sh"],
    Cmd: ["wait"],
    Labels: { kind: "agent" },
  },
};

/** What `docker save` writes, of layers that are given from the lowest on. */
function dockerArchive(layers: readonly Tree[], target: string): string {
  const directory = temporary();
  const names = layers.map((layer, index) => {
    mkdirSync(join(directory, `layer${index}`));
    packTree(layer, join(directory, `layer${index}`, "layer.tar"));
    return `layer${index}/layer.tar`;
  });
  writeFileSync(join(directory, "config.json"), JSON.stringify(config));
  writeFileSync(join(directory, "manifest.json"), JSON.stringify([{ Config: "config.json", Layers: names }]));
  execFileSync("tar", ["--create", "--file", target, "--directory", directory, ...readdirSync(directory)]);
  return target;
}

/** An OCI archive of one layer. */
function ociArchive(layer: Tree, target: string): string {
  const directory = temporary();
  mkdirSync(join(directory, "blobs/sha256"), { recursive: true });
  const put = (bytes: Uint8Array | string): string => {
    const digest = createHash("sha256").update(bytes).digest("hex");
    writeFileSync(join(directory, "blobs/sha256", digest), bytes);
    return `sha256:${digest}`;
  };
  const layerDigest = put(readFileSync(packTree(layer, join(temporary(), "layer.tar"))));
  const manifest = { config: { digest: put(JSON.stringify(config)) }, layers: [{ digest: layerDigest }] };
  writeFileSync(join(directory, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(directory, "index.json"),
    JSON.stringify({ manifests: [{ digest: put(JSON.stringify(manifest)) }] }),
  );
  execFileSync("tar", ["--create", "--file", target, "--directory", directory, ...readdirSync(directory)]);
  return target;
}

const importInto = (imageDirectory: string, reference: string) =>
  importImage(charliecloud, reference, { imageDirectory, cacheDirectory: join(imageDirectory, ".imported") });

const base: Tree = {
  "etc/os-release": "debian",
  "bin/sh": "shell",
  "lib/a": "a",
  "lib/deep/b": "b",
  "run/c": "c",
  "var/run": { link: "/run" },
};

describe("an image", () => {
  test("of docker save is unpacked layer by layer, with what later ones removed", async () => {
    const images = temporary();
    const upper = { "lib/.wh.a": "", "run/.wh..wh..opq": "", "run/d": "d", "etc/os-release": "newer" };
    dockerArchive([base, upper], join(images, "agent.tar"));
    const { reference, digest, ...rest } = await importInto(images, "agent");
    expect(readFileSync(join(reference, "etc/os-release"), "utf8")).toBe("newer");
    expect(readdirSync(join(reference, "lib"))).toEqual(["deep"]);
    expect(readdirSync(join(reference, "run"))).toEqual(["d"]);
    expect(readlinkSync(join(reference, "var/run"))).toBe("/run");
    expect(digest).toBe(`sha256:${createHash("sha256").update(JSON.stringify(config)).digest("hex")}`);
    expect(rest).toEqual({
      environment: { PATH: "/opt/bin:/bin", SPACE: "a b=c" },
      entryPoint: ["/entrypoint.sh", "wait"],
      labels: { kind: "agent" },
    });
  });

  test("of OCI is unpacked, and its name may hold a slash and a tag", async () => {
    const images = temporary();
    ociArchive(base, join(images, "group-agent-2.tar"));
    const { reference, entryPoint } = await importInto(images, "group/agent:2");
    expect(readFileSync(join(reference, "bin/sh"), "utf8")).toBe("shell");
    expect(entryPoint).toEqual(["/entrypoint.sh", "wait"]);
  });

  test("that is the tar file of a file system has no variables", async () => {
    const images = temporary();
    packTree(base, join(images, "root.tar"));
    expect((await findImageSource("root", images))?.kind).toBe("root-archive");
    const { reference, environment } = await importInto(images, "root");
    expect(readFileSync(join(reference, "lib/deep/b"), "utf8")).toBe("b");
    expect(environment).toEqual({});
  });

  test("is imported once, also when several ask for it at once, and again when its file is another one", async () => {
    const images = temporary();
    const file = dockerArchive([base], join(images, "agent.tar"));
    const found = await Promise.all([1, 2, 3].map(() => importInto(images, "agent")));
    expect(new Set(found.map(({ reference }) => reference)).size).toBe(1);
    expect(readdirSync(join(images, ".imported/directories"))).toHaveLength(1);
    dockerArchive([base, { "etc/more": "1" }], file);
    const again = await importInto(images, file);
    expect(existsSync(join(again.reference, "etc/more"))).toBe(true);
  });

  test("with a layer that leads out of its file system is refused, and nothing outside is touched", async () => {
    const images = temporary();
    const outside = writeTree(temporary(), { kept: "kept" });
    dockerArchive(
      [
        { ...base, out: { link: outside } },
        { "out/.wh.kept": "", "out/new": "x" },
      ],
      join(images, "agent.tar"),
    );
    await expect(importInto(images, "agent")).rejects.toThrow("leaves its file system");
    expect(readdirSync(outside)).toEqual(["kept"]);
    expect(readdirSync(join(images, ".imported/directories"))).toEqual([]);
  });

  test("that is missing, or no image, is refused with what to do", async () => {
    const images = temporary();
    await expect(importInto(images, "agent")).rejects.toThrow("Image `agent` not found");
    writeFileSync(join(images, "agent.tar"), "no archive");
    await expect(importInto(images, "agent")).rejects.toThrow("Not an image");
    writeFileSync(join(images, "other.sif"), Buffer.concat([Buffer.alloc(32), Buffer.from("SIF_MAGIC")]));
    await expect(importInto(images, "other")).rejects.toThrow("runs in Apptainer only");
  });
});
