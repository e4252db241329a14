import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SubmissionLine } from "@mlebench/grading";
import {
  type MockModels,
  type RecordedRequest,
  type ScriptedReply,
  startMockModels,
} from "@mlebench/mock-models";
import { type Model, openModel } from "@mlebench/models";

export interface JudgeHarness {
  directory: string;
  server: MockModels;
  model: Model;
  /** Writes a file of a run. */
  write: (path: string, text: string) => string;
  line: (run: string) => SubmissionLine;
  close: () => Promise<void>;
}

export type Answer = (system: string, user: string, request: RecordedRequest) => object | ScriptedReply;

/** A directory of runs, and a server that answers as a test says. */
export async function startJudge(answer: Answer): Promise<JudgeHarness> {
  const directory = mkdtempSync(join(tmpdir(), "mlebench-judge-"));
  const server = await startMockModels({
    otherwise: (request) => {
      const { messages } = request.body as { messages: { role: string; content: unknown }[] };
      const text = (role: string): string =>
        messages
          .filter((message) => message.role === role)
          .map(({ content }) => (typeof content === "string" ? content : JSON.stringify(content)))
          .join("\n");
      const reply = answer(`${text("system")}${text("developer")}`, text("user"), request);
      return "status" in reply || "body" in reply
        ? (reply as ScriptedReply)
        : { text: JSON.stringify(reply) };
    },
  });
  const model = openModel("openai-api/mock/judge", {
    baseUrl: server.url,
    environment: { MOCK_API_KEY: "secret" },
    cacheDirectory: join(directory, "replies"),
    retry: { attempts: 1 },
  });
  return {
    directory,
    server,
    model,
    write(path, text) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
      return join(directory, path);
    },
    line: (run) => ({
      competitionId: "spaceship-titanic",
      submissionPath: join(directory, run, "submission.csv"),
      logsPath: join(directory, run, "logs"),
      codePath: join(directory, run, "code"),
    }),
    async close() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export const no = { reasoning: "Nothing of it.", verdict: "no", quotation: "", confidence: 0.9 };
