import { expect, test } from "vitest";
import { isNotReadNote, notReadNote } from "../../src/read/list-files.js";
import { createNotes, maxNotes } from "../../src/read/notes.js";

test("keeps each note once, and counts those above a limit", () => {
  const notes = createNotes();
  for (let i = 0; i < maxNotes + 5; i++) for (const _ of [1, 2]) notes.add(`${i}: skipped (link)`);
  expect(notes.list().slice(-2)).toEqual([`${maxNotes - 1}: skipped (link)`, "10 more notes"]);
  expect(notes.list()).toHaveLength(maxNotes + 1);
});

test("a file that was not read is not lost among those above the limit", () => {
  const notes = createNotes();
  for (let i = 0; i < maxNotes; i++) notes.add(`${i}: skipped (link)`);
  expect(notes.list().some(isNotReadNote)).toBe(false);
  notes.add(notReadNote("a.py", new Error("no")));
  expect(notes.list().some(isNotReadNote)).toBe(true);
});
