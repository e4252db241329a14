const secondsPer: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
/** Powers of 1024, as Docker reads them. */
const bytesPer: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  m: 2 ** 20,
  g: 2 ** 30,
  t: 2 ** 40,
};

/** "90", "90s", "15m", "24h" or "1d" in seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, secondsPer);
}

/** "1073741824", "512m", "16g", "16GB" or "1.5 GiB" in bytes, by powers of 1024; undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const amount = parseQuantity(text.replace(/(?<=[kmgt])i?b$/i, ""), bytesPer);
  return amount === undefined ? undefined : Math.floor(amount);
}

/** Seconds, for people. */
export function formatDuration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
}

const decimalUnits = ["B", "kB", "MB", "GB", "TB"];

/** A size on a disk or of a download, for people: `23.2 kB`, `1.2 GB`; powers of 1000. */
export function formatBytes(bytes: number): string {
  const power = Math.min(
    decimalUnits.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)),
  );
  const amount = bytes / 1000 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${decimalUnits[power]}`;
}

const binaryUnits = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** A limit of memory or of a submission, for people: `1 GiB`, `1.5 MiB`, `12 bytes`; powers of 1024. */
export function formatMemory(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1024 && unit < binaryUnits.length - 1) {
    amount /= 1024;
    unit++;
  }
  return `${Number(amount.toFixed(1))} ${binaryUnits[unit]}`;
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match === null ? undefined : units[match[2].toLowerCase()];
  if (match === null || factor === undefined) return undefined;
  const amount = Number(match[1]) * factor;
  return amount > 0 && Number.isFinite(amount) ? amount : undefined;
}
