import { describeError } from "@mlebench/core";
import { formatCsv, readCsvBytes } from "@mlebench/table";
import { competitionContract, createTestHarness } from "@mlebench/testkit";
import { describe, expect, test } from "vitest";
import { firstBoxPerClass } from "../src/first-box-per-class.js";
import { competition } from "../src/index.js";

competitionContract(import.meta.url);

describe("grading boxes", () => {
  const harness = createTestHarness(competition);

  function grade(...cells: readonly string[]): Promise<number> {
    const answers = ["a,3,10.0,20.0,90.0,80.0", "b,3,5.0,5.0,70.0,70.0", "c,14,0.0,0.0,1.0,1.0"];
    const rows = cells.map((cell, i) => `${"abc"[i]},${cell}`);
    return harness.grade({
      submission: ["image_id,PredictionString", ...rows].join("\n"),
      answers: ["image_id,class_id,x_min,y_min,x_max,y_max", ...answers].join("\n"),
    });
  }

  // Scores of the reference.
  test("the very first true box is never found, so that even the answers score less than 1", async () => {
    expect(await grade("3 1.0 10 20 90 80", "3 1.0 5 5 70 70", "14 1.0 0 0 1 1")).toBe(0.6262376237623762);
  });

  test("numbers are written as Python writes them, and classes lose their fraction", async () => {
    expect(await grade("3.9 1_0.0 1e1 +20 90. 080", "3 1e400 5 5 70 70", "14 .5 -0 0 1 1\t")).toBe(
      0.7524752475247524,
    );
  });

  test.each([
    ["3 1 10 20 90 80 ", "Extra space between numbers"],
    ["3 1  10 20 90 80", "Extra space between numbers"],
    ["3 1 10 20 90", "5 numbers"],
    ["3 1 10 20 90 eighty", "Invalid number 6: `eighty`"],
    ["nan 1 10 20 90 80", "class_id must be finite"],
    ["", "Missing value"],
  ])("refuses %j", async (cell, reason) => {
    const error = await grade("3 1 10 20 90 80", cell, "14 1 0 0 1 1").catch(describeError);
    expect(error).toContain(reason);
    expect(error).toContain('row 2, column "PredictionString"');
  });
});

test("the first box per class takes from each column the first value that is not missing", () => {
  const labels = readCsvBytes(
    new TextEncoder().encode(
      "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n" +
        "b,No finding,14,R1,,,,\n" +
        "b,ILD,5,,,2,30,40\n" +
        "b,ILD,5,R2,11.5,12,31,41\n" +
        "a,ILD,5,,1,2,3,4\n",
    ),
  );
  expect(Buffer.from(formatCsv(firstBoxPerClass(labels))).toString()).toBe(
    "image_id,class_id,class_name,rad_id,x_min,y_min,x_max,y_max\n" +
      "a,5,ILD,0,1.0,2.0,3.0,4.0\n" +
      "b,5,ILD,R2,11.5,2.0,30.0,40.0\n" +
      "b,14,No finding,R1,0.0,0.0,1.0,1.0\n",
  );
});

// What the reference's preparation makes of the same rows with pandas 2.2.3.
test.each([
  ["an integer stays one", ["a,A,3,R,1,1,1,3", "b,N,14,R,1,2,3,4"], ["a,3,A,R,1,1,1,3", "b,14,N,R,1,2,1,1"]],
  [
    "a word makes a mix",
    ["a,A,3,R,-0.0,1,word,3", "a,A,3,R,5,1,2,3", "b,N,14,R,,,,"],
    ["a,3,A,R,-0.0,1.0,word,3.0", "b,14,N,R,0.0,0.0,1.0,1.0"],
  ],
  [
    "so do booleans",
    ["a,A,3,R,1,1,True,3", "a,A,4,R,5,1,,3", "b,N,14,R,1,2,,4"],
    ["a,3,A,R,1,1,True,3", "a,4,A,R,5,1,0,3", "b,14,N,R,1,2,1.0,1"],
  ],
  [
    "classes may be words, and none of them is 14",
    ["a,A,x,R,1,1,1,3", "a,A,4,R,5,1,2,3", "b,N,14,R,,,,"],
    ["a,4,A,R,5.0,1.0,2.0,3.0", "a,x,A,R,1.0,1.0,1.0,3.0", "b,14,N,R,0.0,0.0,0.0,0.0"],
  ],
  [
    "a hole makes floats of classes",
    ["a,A,3,R,1,1,1,3", "a,A,,R,5,1,2,3", "b,N,14,R,,,,"],
    ["a,3.0,A,R,1.0,1.0,1.0,3.0", "b,14.0,N,R,0.0,0.0,1.0,1.0"],
  ],
  [
    "large integers stay exact",
    ["a,A,3,R,1,1,18446744073709551615,3", "b,N,14,R,1,2,9223372036854775808,4"],
    ["a,3,A,R,1,1,18446744073709551615,3", "b,14,N,R,1,2,1,1"],
  ],
])("%s", (_, rows, expected) => {
  const header = "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max";
  const labels = readCsvBytes(Buffer.from(`${[header, ...rows].join("\n")}\n`));
  const answers = ["image_id,class_id,class_name,rad_id,x_min,y_min,x_max,y_max", ...expected];
  expect(formatCsv(firstBoxPerClass(labels))).toBe(`${answers.join("\n")}\n`);
});
