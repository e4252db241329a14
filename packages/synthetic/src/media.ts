export { tinyAiff } from "./media/aiff.js";
export { tinyBmp } from "./media/bmp.js";
export { grayDicom } from "./media/dicom.js";
export { tinyJpeg } from "./media/jpeg.js";
export { tinyMp4 } from "./media/mp4.js";
export { type GrayPixels, grayPng } from "./media/png.js";
export { tinyTiff } from "./media/tiff.js";
export { tinyWav } from "./media/wav.js";
