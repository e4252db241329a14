import { UserError } from "@mlebench/core";
import type { Download } from "../prepare/options.js";
import { recordDownload } from "../state/records.js";
import { runTransition } from "../state/states.js";
import { discardDownload } from "./discard.js";
import type { RawJob } from "./raw-data.js";

const maxDownloads = 3;

/**
 * Downloads the archive, and again if what came is not an archive: the log-in page of a network, or a file that ends
 * early although the server did not send its size.
 * @returns its MD5, if the download has computed it
 */
export async function downloadArchive(job: RawJob, download: Download): Promise<string | undefined> {
  const { competition, paths, options } = job;
  const { onMessage } = options;
  onMessage?.(`Downloading the data of ${competition.facts.id} to ${paths.zip}`);
  for (let attempt = 1; ; attempt += 1) {
    const md5 = await runTransition("download", options, () => downloadOnce(job, download));
    try {
      await checkReadable(paths.zip);
      return md5;
    } catch (error) {
      await discardDownload(paths, options);
      if (attempt === maxDownloads) throw notAnArchive(error, attempt);
      onMessage?.(`The downloaded file is not an archive (${(error as Error).message}). Downloading again.`);
    }
  }
}

async function downloadOnce(
  { competition, paths, options }: RawJob,
  download: Download,
): Promise<string | undefined> {
  const { onProgress, onMessage } = options;
  const downloaded = await download({ competition, destination: paths.zip, onProgress, onMessage });
  recordDownload(paths.home, paths.zip, downloaded?.md5);
  return downloaded?.md5;
}

async function checkReadable(zip: string): Promise<void> {
  const { archiveFormat, estimateExtractedSize } = await import("@mlebench/archives");
  // A zip's table of contents is at its end: if it can be read, the file is complete.
  if ((await archiveFormat(zip)) === "zip") await estimateExtractedSize(zip);
}

function notAnArchive(error: unknown, attempts: number): UserError {
  return new UserError(
    `The downloaded file is not an archive, ${attempts} times: ${(error as Error).message}`,
    {
      expected: "a zip file",
      hint: "A proxy or a log-in page of the network may answer in place of Kaggle. Open https://www.kaggle.com in a browser, then run this again.",
      cause: error,
    },
  );
}
