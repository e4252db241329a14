import { UserError } from "@mlebench/core";
import { retryContext } from "./call.js";
import { createTransport, type Transport } from "./connection.js";
import { downloadFrom } from "./download.js";
import { isConfidential } from "./endpoint.js";
import { fileSource } from "./file-source.js";
import { contentLength } from "./remote-file.js";
import { withRetries } from "./retry.js";
import { discard } from "./send.js";
import type { DownloadedFile, DownloadOptions, TransportOptions } from "./types.js";

/** A public file that is not on Kaggle. */
export interface PublicFile {
  /** Its address: https, or http to this machine. */
  readonly url: string;
  /** Name for messages. */
  readonly name: string;
  /** The MD5 that it must have, in lower-case hexadecimal. */
  readonly md5?: string;
}

/**
 * Downloads a public file, without credentials, as `downloadCompetition` downloads data: to `<destination>.part`, resumed
 * where an earlier call stopped, retried after temporary errors, and verified before it gets its name. A web page in place
 * of the file is an error, unless the file's name says that it is text of that kind.
 *
 * Only one download to a destination at a time: callers hold a lock.
 * @throws UserError if the address cannot be used; KaggleError with `reason`: "not found", "denied", "network",
 * "rate limit", "server", "changed", "damaged", "disk", or "aborted". What has been downloaded stays for the next call.
 */
export async function downloadFile(
  file: PublicFile,
  destination: string,
  options: DownloadOptions & TransportOptions = {},
): Promise<DownloadedFile> {
  const { transport, source, mayBeText } = open(file, options);
  const { md5, name, url } = file;
  const request = { transport, id: name, origin: `file ${url}`, source, mayBeText };
  return downloadFrom({ ...request, ...(md5 !== undefined && { md5 }) }, destination, options);
}

/**
 * Asks for the head of a public file, to find out before long work whether it can be downloaded.
 * @returns its size, as far as the server gives it
 * @throws as {@link downloadFile}
 */
export async function checkFile(
  file: PublicFile,
  options: TransportOptions = {},
): Promise<{ bytes?: number }> {
  const { transport, source } = open(file, options);
  return withRetries(retryContext(transport), async () => {
    const answer = await source.look();
    discard(answer);
    const bytes = contentLength(answer.headers);
    return { ...(bytes !== undefined && { bytes }) };
  });
}

function open({ url, name }: PublicFile, options: TransportOptions) {
  const transport: Transport = createTransport(options);
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !isConfidential(address))
    throw new UserError(`The address of \`${name}\` cannot be used: ${url}`, {
      expected: "an https address, or http to this machine",
    });
  const mayBeText = /\.(html?|json|jsonl|svg|xml)$/i.test(name);
  const source = fileSource(transport, address, { name, mayBeText, signal: options.signal });
  return { transport, source, mayBeText };
}
