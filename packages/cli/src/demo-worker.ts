import { serveThread } from "@mlebench/disk/worker-pool";
import { demoCompetition } from "./demo-competition.js";

serveThread(demoCompetition);
