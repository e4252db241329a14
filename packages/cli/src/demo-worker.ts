import { serveThread } from "@mlebench/grading/threads";
import { demoCompetition } from "./demo-competition.js";

serveThread(demoCompetition);
