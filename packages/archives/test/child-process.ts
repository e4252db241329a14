import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { childEnvironment } from "@mlebench/core";
import { build } from "tsup";
import type { ExtractOptions } from "../src/index.js";

export interface ChildRequest {
  archive: string;
  destination: string;
  options?: Pick<ExtractOptions, "resume" | "limits">;
  /** Before which change of the file system it is killed; see die-at-change.ts. */
  dieAt?: number;
  /** After how many bytes it is killed, as soon as it reports them. */
  dieAtBytes?: number;
}

export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
}

export interface ChildProgram {
  /**
   * @param environment variables besides those of this process
   * @param flags of Node
   */
  run: (
    request: ChildRequest,
    options?: { environment?: Record<string, string>; flags?: string[] },
  ) => Promise<ChildEnd>;
  remove: () => void;
}

/** Bundles child.ts, so that plain Node can run it; where the package's own dependencies are found. */
export async function bundleChild(): Promise<ChildProgram> {
  const modules = join(import.meta.dirname, "..", "node_modules");
  mkdirSync(modules, { recursive: true });
  const directory = mkdtempSync(join(modules, ".child-"));
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  await build({
    entry: {
      child: join(import.meta.dirname, "child.ts"),
      "zip-worker": join(import.meta.dirname, "../src/zip-worker.ts"),
    },
    outDir: directory,
    format: "esm",
    target: "node20",
    platform: "node",
    noExternal: [/^(?!7z)/],
    external: [/7z/],
    banner: {
      js: 'import { createRequire as requireFor } from "node:module"; const require = requireFor(import.meta.url);',
    },
    config: false,
    silent: true,
    dts: false,
    esbuildOptions: (options) => {
      options.conditions = ["@mlebench/source"];
    },
  });
  return {
    run: async (request, { environment = {}, flags = [] } = {}) => {
      const program = [...flags, join(directory, "child.js"), JSON.stringify(request)];
      const child = spawn(process.execPath, program, {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...childEnvironment(), ...environment },
      });
      let output = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk;
      });
      return new Promise<ChildEnd>((resolve, reject) => {
        child.on("error", reject);
        child.on("close", (code, signal) => resolve({ code, signal, output }));
      });
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
