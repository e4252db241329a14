import { rocAuc } from "@mlebench/metrics";
import { alignScores, defineGrader } from "@mlebench/table";

export const grade = defineGrader(
  { id: "request_id", numbers: ["requester_received_pizza"] },
  (submission, answers) => {
    const columns = { id: "request_id", target: "requester_received_pizza" };
    const { yTrue, yScore } = alignScores(submission, answers, columns);
    return rocAuc(yTrue, yScore);
  },
);
