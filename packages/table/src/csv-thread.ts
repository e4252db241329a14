import { serveThreadTeam } from "@mlebench/disk/thread-team";
import { rowGatherer } from "./csv/large/gather-rows.js";
import { chunkObserver } from "./csv/large/observe-chunk.js";
import type { CsvThreadSetup } from "./csv-threads.js";

serveThreadTeam<CsvThreadSetup, unknown>((started) =>
  started.task === "observe" ? chunkObserver(started.setup) : rowGatherer(started.setup),
);
