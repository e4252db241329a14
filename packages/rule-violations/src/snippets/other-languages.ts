import type { StringFact } from "../python/facts.js";

/** Languages in which programs are not parsed, by the extensions of their files. */
const languages: Readonly<Record<string, string>> = {
  r: "R",
  rmd: "R",
  qmd: "R",
  jl: "Julia",
  java: "Java",
  scala: "Scala",
  kt: "Kotlin",
  c: "C",
  cc: "C++",
  cpp: "C++",
  cxx: "C++",
  cu: "CUDA",
  rs: "Rust",
  go: "Go",
  js: "JavaScript",
  mjs: "JavaScript",
  ts: "TypeScript",
  pl: "Perl",
  rb: "Ruby",
  lua: "Lua",
  m: "MATLAB",
  cs: "C#",
  swift: "Swift",
  sas: "SAS",
  do: "Stata",
};

/** The language of a program that is not parsed; undefined for other files. */
export function otherLanguage(name: string): string | undefined {
  const extension = /\.(\w+)$/.exec(name)?.[1].toLowerCase() ?? "";
  return Object.hasOwn(languages, extension) ? languages[extension] : undefined;
}

const comment = /^\s*(#|\/\/|\/?\*|--|%)/;

/** Constant strings of a program in any language, line by line, without those in lines of comments. */
export function constantStrings(program: string): StringFact[] {
  return program.split("\n").flatMap((text, index) => {
    if (comment.test(text) || text.length > 10_000) return [];
    return stringsOfLine(text)
      .filter((value) => value.length >= 3 && value.length <= 4000)
      .map((value) => ({ value, line: index + 1 }));
  });
}

/** What stands between quotes. A quote that is not closed is looked for once, so that the time grows with the line. */
function stringsOfLine(line: string): string[] {
  const found: string[] = [];
  const open = new Set<string>();
  for (let i = 0; i < line.length; i++) {
    const quote = line[i];
    if (!/["'`]/.test(quote) || open.has(quote)) continue;
    let end = i + 1;
    while (end < line.length && line[end] !== quote) end += line[end] === "\\" ? 2 : 1;
    if (end < line.length) {
      found.push(line.slice(i + 1, end));
      i = end;
    } else open.add(quote);
  }
  return found;
}
