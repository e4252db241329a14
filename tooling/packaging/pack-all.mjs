// npm run pack-all -- DIR: tarballs of every published package, to install in a project of one's own.
import { resolve } from "node:path";
import { packPackages } from "./pack.mjs";

const [given] = process.argv.slice(2);
if (given === undefined) {
  console.error("Usage: npm run pack-all -- DIR");
  process.exit(2);
}
const directory = resolve(process.env.INIT_CWD ?? ".", given);
const packed = await packPackages(directory);
console.log(
  `Packed ${packed.length} packages in ${directory}.\n\nIn your project:\n  npm install ${directory}/*.tgz`,
);
