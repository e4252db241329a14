import { describe, expect, test } from "vitest";
import { tokenize } from "./workspace.js";

describe("tokens", () => {
  test("are named nodes in parentheses, without names and values", async () => {
    const { tokens } = await tokenize("x = 'a' # comment\n");
    expect(tokens.join(" ")).toBe(
      "( module ( expression_statement ( assignment ( identifier ) ( string ( string_start ) ( string_content ) ( string_end ) ) ) ) )",
    );
    expect((await tokenize("other = 'b'\n")).tokens).toEqual(tokens);
  });

  test("nest as deeply as the code does", async () => {
    const depth = 20_000;
    const { tokens } = await tokenize(`x = ${"[".repeat(depth)}${"]".repeat(depth)}\n`);
    expect(tokens.filter((token) => token === "list").length).toBeGreaterThanOrEqual(1);
    expect(tokens.filter((token) => token === "(")).toHaveLength(tokens.length / 3);
  });

  test("exist for anything, also for what is no Python", async () => {
    for (const text of ["", "\u0000", "}{)(", "\ud800", "🎈".repeat(99), "def f(:\n\tx\n  y"])
      expect((await tokenize(text)).tokens.length % 3).toBe(0);
  });
});
