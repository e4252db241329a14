export { tinyJpeg } from "./media/jpeg.js";
export { type GrayPixels, grayPng } from "./media/png.js";
