import { parseArgs } from "node:util";
import { defaultDataDirectory, describeError } from "@mlebench/core";
import { settleCompiler } from "@mlebench/disk";
import { startGradingServer } from "./start-grading-server.js";

process.on("exit", settleCompiler);

const usage = `Usage: mlebench-grading-server --competition-id ID [options]

Validates submissions over HTTP: POST /validate, GET /health.

  --competition-id ID   id or package directory (or the variable COMPETITION_ID)
  --data-dir DIR        holds ID/prepared/private (default: mlebench's own)
  --private-dir DIR     a competition's prepared/private, instead of --data-dir
  --host HOST           default 127.0.0.1
  --port PORT           default 5000
  --log-file FILE       one JSON line per validation
  --max-bytes N         largest submission
  --max-memory N        memory for validating a submission, in bytes
  --max-seconds N       time limit for validating a submission
  --rate N[/SECONDS]    validations in any window of SECONDS (default: 10/60)
`;

const ask = (message: string): never => {
  process.stderr.write(`error: ${message}\n\n${usage}`);
  process.exit(2);
};

function readOptions() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      options: {
        "competition-id": text,
        "data-dir": text,
        "private-dir": text,
        host: text,
        port: text,
        "log-file": text,
        "max-bytes": text,
        "max-memory": text,
        "max-seconds": text,
        rate: text,
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    return ask((error as Error).message);
  }
}

function positive(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : ask(`--${name} must be a positive number.`);
}

function rateLimits(text: string | undefined): { rateRequests?: number; rateSeconds?: number } {
  if (text === undefined) return {};
  const [, requests, seconds = "60"] = /^([1-9]\d*)(?:\/([1-9]\d*))?$/.exec(text) ?? [];
  if (requests === undefined)
    return ask("--rate must be a number, such as 10, or one for a time, such as 10/60.");
  return { rateRequests: Number(requests), rateSeconds: Number(seconds) };
}

const values = readOptions();
if (values.help) {
  process.stdout.write(usage);
  process.exit(0);
}
const competition = values["competition-id"] ?? process.env.COMPETITION_ID;
if (!competition) ask("--competition-id is missing.");
const port = values.port ?? "5000";
if (!/^\d+$/.test(port) || Number(port) > 65535) ask("--port must be a number up to 65535.");

const stop = new AbortController();
// As a container's first process this one ends by no signal that it does not ask for.
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.abort());

try {
  const privateDirectory = values["private-dir"];
  const server = await startGradingServer({
    competition: competition as string,
    ...(privateDirectory !== undefined
      ? { privateDirectory }
      : { dataDirectory: values["data-dir"] ?? defaultDataDirectory() }),
    host: values.host,
    port: Number(port),
    logFile: values["log-file"],
    limits: {
      uploadBytes: positive("max-bytes", values["max-bytes"]),
      checkBytes: positive("max-memory", values["max-memory"]),
      checkSeconds: positive("max-seconds", values["max-seconds"]),
      ...rateLimits(values.rate),
    },
  });
  process.stdout.write(`listening on ${server.url}\n`);
  const close = (): void => void server.close().then(() => process.exit(0));
  stop.signal.addEventListener("abort", close);
  if (stop.signal.aborted) close();
} catch (error) {
  process.stderr.write(`error: ${describeError(error)}\n`);
  process.exit(1);
}
