/** One line per reason, with the IDs it applies to, so that equal failures are listed once. */
export function formatFailures(failures: readonly { id: string; reason: string }[]): string {
  const byReason = new Map<string, string[]>();
  for (const { id, reason } of failures) byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  return [...byReason]
    .map(([reason, ids]) => `  ${ids.join(", ")}: ${reason.replaceAll("\n", "\n    ")}`)
    .join("\n");
}
