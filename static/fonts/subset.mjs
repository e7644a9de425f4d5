// Cuts the typeface down to the characters the service's words and people's names need,
// so that a page stays light on a slow phone. Run by `npm run fonts`.
import { copyFile, readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const source = "node_modules/@fontsource-variable/atkinson-hyperlegible-next";
const target = "static/fonts";

const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
const basicLatin = range(0x20, 0x7e);
const westernEuropean = range(0xa0, 0xff);
const punctuation = "–—‘’“”•…€→←✓";

const whole = await readFile(`${source}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2`);
const subset = await subsetFont(whole, basicLatin + westernEuropean + punctuation, {
  targetFormat: "woff2",
  variationAxes: { wght: { min: 400, max: 700 } },
});
await writeFile(`${target}/atkinson-hyperlegible-next.woff2`, subset);
await copyFile(`${source}/LICENSE`, `${target}/OFL.txt`);
console.log(`${target}/atkinson-hyperlegible-next.woff2: ${subset.length} bytes`);
