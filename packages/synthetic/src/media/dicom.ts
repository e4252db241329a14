const explicitLittleEndian = "1.2.840.10008.1.2.1";

/**
 * A DICOM file with one grayscale image of 8 bits per pixel and nothing else that is not needed to show it.
 * @param pixels `rows * columns` of them, an even number, row by row
 */
export function grayDicom(pixels: Uint8Array, rows: number, columns: number): Buffer {
  const syntax = element(0x0002, 0x0010, "UI", evenText(explicitLittleEndian, "\0"));
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from("DICM"),
    element(0x0002, 0x0000, "UL", unsigned(syntax.length, 4)),
    syntax,
    element(0x0028, 0x0002, "US", unsigned(1, 2)),
    element(0x0028, 0x0004, "CS", evenText("MONOCHROME2", " ")),
    element(0x0028, 0x0010, "US", unsigned(rows, 2)),
    element(0x0028, 0x0011, "US", unsigned(columns, 2)),
    element(0x0028, 0x0100, "US", unsigned(8, 2)),
    element(0x0028, 0x0101, "US", unsigned(8, 2)),
    element(0x0028, 0x0102, "US", unsigned(7, 2)),
    element(0x0028, 0x0103, "US", unsigned(0, 2)),
    element(0x7fe0, 0x0010, "OB", Buffer.from(pixels)),
  ]);
}

function element(group: number, number: number, type: string, value: Buffer): Buffer {
  const tag = Buffer.concat([unsigned(group, 2), unsigned(number, 2), Buffer.from(type)]);
  // OB has two reserved bytes and a long length, the other types a short one.
  const length =
    type === "OB" ? Buffer.concat([unsigned(0, 2), unsigned(value.length, 4)]) : unsigned(value.length, 2);
  return Buffer.concat([tag, length, value]);
}

function unsigned(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

function evenText(text: string, padding: string): Buffer {
  return Buffer.from(text.length % 2 === 0 ? text : text + padding, "latin1");
}
