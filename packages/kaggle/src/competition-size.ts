import { callKaggle, competitionService, type JsonObject, numberOf, objectsOf } from "./call.js";
import { connectionOf } from "./connection.js";
import { checkedCompetition } from "./endpoint.js";
import type { CompetitionSize, KaggleClient } from "./types.js";

/**
 * Unpacked size of a competition's data, in one request for any number of files.
 * @throws KaggleError as `checkCompetition`, and for rules that are not accepted or a competition that is not there
 */
export async function competitionSize(client: KaggleClient, id: string): Promise<CompetitionSize> {
  const summary = await callKaggle(connectionOf(client), {
    service: competitionService,
    method: "GetCompetitionDataFilesSummary",
    fields: { competitionName: checkedCompetition(id) },
    subject: `the size of the data of ${id}`,
    competition: id,
  });
  const info = (summary.fileSummaryInfo ?? {}) as JsonObject;
  const kinds = objectsOf(info.fileTypes);
  const sum = (name: string): number => kinds.reduce((total, kind) => total + (numberOf(kind[name]) ?? 0), 0);
  return { files: numberOf(info.totalFileCount) ?? sum("fileCount"), bytes: sum("totalSize") };
}
