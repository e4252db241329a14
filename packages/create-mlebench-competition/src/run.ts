import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { OptionError } from "./option-error.js";
import { type CompetitionOptions, readOptions, usage } from "./options.js";
import { writePackage } from "./write-package.js";

/** What a clone of mlebench does besides: it has its own place for competitions, and installs and formats. */
export interface Workspace {
  /** Absolute path of the clone. */
  root: string;
  /** Called after the files are written, unless `--no-install` was given. */
  onWritten(options: CompetitionOptions, directory: string): void;
}

/**
 * Runs one command line.
 * @param argv without node and script
 * @param workspace the clone to add the competition to; without one, or with `--dir`, a package of its own is written
 * @returns exit code: 0 done, 1 an error that the user can fix, 2 invalid usage
 */
export async function run(argv: readonly string[], workspace?: Workspace): Promise<number> {
  try {
    const options = await askOnTerminal(argv);
    if (options === undefined) console.log(usage);
    else create(options, workspace);
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isUsage = error instanceof OptionError;
    console.error(
      isUsage ? `error: ${error.message}\nRun with --help for usage.` : `error: ${error.message}`,
    );
    return isUsage ? 2 : 1;
  }
}

async function askOnTerminal(argv: readonly string[]): Promise<CompetitionOptions | undefined> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return readOptions(argv);
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await readOptions(argv, (question) => terminal.question(question));
  } finally {
    terminal.close();
  }
}

function create(options: CompetitionOptions, workspace: Workspace | undefined): void {
  const isInWorkspace = workspace !== undefined && options.dir === undefined;
  const directory = isInWorkspace ? join(workspace.root, "competitions", options.id) : ownDirectory(options);
  const files = writePackage(options, directory, isInWorkspace ? "workspace" : "anywhere");
  const shown = relative(process.cwd(), directory) || directory;
  console.log(`Wrote ${shown}:\n${files.map((path) => `  ${path}`).join("\n")}`);
  if (!isInWorkspace) {
    console.log(`\nNext:\n  cd ${shown}\n  npm install\n  npm test\n  npm run build`);
    return;
  }
  if (options.install) workspace.onWritten(options, directory);
  const before = options.install ? "" : "\n  pnpm sync && pnpm install";
  // The reference has the competitions of the benchmark only, and so have the facts.
  const golden = options.facts ? " --reference ../mle-bench --python PYTHON    # records golden.json" : "";
  console.log(`\nNext: search for TODO in ${shown}, then${before}\n  pnpm check ${options.id}${golden}`);
}

/** The contract requires that the directory is named after the ID. */
function ownDirectory({ id, dir = id }: CompetitionOptions): string {
  const directory = resolve(dir);
  return basename(directory) === id && !existsSync(directory) ? directory : join(directory, id);
}
