/** Files of a record with the images of one infrared band each. */
export const bands = Array.from({ length: 9 }, (_, i) => `band_${String(i + 8).padStart(2, "0")}.npy`);

/** What stands for a mask without contrails. */
export const noContrails = "-";
