import { meanAveragePrecisionAtK } from "@mlebench/metrics";
import { alignStrings, defineGrader } from "@mlebench/table";

export const grade = defineGrader({ id: "image", integers: ["hotel_id"] }, (submission, answers) => {
  const { yTrue, yPred } = alignStrings(submission, answers, { id: "image", target: "hotel_id" });
  const hotels = yTrue.map((hotel) => new Set([hotel]));
  const guesses = yPred.map((list) => list.split(" "));
  return meanAveragePrecisionAtK(hotels, guesses, 5);
});
