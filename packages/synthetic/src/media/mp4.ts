import { tinyJpeg } from "./jpeg.js";

/** Frames are JPEGs of this many pixels a side. */
const side = 8;
const framesPerSecond = 25;
/** Object type "JPEG visual" of MPEG-4 systems (ISO/IEC 14496-1). */
const jpegVisual = 0x6c;
/** Rows of the identity matrix: neither turned nor scaled. */
const identity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

/**
 * An MP4 video of 8 × 8 pixels and 25 frames per second, each frame a JPEG of one shade (ISO/IEC 14496-12 and -14).
 * @param shades of the frames: integers from 0 (black) to 255 (white), at least one
 */
export function tinyMp4(shades: readonly number[]): Buffer {
  const frames = shades.map((shade) => tinyJpeg(shade));
  const type = box("ftyp", ascii("isom"), uint32(0x200), ascii("isommp42"));
  const data = box("mdat", ...frames);
  const track = box("trak", trackHeader(frames.length), media(frames, type.length + 8));
  return Buffer.concat([type, data, box("moov", movieHeader(frames.length), track)]);
}

function movieHeader(frames: number): Buffer {
  const times = [0, 0, framesPerSecond, frames];
  // Speed 1, full volume, then reserved fields.
  const rate = [uint32(0x10000, 0x01000000), Buffer.alloc(8)];
  const nextTrack = [Buffer.alloc(24), uint32(2)];
  return fullBox("mvhd", 0, uint32(...times), ...rate, uint32(...identity), ...nextTrack);
}

function trackHeader(frames: number): Buffer {
  const isEnabledAndUsed = 3;
  const size = uint32(side << 16, side << 16);
  const head = uint32(0, 0, 1, 0, frames);
  return fullBox("tkhd", isEnabledAndUsed, head, Buffer.alloc(16), uint32(...identity), size);
}

function media(frames: readonly Uint8Array[], dataOffset: number): Buffer {
  const undetermined = 0x55c4;
  const header = fullBox("mdhd", 0, uint32(0, 0, framesPerSecond, frames.length), uint16(undetermined, 0));
  const handler = fullBox("hdlr", 0, uint32(0), ascii("vide"), Buffer.alloc(12), ascii("\0"));
  const isInSameFile = 1;
  const reference = fullBox("dref", 0, uint32(1), fullBox("url ", isInSameFile));
  const information = box(
    "minf",
    fullBox("vmhd", 1, Buffer.alloc(8)),
    box("dinf", reference),
    sampleTable(frames, dataOffset),
  );
  return box("mdia", header, handler, information);
}

/** Where each frame is: all of them one after the other in one chunk. */
function sampleTable(frames: readonly Uint8Array[], dataOffset: number): Buffer {
  const count = frames.length;
  return box(
    "stbl",
    fullBox("stsd", 0, uint32(1), sampleEntry()),
    fullBox("stts", 0, uint32(1, count, 1)),
    fullBox("stsc", 0, uint32(1, 1, count, 1)),
    fullBox("stsz", 0, uint32(0, count, ...frames.map((frame) => frame.length))),
    fullBox("stco", 0, uint32(1, dataOffset)),
  );
}

function sampleEntry(): Buffer {
  const dotsPerInch = 72 << 16;
  const name = Buffer.alloc(32);
  return box(
    "mp4v",
    Buffer.alloc(6),
    uint16(1),
    Buffer.alloc(16),
    uint16(side, side),
    uint32(dotsPerInch, dotsPerInch, 0),
    uint16(1),
    name,
    uint16(24, 0xffff),
    fullBox("esds", 0, elementaryStream()),
  );
}

function elementaryStream(): Buffer {
  const isVisual = (4 << 2) | 1;
  const decoder = descriptor(4, Buffer.from([jpegVisual, isVisual, 0, 0, 0]), uint32(0, 0));
  const syncLayer = descriptor(6, Buffer.from([2]));
  return descriptor(3, uint16(1), Buffer.from([0]), decoder, syncLayer);
}

function descriptor(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, body.length]), body]);
}

function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint32(8 + body.length), ascii(type), body]);
}

/** A box of version 0 with flags. */
function fullBox(type: string, flags: number, ...parts: readonly Uint8Array[]): Buffer {
  return box(type, uint32(flags), ...parts);
}

function ascii(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt16BE(value, 2 * i);
  });
  return bytes;
}

function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(value, 4 * i);
  });
  return bytes;
}
