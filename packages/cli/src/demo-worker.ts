import { serveThread } from "@mlebench/grading/threads";
import { demonstrate } from "./demonstrate.js";

serveThread(demonstrate);
