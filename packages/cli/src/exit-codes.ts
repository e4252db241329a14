/** What the process says when it ends. */
export const exitCodes = { ok: 0, userError: 1, wrongUsage: 2, graderError: 3, interrupted: 130 } as const;
