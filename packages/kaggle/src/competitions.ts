import {
  type Call,
  callKaggle,
  competitionService,
  currentToken,
  type JsonObject,
  numberOf,
  objectsOf,
  textOf,
} from "./call.js";
import { type Connection, connectionOf } from "./connection.js";
import { checkedCompetition, competitionPage, rulesPage } from "./endpoint.js";
import { isKaggleError, KaggleError } from "./kaggle-error.js";
import { allPages } from "./pages.js";
import { secretOf } from "./secrets.js";
import type { CompetitionAccess, CompetitionFile, KaggleClient } from "./types.js";

/**
 * Asks Kaggle who the credentials belong to. An API key is only proven by the first real call; here its own user name
 * is returned without asking.
 * @throws KaggleError reason "credentials" when they are not good (any more); others when there is no answer
 */
export async function checkCredentials(client: KaggleClient): Promise<{ username?: string }> {
  const connection = connectionOf(client);
  const secret = secretOf(connection.credentials);
  if (secret.kind === "pair") return { username: secret.username };
  const refused = () =>
    new KaggleError("credentials", `Kaggle does not know the token from ${connection.credentials.source}`, {
      hint: "Create a new token at https://www.kaggle.com/settings/api and store it there.",
    });
  const token = await currentToken(connection);
  const answer = await callKaggle(connection, introspection(token)).catch((error: unknown) => {
    const isRefused = isKaggleError(error) && [400, 403, 404].includes(error.status ?? 0);
    throw isRefused ? refused() : error;
  });
  const username = textOf(answer.username);
  if (answer.active !== true || username === undefined) throw refused();
  return { username };
}

const introspection = (token: string): Call => ({
  service: "security.OAuthService",
  method: "IntrospectToken",
  fields: { token },
  subject: "the account of the credentials",
});

/**
 * Whether the data of a competition can be downloaded, without touching the download itself, which Kaggle throttles.
 *
 * - "ready": joined, and there are data;
 * - "rules not accepted": `page` is where to accept them. Kaggle reports who has *joined*; whoever accepted rules on the
 *   Data tab of a competition that nobody can join any more may be reported here although downloads work;
 * - "no longer available": Kaggle knows the competition and has no data of it any more;
 * - "not found": Kaggle does not know the id: misspelt, or taken off the site;
 * - "denied": misspelt or private; Kaggle answers the same for both.
 * @throws KaggleError for bad credentials, no network, throttling, an ailing server
 */
export async function checkCompetition(client: KaggleClient, id: string): Promise<CompetitionAccess> {
  const connection = connectionOf(client);
  const page = competitionPage(checkedCompetition(id));
  let facts: JsonObject;
  try {
    facts = await getCompetition(connection, id);
  } catch (error) {
    if (!isKaggleError(error)) throw error;
    if (error.status === 410) return { id, status: "no longer available", page };
    if (error.reason === "not found") return { id, status: "not found", page };
    if (error.reason === "rules") return { id, status: "rules not accepted", page: rulesPage(id) };
    if (error.reason === "denied") return { id, status: "denied", page };
    throw error;
  }
  const title = textOf(facts.title);
  const teamCount = numberOf(facts.teamCount);
  const known = { id, ...(title !== undefined && { title }), ...(teamCount !== undefined && { teamCount }) };
  if (facts.userHasEntered !== true) return { ...known, status: "rules not accepted", page: rulesPage(id) };
  try {
    const list = await callKaggle(connection, {
      ...fileList(id),
      fields: { competitionName: id, pageSize: 1 },
    });
    if (objectsOf(list.files).length === 0) return { ...known, status: "no longer available", page };
  } catch (error) {
    if (!isKaggleError(error)) throw error;
    if (error.reason === "not found") return { ...known, status: "no longer available", page };
    if (error.reason === "rules") return { ...known, status: "rules not accepted", page: rulesPage(id) };
    if (error.reason === "denied") return { ...known, status: "denied", page };
    throw error;
  }
  return { ...known, status: "ready", page };
}

/** What Kaggle says about a competition. */
export function getCompetition(connection: Connection, id: string): Promise<JsonObject> {
  return callKaggle(connection, {
    service: competitionService,
    method: "GetCompetition",
    fields: { competitionName: id },
    subject: `the competition ${id}`,
    competition: id,
  });
}

const fileList = (id: string): Call => ({
  service: competitionService,
  method: "ListDataFiles",
  fields: { competitionName: id },
  subject: `the file list of ${id}`,
  competition: id,
});

/**
 * All files of a competition's data, as they will be after unpacking the download; all pages.
 * @throws KaggleError as {@link checkCompetition}, and for rules that are not accepted or a competition that is not there
 */
export async function listCompetitionFiles(client: KaggleClient, id: string): Promise<CompetitionFile[]> {
  const connection = connectionOf(client);
  const files: CompetitionFile[] = [];
  for await (const page of allPages(connection, fileList(checkedCompetition(id))))
    for (const file of objectsOf(page.files)) {
      const created = textOf(file.creationDate);
      files.push({
        name: textOf(file.name) ?? textOf(file.ref) ?? "",
        bytes: numberOf(file.totalBytes) ?? 0,
        ...(created !== undefined && { created }),
      });
    }
  return files;
}
