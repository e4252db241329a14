import type { Download } from "@mlebench/datasets";
import {
  connectToKaggle,
  describeMissingCredentials,
  downloadCompetition,
  findKaggleCredentials,
  type KaggleClient,
} from "@mlebench/kaggle";

export type WriteLine = (line: string) => void;

/**
 * Connects with whatever credentials there are.
 * @throws UserError that says where to get them and where to put them
 */
export function connect(note: WriteLine, warn: WriteLine): KaggleClient {
  const credentials = findKaggleCredentials();
  if (credentials === undefined) throw describeMissingCredentials();
  credentials.warnings.forEach(warn);
  return connectToKaggle({ credentials, onMessage: note });
}

/** How `prepareDataset` gets a competition's archive. Credentials are looked for when it is first used. */
export function kaggleDownload(note: WriteLine): Download {
  return ({ competition, destination, onProgress, onMessage }) => {
    // Warnings were given when access was checked.
    const client = connect(note, () => {});
    return downloadCompetition(client, competition.facts.id, destination, { onProgress, onMessage });
  };
}
