import {
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { copyFile, link, mkdir, opendir, readlink, symlink } from "node:fs/promises";
import { join } from "node:path";
import { homeFiles } from "@mlebench/agents";
import {
  type Bind,
  type ContainerSpec,
  type ImportedImage,
  type InstalledTool,
  runProgram,
  toolDriver,
  wayOutNameServer,
} from "@mlebench/containers";
import { UserError } from "@mlebench/core";
import { containerPaths } from "@mlebench/environment";
import type { RunSpecification } from "@mlebench/runner";
import { containerName, type RunPaths, runPaths } from "./run-paths.js";

/** Makes the directories of a run, without anything in them. */
export function makeDirectories(run: RunSpecification): RunPaths {
  const paths = runPaths(run);
  rmSync(paths.top, { recursive: true, force: true });
  // Nobody else of this machine may look into a run.
  for (const directory of [paths.home, paths.scratch]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  mkdirSync(paths.state, { mode: 0o700 });
  writeFileSync(paths.output, "", { mode: 0o600 });
  return paths;
}

/**
 * Fills the directory that becomes /home: with what the image has there, with the agent's own files if the image was not
 * built for it, and with the instructions.
 */
export async function fillHome(
  run: RunSpecification,
  paths: RunPaths,
  tool: InstalledTool,
  image: ImportedImage,
): Promise<void> {
  await copyHome(run, paths, tool, image);
  for (const name of ["data", "submission", "logs", "code", "agent"])
    mkdirSync(join(paths.home, name), { recursive: true });
  const { agent } = run;
  if (agent !== undefined && !existsSync(join(paths.home, "agent", "start.sh"))) {
    cpSync(agent.directory, join(paths.home, "agent"), { recursive: true, verbatimSymlinks: true });
    if (!existsSync(join(paths.home, "agent", "start.sh")))
      cpSync(agent.start, join(paths.home, "agent", "start.sh"));
  }
  for (const { name, text, mode } of homeFiles(containerPaths.home, { obfuscated: run.settings.obfuscated })
    .files) {
    const file = join(paths.home, name);
    if (run.settings.obfuscated || !existsSync(file)) {
      rmSync(file, { force: true });
      writeFileSync(file, text, { mode });
    }
  }
}

/** A container copies what its image has at /home. */
async function copyHome(
  run: RunSpecification,
  paths: RunPaths,
  tool: InstalledTool,
  image: ImportedImage,
): Promise<void> {
  const scratch = join(paths.top, "scratch-home");
  mkdirSync(scratch, { mode: 0o700 });
  const spec: ContainerSpec = {
    name: `${containerName(run)}-home`,
    labels: {},
    image,
    binds: [{ source: paths.home, target: "/mnt", readOnly: false }],
    scratch,
    workdir: "/",
    network: "none",
    gpus: false,
    // What its user may not read is nothing that the agent could.
    command: [
      "/bin/bash",
      "-c",
      "cd /home && cp -R --preserve=mode,timestamps,links . /mnt/ 2>/dev/null; exit 0",
    ],
  };
  const { exitCode, stderr } = await runProgram(toolDriver(tool.id).runCommand(tool, spec));
  rmSync(scratch, { recursive: true, force: true });
  if (exitCode !== 0)
    throw new UserError(
      `\`${tool.program}\` cannot run the image: ${stderr.trim().split("\n").slice(-3).join(" ") || `exit code ${exitCode}`}`,
      { file: image.reference },
    );
}

/** What the agent's container sees of this machine. */
export async function makeBinds(run: RunSpecification, paths: RunPaths): Promise<Bind[]> {
  const replaced = join(run.publicDirectory, "description.md");
  if (!existsSync(replaced)) {
    throw new UserError("The public data have no description.md", {
      file: run.publicDirectory,
      hint: `Prepare them again: \`mlebench prepare -c ${run.competition.facts.id}\`.`,
    });
  }
  const data = containerPaths.data;
  const binds: Bind[] = [{ source: paths.home, target: containerPaths.home, readOnly: false }];
  if (run.settings.obfuscated) {
    await linkTree(run.publicDirectory, paths.view);
    rmSync(join(paths.view, "description.md"), { force: true });
    writeFileSync(join(paths.view, "description.md"), run.description);
    binds.push({ source: paths.view, target: data, readOnly: true });
  } else {
    writeFileSync(paths.description, run.description);
    binds.push({ source: run.publicDirectory, target: data, readOnly: true });
    binds.push({ source: paths.description, target: `${data}/description.md`, readOnly: true });
  }
  return binds;
}

/** The name server where a program of the user connects the container. */
export function nameServerBind(paths: RunPaths): Bind {
  const source = join(paths.top, "resolv.conf");
  writeFileSync(source, `nameserver ${wayOutNameServer}\n`);
  return { source, target: "/etc/resolv.conf", readOnly: true };
}

/** Links to files take no space; where they are not possible, as from another file system, they are copies. */
async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for await (const entry of await opendir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_FICLONE));
  }
}

/** The answers, as `DEVICE:INODE` and path in turns: the directory, and some of what is in it. */
export function hiddenFiles(privateDirectory: string): string[] {
  const identify = (path: string): string[] => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found === undefined ? [] : [`${found.dev}:${found.ino}`, path];
  };
  const names = readdirSync(privateDirectory).slice(0, 5);
  return [privateDirectory, ...names.map((name) => join(privateDirectory, name))].flatMap(identify);
}
