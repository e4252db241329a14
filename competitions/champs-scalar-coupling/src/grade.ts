import { meanLogAbsoluteErrorByGroup, toFiniteFloats } from "@mlebench/metrics";
import { defineGrader, mergeById, requireColumns, requireSameIds } from "@mlebench/table";

const target = "scalar_coupling_constant";

export const grade = defineGrader(
  { id: "id", numbers: [target], classes: ["type"] },
  (submission, answers) => {
    requireColumns(submission, [target, "id"]);
    requireSameIds(submission, answers, "id");
    // Refused here, a bad value is named by its row in the file; the metric knows only rows of a group.
    toFiniteFloats("yPred", submission.column(target));
    const merged = mergeById(submission, answers, "id");
    return meanLogAbsoluteErrorByGroup(
      merged.answers.column(target),
      merged.submission.column(target),
      merged.answers.column("type"),
    );
  },
);
