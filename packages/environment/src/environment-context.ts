import { readFileSync } from "node:fs";
import { UserError } from "@mlebench/core";
import {
  type BuildContext,
  buildContext,
  type ContextFile,
  filesHash,
  filesHashLabel,
  kindLabel,
} from "./build-context.js";

export interface EnvironmentOptions {
  /** Install the common machine-learning packages: several gigabytes. Default true. */
  heavy?: boolean;
  /** A Debian or Ubuntu image. Default `debian:bookworm-slim`, which has the reference's Python 3.11. */
  baseImage?: string;
  /** A Debian mirror with its path, instead of what the base image is set up with. */
  aptMirror?: string;
  /** A Python package index; it stays configured in the image, so it must not hold a password. */
  pythonIndex?: string;
  /** Python of the environment "agent", as in "3.11". Another one than the base image's own is fetched by uv. */
  pythonVersion?: string;
  /** Debian packages instead of the default list. It must hold python3 and python3-venv unless the base does. */
  systemPackages?: readonly string[];
  /** `venv`: plain Python environments behind a small `conda` command. `miniforge`: the real conda. */
  conda?: "venv" | "miniforge";
  /** Further build arguments of the Dockerfile; they win over the options above. */
  buildArgs?: Readonly<Record<string, string>>;
}

/** Files of the image with their permissions; packing for npm would not keep these. */
const files: readonly (readonly [path: string, mode: number])[] = [
  ["Dockerfile", 0o644],
  ["conda/activate", 0o755],
  ["conda/conda", 0o755],
  ["conda/conda.sh", 0o644],
  ["conda/install.sh", 0o755],
  ["constraints.txt", 0o644],
  ["entrypoint.sh", 0o755],
  ["instructions.txt", 0o644],
  ["instructions_obfuscated.txt", 0o644],
  ["open-home", 0o755],
  ["requirements.txt", 0o644],
  ["validate_submission.sh", 0o755],
];

/**
 * The build context of the image that agents start from. Nothing of a competition is in it.
 * @throws UserError for a value that cannot be used, or an index with a password in it
 */
export function environmentContext(options: EnvironmentOptions = {}): BuildContext {
  const { heavy = true, baseImage, aptMirror, pythonIndex, pythonVersion, systemPackages, conda } = options;
  refusePassword("Python package index", pythonIndex);
  refusePassword("Debian mirror", aptMirror);
  if (pythonVersion !== undefined && !/^3\.\d+(\.\d+)?$/.test(pythonVersion)) {
    throw new UserError(`Invalid Python version: ${pythonVersion}`, { expected: "a version such as 3.11" });
  }
  const invalid = systemPackages?.find((name) => !/^[a-z0-9][a-z0-9.+-]+$/.test(name));
  if (invalid !== undefined) {
    throw new UserError(`Invalid Debian package name: ${invalid}`, {
      expected: "a name such as python3-venv",
    });
  }
  return buildContext({
    files: environmentFiles(),
    dockerfile: "Dockerfile",
    buildArgs: {
      INSTALL_HEAVY_DEPENDENCIES: String(heavy),
      ...(baseImage !== undefined && { BASE_IMAGE: baseImage }),
      ...(aptMirror !== undefined && { APT_MIRROR: aptMirror }),
      ...(pythonIndex !== undefined && { PIP_INDEX_URL: pythonIndex }),
      ...(pythonVersion !== undefined && { PYTHON_VERSION: pythonVersion }),
      ...(systemPackages !== undefined && { SYSTEM_PACKAGES: systemPackages.join(" ") }),
      ...(conda !== undefined && { CONDA_DISTRIBUTION: conda }),
      ...options.buildArgs,
    },
    labels: {
      [kindLabel]: "environment",
      "dev.mlebench.heavy": String(heavy),
      [filesHashLabel]: environmentFilesHash(),
    },
  });
}

function environmentFiles(): ContextFile[] {
  return files.map(([path, mode]) => ({ path, mode, bytes: readEnvironmentFile(path) }));
}

/** The hash of the image's files, whatever options it is built with; an image made by another version has another one. */
export function environmentFilesHash(): string {
  return filesHash(environmentFiles());
}

/** The script at /home/validate_submission.sh; it asks the server at `VALIDATION_SERVER`, default http://localhost:5000. */
export function validationScript(): string {
  return readEnvironmentFile("validate_submission.sh").toString("utf8");
}

/** The text an agent is given at /home/instructions.txt; the obfuscated one names neither Kaggle nor the benchmark. */
export function instructions(obfuscated = false): string {
  return readEnvironmentFile(obfuscated ? "instructions_obfuscated.txt" : "instructions.txt").toString(
    "utf8",
  );
}

function readEnvironmentFile(path: string): Buffer {
  return readFileSync(new URL(`../files/${path}`, import.meta.url));
}

function refusePassword(what: string, url: string | undefined): void {
  if (url === undefined) return;
  if (!URL.canParse(url) || !/^(https?|file):$/.test(new URL(url).protocol)) {
    throw new UserError(`Invalid address of the ${what}`, {
      expected: "a URL that begins with http:// or https://",
    });
  }
  const { username, password } = new URL(url);
  if (username !== "" || password !== "") {
    throw new UserError(
      `Address of the ${what} contains a username or password, which would stay in the image`,
      {
        hint: "Use an address without credentials, such as that of a local proxy that adds them.",
      },
    );
  }
}
