import { serveThread } from "@mlebench/disk/worker-pool";
import { prepareOne } from "./prepare-one.js";

serveThread(prepareOne);
