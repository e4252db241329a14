const seconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
// Powers of 1024, as docker means them.
const bytes: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** "90", "90s", "15m", "24h" or "1d" in seconds; undefined for anything else. */
export function readDuration(text: string): number | undefined {
  return readQuantity(text, seconds);
}

/** "1073741824", "512m", "16g", "16GB" or "1.5 GiB" in bytes, by powers of 1024; undefined for anything else. */
export function readBytes(text: string): number | undefined {
  const amount = readQuantity(text.replace(/(?<=[kmgt])i?b$/i, ""), bytes);
  return amount === undefined ? undefined : Math.floor(amount);
}

function readQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match === null ? undefined : units[match[2].toLowerCase()];
  if (match === null || factor === undefined) return undefined;
  const amount = Number(match[1]) * factor;
  return amount > 0 && Number.isFinite(amount) ? amount : undefined;
}
