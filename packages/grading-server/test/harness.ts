import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import {
  type GradingServer,
  type GradingServerOptions,
  startGradingServer,
  type ValidationRecord,
} from "../src/index.js";

export const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A competition whose grader does what the submission says. */
export const colorGuess = fileURLToPath(new URL("./fixtures/color-guess", import.meta.url));

/** What no agent may ever see. */
export const secret = "vermilion-4711";

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-grading-server-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export interface World {
  url: string;
  server: GradingServer;
  records: ValidationRecord[];
  /** The log's lines. */
  logged: () => ValidationRecord[];
  /** Names in the server's temporary directory: one directory per server, then one per submission. */
  leftovers: () => string[];
}

/** A server on a free port with Color Guess's answers. */
export async function serve(changes: Partial<GradingServerOptions> = {}): Promise<World> {
  const directory = temporaryDirectory();
  const answers = join(directory, "answers");
  mkdirSync(answers);
  writeFileSync(join(answers, "answers.csv"), `id,color\n1,${secret}\n`);
  const temporary = join(directory, "temporary");
  mkdirSync(temporary);
  const logFile = join(directory, "log/validations.jsonl");
  const records: ValidationRecord[] = [];
  const options = {
    competition: colorGuess,
    privateDirectory: answers,
    port: 0,
    logFile,
    onValidation: (record: ValidationRecord) => void records.push(record),
    temporaryDirectory: temporary,
    ...changes,
  } as GradingServerOptions;
  options.limits = { rateRequests: 1000, ...changes.limits };
  const server = await startGradingServer(options);
  onTestFinished(() => server.close());
  return {
    url: server.url,
    server,
    records,
    logged: () =>
      readFileSync(logFile, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as ValidationRecord),
    leftovers: () =>
      existsSync(temporary)
        ? readdirSync(temporary, { recursive: true, encoding: "utf8" }).filter((name) =>
            /submission-/.test(name),
          )
        : [],
  };
}

export interface Answer {
  status: number;
  body: { result?: string; error?: string; details?: string };
  headers: Headers;
}

async function answerOf(response: Response): Promise<Answer> {
  const body = (await response.json()) as Answer["body"];
  return { status: response.status, body, headers: response.headers };
}

/** A copy that is not shared memory, which the types of the DOM require. */
function bodyOf(content: string | Uint8Array): string | Uint8Array<ArrayBuffer> {
  return typeof content === "string" ? content : new Uint8Array(content);
}

/** Sends a submission as `curl -F file=@submission.csv` does. */
export async function sendForm(url: string, content: string | Uint8Array, field = "file"): Promise<Answer> {
  const form = new FormData();
  form.append(field, new Blob([bodyOf(content)]), "submission.csv");
  return answerOf(await fetch(`${url}/validate`, { method: "POST", body: form }));
}

/** Sends a submission as the body. */
export async function sendBody(
  url: string,
  content: string | Uint8Array,
  headers: Record<string, string> = { "content-type": "text/csv" },
): Promise<Answer> {
  return answerOf(await fetch(`${url}/validate`, { method: "POST", body: bodyOf(content), headers }));
}
