import { stripVTControlCharacters } from "node:util";
import { UserError } from "@mlebench/core";
import { environmentImage } from "@mlebench/environment";
import type { BuildImageOptions, ImageDigest } from "@mlebench/runner";
import type Docker from "dockerode";
import { engineMessage, unlessMissing } from "../engine/engine.js";
import { tarStream } from "./tar-stream.js";

interface BuildEvent {
  stream?: string;
  status?: string;
  id?: string;
  progress?: string;
  error?: string;
  errorDetail?: { code?: number };
  aux?: { ID?: string };
}

const keptLines = 20;

/**
 * Builds an image and gives its digest. The engine fetches a missing base image itself.
 * @throws UserError with the failing step and its last lines
 */
export async function buildImage(docker: Docker, options: BuildImageOptions): Promise<ImageDigest> {
  const { dockerfile = "Dockerfile", tag, onProgress } = options;
  let step: { number: number; count: number; instruction: string } | undefined;
  let last: string[] = [];
  const writeLine = (text: string): void => {
    for (const line of stripVTControlCharacters(text).split(/[\r\n]+/)) {
      if (line.trim() === "") continue;
      const found = /^Step (\d+)\/(\d+) : (.*)$/.exec(line);
      if (found !== null) {
        step = { number: Number(found[1]), count: Number(found[2]), instruction: found[3] };
        last = [];
      } else if (!/^ ---> |^Removing intermediate container /.test(line)) {
        last = [...last.slice(1 - keptLines), line];
      }
      onProgress?.({ ...(step && { step: step.number, steps: step.count }), text: line });
    }
  };
  const fail = (cause: unknown): UserError => {
    const message = engineMessage(cause);
    const where =
      step === undefined ? "" : ` at step ${step.number} of ${step.count}, \`${step.instruction}\``;
    const printed = last.length === 0 ? "" : `\n${last.map((line) => `  | ${line}`).join("\n")}\n`;
    return new UserError(`The image ${tag} could not be built${where}: ${message}${printed}`, {
      ...(/pull access denied|manifest unknown|dial tcp|no such host|i\/o timeout/i.test(message) && {
        hint: step?.instruction.startsWith(`FROM ${environmentImage}`)
          ? "Build the environment image first, with `mlebench env build`."
          : "The base image is neither here nor reachable. Use another one, such as one built locally.",
      }),
      cause,
    });
  };
  try {
    const context = tarStream(options.files);
    const stream = await docker.buildImage(context, {
      t: tag,
      dockerfile,
      buildargs: { ...options.buildArgs },
      labels: { ...options.labels },
      rm: true,
      forcerm: true,
      nocache: options.noCache ?? false,
      ...(options.platform !== undefined && { platform: options.platform }),
      ...(options.signal !== undefined && { abortSignal: options.signal }),
    });
    for await (const event of jsonLines<BuildEvent>(stream)) {
      if (event.error !== undefined) throw new Error(event.error);
      if (event.stream !== undefined) writeLine(event.stream);
      else if (event.status !== undefined && event.progress === undefined)
        writeLine(event.id === undefined ? event.status : `${event.id}: ${event.status}`);
    }
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw fail(error);
  }
  const digest = await imageDigest(docker, tag);
  if (digest === undefined)
    throw fail(new Error("the engine built it without an error, but it is not there"));
  return digest;
}

/** Undefined when there is no such image here. */
export async function imageDigest(docker: Docker, image: string): Promise<ImageDigest | undefined> {
  const found = await unlessMissing(docker.getImage(image).inspect());
  return found === undefined ? undefined : { id: found.Id, digests: found.RepoDigests ?? [] };
}

async function* jsonLines<Line>(stream: AsyncIterable<Uint8Array | string>): AsyncIterable<Line> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as Line;
  }
  if (rest.trim() !== "") yield JSON.parse(rest) as Line;
}
