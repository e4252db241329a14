import type { Download, DownloadFile } from "@mlebench/datasets";
import {
  connectToKaggle,
  describeMissingCredentials,
  downloadCompetition,
  downloadFile,
  findKaggleCredentials,
  type KaggleClient,
} from "@mlebench/kaggle";

export type WriteLine = (line: string) => void;

/**
 * Connects to Kaggle with the credentials found.
 * @throws UserError that says where to get them and where to save them, if there are none
 */
export function connect(note: WriteLine, warn: WriteLine): KaggleClient {
  const credentials = findKaggleCredentials();
  if (credentials === undefined) throw describeMissingCredentials();
  credentials.warnings.forEach(warn);
  return connectToKaggle({ credentials, onMessage: note });
}

/** Downloads a competition's archive for `prepareDataset`. Credentials are looked up when it is called. */
export function kaggleDownload(note: WriteLine): Download {
  return ({ competition, destination, onProgress, onMessage }) => {
    // Warnings were printed when access was checked.
    const client = connect(note, () => {});
    return downloadCompetition(client, competition.facts.id, destination, { onProgress, onMessage });
  };
}

/** Downloads a raw file that is not on Kaggle for `prepareDataset`, without credentials. */
export const publicDownload: DownloadFile = ({ file, destination, onProgress, onMessage }) =>
  downloadFile(file, destination, { onProgress, onMessage });
