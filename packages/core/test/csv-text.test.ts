import { expect, test } from "vitest";
import { csvText, spreadsheetText } from "../src/index.js";

test("texts that a spreadsheet would run get an apostrophe, numbers none", () => {
  const rows = [["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", -1, "-inf", null, "a=b"]];
  expect(spreadsheetText(rows)).toBe("'=1+1,'+1,'-1,'@a,'\t=1,\"'\r=1\",-1,-inf,,a=b\n");
  expect(csvText([["=1+1", "-1"]])).toBe("=1+1,-1\n");
});
