// Generates the raw data of one of the largest competitions: make-raw.mjs MODULE FOLDER SIZE SHARE
const [name, folder, size, share] = process.argv.slice(2);
const { makeRaw } = await import(`../raw/${name}.mjs`);
await makeRaw({ folder, size: Number(size), share: Number(share) });
