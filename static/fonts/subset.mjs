// Cuts the typeface down to the characters the service's words and people's names need,
// so that a page stays light on a slow phone, and a PDF on paper. Run by `npm run fonts`.
import { copyFile, readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const source = "node_modules/@fontsource-variable/atkinson-hyperlegible-next";
const forPages = "static/fonts";
const forPaper = "pim/typeface";

const range = (from, to) =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i)).join("");
const basicLatin = range(0x20, 0x7e);
const westernEuropean = range(0xa0, 0xff);
const punctuation = "–—‘’“”•…€→←✓";
const minus = "−";

const whole = await readFile(`${source}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2`);

async function cut(target, characters, targetFormat, wght) {
  const subset = await subsetFont(whole, characters, { targetFormat, variationAxes: { wght } });
  await writeFile(target, subset);
  console.log(`${target}: ${subset.length} bytes`);
}

const letters = basicLatin + westernEuropean + punctuation;
await cut(`${forPages}/atkinson-hyperlegible-next.woff2`, letters, "woff2", { min: 400, max: 700 });
// A PDF wants whole weights, one a file.
await cut(`${forPaper}/plain.ttf`, letters + minus, "truetype", 400);
await cut(`${forPaper}/bold.ttf`, letters + minus, "truetype", 700);
for (const folder of [forPages, forPaper]) await copyFile(`${source}/LICENSE`, `${folder}/OFL.txt`);
