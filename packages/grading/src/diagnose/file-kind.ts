/** Files that are no text, by their first bytes: what a person calls them. */
const signatures: readonly [bytes: string, name: string][] = [
  ["1f8b", "a gzip file"],
  ["504b0304", "a zip archive"],
  ["504b0506", "an empty zip archive"],
  ["d0cf11e0a1b11ae1", "an old Excel workbook (.xls) or another OLE document"],
  ["50415231", "a Parquet file"],
  ["934e554d5059", "a NumPy array (.npy)"],
  ["255044462d", "a PDF document"],
  ["89504e470d0a1a0a", "a PNG image"],
  ["ffd8ff", "a JPEG image"],
  ["474946383761", "a GIF image"],
  ["474946383961", "a GIF image"],
  ["49492a00", "a TIFF image"],
  ["4d4d002a", "a TIFF image"],
  ["425a6831", "a bzip2 file"],
  ["425a6839", "a bzip2 file"],
  ["fd377a585a00", "an xz file"],
  ["28b52ffd", "a Zstandard file"],
  ["04224d18", "an LZ4 file"],
  ["377abcaf271c", "a 7z archive"],
  ["526172211a07", "a RAR archive"],
  ["4152524f5731", "an Arrow file"],
  ["46454131", "a Feather file"],
  ["894844460d0a1a0a", "an HDF5 file"],
  ["53514c69746520666f726d6174203300", "an SQLite database"],
  ["7f454c46", "a program (ELF)"],
];

const packed = /gzip|zip archive|bzip2|xz|Zstandard|LZ4|7z|RAR|tar archive/;

/** What a file is that is no text in UTF-8, and what to do about it. */
export interface FileKind {
  name: string;
  fix: string;
}

/**
 * Recognizes a file that is no text by its first bytes: archives, tables in other formats, images, and text in
 * UTF-16 or UTF-32 with or without a byte-order mark. Undefined for everything else.
 * @param start the first bytes of the file; a few kilobytes are enough
 */
export function binaryKind(start: Buffer): FileKind | undefined {
  const hex = start.subarray(0, 16).toString("hex");
  const known = signatures.find(([bytes]) => hex.startsWith(bytes))?.[1];
  if (known !== undefined) return describeKind(known === "a zip archive" ? zipKind(start) : known);
  if (start.length > 262 && start.toString("latin1", 257, 262) === "ustar")
    return describeKind("a tar archive");
  if (start[0] === 0x80 && start[1] >= 2 && start[1] <= 5) return describeKind("a Python pickle");
  if (hex.startsWith("52494646") && start.toString("latin1", 8, 12) === "WEBP")
    return describeKind("a WebP image");
  const encoding = wideEncoding(start);
  return encoding === undefined
    ? undefined
    : { name: `text in ${encoding}`, fix: "Save it as UTF-8: in pandas, `to_csv(path, index=False)` does." };
}

function describeKind(name: string): FileKind {
  return {
    name,
    fix: packed.test(name)
      ? "Unpack it: the submission must be the CSV file itself."
      : "Write the table as CSV: in pandas, with `to_csv(path, index=False)`.",
  };
}

/** Excel's workbooks and NumPy's `.npz` are zips; their first members identify them. */
function zipKind(start: Buffer): string {
  const text = start.toString("latin1");
  if (text.includes("[Content_Types].xml") || text.includes("xl/")) return "an Excel workbook (.xlsx)";
  if (text.includes("opendocument.spreadsheet")) return "an OpenDocument spreadsheet (.ods)";
  return /^.{26,64}[\w/.-]+\.npy/s.test(text.slice(0, 256)) ? "a NumPy archive (.npz)" : "a zip archive";
}

/** UTF-16 or UTF-32: a byte-order mark, or text with every second byte, or three of four, zero. */
function wideEncoding(start: Buffer): string | undefined {
  const hex = start.subarray(0, 4).toString("hex");
  if (hex === "fffe0000" || hex === "0000feff") return "UTF-32";
  if (hex.startsWith("fffe") || hex.startsWith("feff")) return "UTF-16";
  const whole = start.subarray(0, Math.min(start.length, 256) & ~3);
  if (whole.length < 8) return undefined;
  const zeros = [0, 0, 0, 0];
  for (const [i, byte] of whole.entries()) if (byte === 0) zeros[i % 4]++;
  const each = whole.length / 4;
  const mostly = zeros
    .map((count) => count > 0.7 * each)
    .map(Number)
    .join("");
  const never = zeros.map((count) => count < 0.3 * each);
  if (mostly === "0111" || mostly === "1110") return "UTF-32 without a byte-order mark";
  if ((mostly === "0101" && never[0] && never[2]) || (mostly === "1010" && never[1] && never[3])) {
    return "UTF-16 without a byte-order mark";
  }
  return undefined;
}
