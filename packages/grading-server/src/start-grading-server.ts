import { mkdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import {
  type Competition,
  type CompetitionFacts,
  competitionPaths,
  isPrepared,
  UserError,
} from "@mlebench/core";
import { type ImportableCompetition, importableCompetition } from "./competition-package.js";
import { createHandler } from "./handler.js";
import { type ServerLimits, serverLimits } from "./limits.js";
import { makeTemporaryDirectory } from "./temporary-directory.js";
import { openValidationLog, type ValidationRecord } from "./validation-log.js";

interface CommonOptions {
  /** A competition, its id, or the path of its package. */
  competition: Pick<Competition, "facts" | "directory"> | string;
  /** @default "127.0.0.1" */
  host?: string;
  /** 0 takes any free port. @default 5000 */
  port?: number;
  limits?: Partial<ServerLimits>;
  /** Gets one JSON line per validation. Keep it where agents cannot read it. */
  logFile?: string;
  /** Gets what the log gets, before the agent has its answer. */
  onValidation?: (record: ValidationRecord) => void;
  /** Holds a submission while it is validated. @default the system's temporary directory */
  temporaryDirectory?: string;
}

/** Where the answers are: in a data directory, or in a competition's `prepared/private` alone. */
export type GradingServerOptions = CommonOptions &
  ({ dataDirectory: string; privateDirectory?: never } | { privateDirectory: string; dataDirectory?: never });

export interface GradingServer {
  /** Such as `http://127.0.0.1:5000`. */
  url: string;
  /** Stops at once: what is being validated is given up, temporary files are removed. */
  close(): Promise<void>;
}

/**
 * Serves `POST /validate` and `GET /health`. Of the data only the answers are needed; submissions are validated in
 * a subprocess, one at a time.
 * @throws UserError when the competition is not installed or not prepared, or host and port cannot be had
 */
export async function startGradingServer(options: GradingServerOptions): Promise<GradingServer> {
  const limits = serverLimits(options.limits);
  const competition = await importableCompetition(options.competition);
  const temporary = makeTemporaryDirectory(realpathSync(options.temporaryDirectory ?? tmpdir()));
  const removeTemporary = (): void => rmSync(temporary, { recursive: true, force: true });
  process.once("exit", removeTemporary);
  const log = await orElse(removeTemporary, () => openValidationLog(options.logFile, options.onValidation));
  const stopped = new AbortController();
  let server: Server | undefined;
  const close = async (): Promise<void> => {
    stopped.abort();
    if (server !== undefined) await stop(server);
    await handler?.idle();
    log.close();
    removeTemporary();
    process.off("exit", removeTemporary);
  };
  let handler: ReturnType<typeof createHandler> | undefined;
  return orElse(close, async () => {
    const dataDirectory = findAnswers(competition, options, temporary);
    handler = createHandler({ competition, dataDirectory, temporary, limits, log, stopped: stopped.signal });
    server = createServer(
      {
        maxHeaderSize: limits.headerBytes,
        headersTimeout: 10_000,
        requestTimeout: 0,
        keepAliveTimeout: 5_000,
      },
      handler.handle,
    );
    server.maxConnections = 64;
    // A client that asks first (`Expect: 100-continue`) is rejected before it sends gigabytes.
    server.on("checkContinue", handler.handle);
    const address = await listen(server, options.host ?? "127.0.0.1", options.port ?? 5000);
    const host = address.family === "IPv6" ? `[${address.address}]` : address.address;
    let closing: Promise<void> | undefined;
    return {
      url: `http://${host}:${address.port}`,
      close() {
        closing ??= close();
        return closing;
      },
    };
  });
}

/** Runs something, and the clean-up when it fails. */
async function orElse<Result>(
  cleanUp: () => void | Promise<void>,
  run: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** A data directory that holds the competition's answers, made of links when only those are there. */
function findAnswers(
  { facts }: ImportableCompetition,
  options: GradingServerOptions,
  temporary: string,
): string {
  const dataDirectory =
    options.dataDirectory !== undefined
      ? resolve(options.dataDirectory)
      : (holderOf(facts, resolve(options.privateDirectory)) ??
        linkPrivate(facts, resolve(options.privateDirectory), join(temporary, "data")));
  if (isPrepared(facts, dataDirectory, { gradingOnly: true })) return dataDirectory;
  throw new UserError(`Answers of \`${facts.id}\` not found`, {
    file: options.privateDirectory ?? competitionPaths(dataDirectory, facts).answers,
    hint: `Run \`mlebench prepare -c ${facts.id}\`.`,
  });
}

/** The data directory that a private directory in its usual place is part of: a link to the answers is not needed then. */
function holderOf(facts: CompetitionFacts, privateDirectory: string): string | undefined {
  const above = dirname(dirname(dirname(privateDirectory)));
  return competitionPaths(above, facts).private === privateDirectory ? above : undefined;
}

function linkPrivate(facts: CompetitionFacts, privateDirectory: string, dataDirectory: string): string {
  const link = competitionPaths(dataDirectory, facts).private;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(privateDirectory, link, "junction");
  return dataDirectory;
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((settle, fail) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "the port is taken" : cause.message;
      fail(new UserError(`The server cannot listen on ${host}:${port}: ${why}`, { cause }));
    });
    server.listen(port, host, () => settle(server.address() as AddressInfo));
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((settle) => {
    server.close(() => settle());
    server.closeAllConnections();
  });
}
