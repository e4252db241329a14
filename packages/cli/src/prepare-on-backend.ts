import { existsSync, mkdtempSync, readFileSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeError, UsageError } from "@mlebench/core";
import { makeDirectory } from "@mlebench/disk";
import {
  type Backend,
  type CommandEvent,
  type CommandLimits,
  lastLogLines,
  type MachineCommand,
} from "@mlebench/runner";
import { type BackendOptions, openBackend } from "./backends.js";
import { find } from "./competitions.js";
import type { PrepareOutcome, PrepareSetup } from "./prepare-one.js";
import { note } from "./terminal.js";

/** Opens the backend that is to prepare data, and asks it whether it can. */
export async function openPreparingBackend(
  id: string,
  limits: CommandLimits,
  options: BackendOptions = {},
): Promise<Backend> {
  const backend = await openBackend({ backend: id, options });
  if (backend.commands === undefined)
    throw new UsageError(`The backend \`${backend.id}\` cannot prepare data`, {
      expected: "a backend with machines that share this one's files, such as those of a cluster",
      hint: "Prepare on this machine without `--backend`.",
    });
  await backend.commands.check(limits);
  return backend;
}

export interface PrepareOnBackendOptions {
  setup: PrepareSetup;
  /** How many at a time. */
  jobs: number;
  limits: CommandLimits;
  signal: AbortSignal;
  /** Called for each that has ended, and for none that was canceled. */
  settle: (reference: string, outcome: PrepareOutcome) => void;
}

/** Prepares competitions with a command each on the machines of a backend. */
export async function prepareOnBackend(
  backend: Backend,
  references: readonly string[],
  { setup, jobs, limits, signal, settle }: PrepareOnBackendOptions,
): Promise<void> {
  const known: { reference: string; id: string }[] = [];
  for (const reference of references) {
    try {
      known.push({ reference, id: (await find(reference)).facts.id });
    } catch (error) {
      settle(reference, { id: reference, status: "failed", error: describeError(error) });
    }
  }
  if (known.length === 0) return;
  const shared = join(setup.dataDirectory, ".prepare-jobs");
  makeDirectory(shared);
  const directory = mkdtempSync(join(shared, `${process.pid}-`));
  const commands = known.map(({ reference, id }, index): MachineCommand => {
    const given = reference === id ? id : resolve(reference);
    return {
      script: [realpathSync(process.argv[1]), "prepare", "-c", given, ...flagsOf(setup)],
      environment: lentVariables(),
      cwd: process.cwd(),
      output: join(directory, `${index}.json`),
      log: join(directory, `${index}-${id}.log`),
    };
  });
  let hasLogs = false;
  const onEvent = (event: CommandEvent): void => {
    const { reference, id } = known[event.index];
    if (event.type === "queued") note(`${id}: queued as ${event.where}`);
    else if (event.type === "running") note(`${id}: running on ${event.where}`);
    else if (!signal.aborted) {
      const { output, log } = commands[event.index];
      const outcome = readOutcome(output);
      hasLogs ||= outcome === undefined && existsSync(log);
      settle(reference, outcome ?? lostOutcome(id, event, log));
    }
  };
  await backend.commands?.execute(commands, {
    ...{ label: "prepare", directory, atOnce: jobs, limits, signal, onEvent },
  });
  if (hasLogs) return;
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  try {
    rmdirSync(shared);
  } catch {
    // Others prepare too, or have left logs.
  }
}

/** The same as of this command, for one competition. */
function flagsOf({ dataDirectory, mini, from, seed, size, keepRaw, fresh, ...rest }: PrepareSetup): string[] {
  const { skipVerification, overwriteChecksums, link, verbose } = rest;
  const flag = (name: string, isGiven: boolean | undefined): string[] => (isGiven ? [name] : []);
  const value = (name: string, given: string | number | undefined): string[] =>
    given === undefined ? [] : [name, String(given)];
  return [
    ...["--json", "--data-dir", dataDirectory],
    ...flag("--mini", mini),
    ...value("--from", from === undefined ? undefined : resolve(from)),
    ...value("--seed", seed),
    ...value("--size", size),
    ...flag("--keep-raw", keepRaw),
    ...flag("--fresh", fresh),
    ...flag("--skip-verification", skipVerification),
    ...flag("--overwrite-checksums", overwriteChecksums),
    ...value("--link", link),
    ...flag("--verbose", verbose),
  ];
}

/** Variables that preparing needs: credentials of Kaggle, proxies, and certificates. */
function lentVariables(): Record<string, string> {
  const wanted = /^(KAGGLE_|MLEBENCH_|XDG_|SSL_CERT_)|^NODE_EXTRA_CA_CERTS$|_proxy$/i;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      wanted.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

/** What the command printed with `--json`, which has its keys in snake case; undefined if it printed no outcome. */
function readOutcome(file: string): PrepareOutcome | undefined {
  try {
    const [outcome] = JSON.parse(readFileSync(file, "utf8")) as [PrepareOutcome & { linked_bytes?: number }];
    const { linked_bytes: linkedBytes, ...rest } = outcome;
    return rest.status === "failed" ? rest : { ...rest, linkedBytes: linkedBytes ?? 0 };
  } catch {
    return undefined;
  }
}

function lostOutcome(
  id: string,
  { exitCode, reason }: Extract<CommandEvent, { type: "ended" }>,
  log: string,
): PrepareOutcome {
  const why = reason ?? `the command ended with exit code ${exitCode}`;
  if (!existsSync(log)) return { id, status: "failed", error: why };
  const lines = lastLogLines(log, 3).map((line) => `\n| ${line}`);
  return { id, status: "failed", error: `${why}. Log: ${log}${lines.join("")}` };
}
