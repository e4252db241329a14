const maxListed = 8;

/** Fails a contract test: a headline, at most 8 differences, and what to do. */
export function failWith(headline: string, differences: readonly string[], fix: string): never {
  const listed = differences.slice(0, maxListed).map((line) => `  ${line}`);
  const rest = differences.length - listed.length;
  throw new Error([headline, ...listed, ...(rest > 0 ? [`  and ${rest} more`] : []), fix].join("\n"));
}
