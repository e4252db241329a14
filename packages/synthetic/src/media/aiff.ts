/**
 * An AIFF file with one channel of 16 bits per sample at 2,000 samples a second.
 * @param samples integers from -32768 to 32767
 */
export function tinyAiff(samples: ArrayLike<number>): Buffer {
  const common = Buffer.alloc(18);
  common.writeInt16BE(1, 0);
  common.writeUInt32BE(samples.length, 2);
  common.writeInt16BE(16, 6);
  // The rate is an 80-bit float: 2000 = 2^10 × 1.953125, with an exponent bias of 16383 and an explicit leading one.
  common.writeUInt16BE(16383 + 10, 8);
  common.writeUInt16BE(2000 << 5, 10);
  const sound = Buffer.alloc(8 + 2 * samples.length);
  for (let i = 0; i < samples.length; i++) sound.writeInt16BE(samples[i], 8 + 2 * i);
  const form = Buffer.concat([Buffer.from("AIFF"), chunk("COMM", common), chunk("SSND", sound)]);
  return chunk("FORM", form);
}

function chunk(name: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([Buffer.from(name), length, body]);
}
