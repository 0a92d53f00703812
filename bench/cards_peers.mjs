// Draws the cards of jobs.json with renderers from npm; prints medians and bytes as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import path from "node:path";

const [jobsFile, folder] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(jobsFile, "utf8"));
const require = createRequire(pathToFileURL(path.join(folder, "index.js")));
const fonts = { 500: "Manrope-Medium.ttf", 700: "Manrope-Bold.ttf", 800: "Manrope-ExtraBold.ttf" };
const fontFiles = Object.values(fonts).map((name) => path.join(jobs[0].fonts, name));

function tried(name) {
  try {
    return require(name);
  } catch {
    return null;
  }
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function measured(name, draw) {
  for (const job of jobs) await draw(job);
  const best = jobs.map(() => Infinity);
  const sizes = jobs.map(() => 0);
  for (let pass = 0; pass < 5; pass += 1) {
    for (const [place, job] of jobs.entries()) {
      const start = process.hrtime.bigint();
      const data = await draw(job);
      best[place] = Math.min(best[place], Number(process.hrtime.bigint() - start) / 1e6);
      sizes[place] = data.length;
    }
  }
  return { name, ms: median(best), kib: median(sizes) / 1024 };
}

const rows = [];
const resvg = tried("@resvg/resvg-js");
const options = { font: { fontFiles, loadSystemFonts: false, defaultFontFamily: "Manrope" } };
const rasterized = (svg) => new resvg.Resvg(svg, options).render().asPng();
if (resvg) rows.push(await measured("resvg-js", (job) => rasterized(job.svg)));

const sharp = tried("sharp");
if (sharp) rows.push(await measured("sharp", (job) => sharp(Buffer.from(job.svg)).png().toBuffer()));

const satoriModule = tried("satori");
if (satoriModule && resvg) {
  const satori = satoriModule.default ?? satoriModule;
  const buffers = Object.entries(fonts).map(([weight, name]) => ({
    name: "Manrope",
    weight: Number(weight),
    data: readFileSync(path.join(jobs[0].fonts, name)),
  }));
  const div = (style, children) => ({ type: "div", props: { style: { display: "flex", ...style }, children } });
  const at = (left, top) => ({ position: "absolute", left, top });
  // Satori sets words of two colours in one text only as elements of their own that wrap.
  const block = (job, t) => {
    const style = { ...at(t.x, t.y - t.size), width: t.w, fontSize: t.size, fontWeight: t.weight, color: t.fill, lineHeight: 1.1 };
    const words = t.text.split(" ");
    if (!words.some((word) => job.strong.includes(word))) return div({ ...style, textWrap: "balance" }, t.text);
    const word = (text) => div({ marginRight: t.size * 0.25, color: job.strong.includes(text) ? job.strong_fill : t.fill }, text);
    return div({ ...style, flexWrap: "wrap" }, words.map(word));
  };
  const element = (job) =>
    div({ width: job.width, height: job.height, backgroundColor: job.ground }, [
      ...job.discs.map(([x, y, r, colour]) =>
        div({ ...at(x - r, y - r), width: 2 * r, height: 2 * r, borderRadius: r, backgroundColor: colour }),
      ),
      ...job.boxes.map((b) =>
        div({ ...at(b.x, b.y), width: b.w, height: b.h, borderRadius: b.r, backgroundColor: b.fill }),
      ),
      ...job.logos.map((p) => ({
        type: "img",
        props: { src: p.src, width: p.w, height: p.h, style: { position: "absolute", left: p.x, top: p.y } },
      })),
      ...job.blocks.map((t) => block(job, t)),
    ]);
  rows.push(
    await measured("satori + resvg-js", async (job) => {
      const svg = await satori(element(job), { width: job.width, height: job.height, fonts: buffers });
      return new resvg.Resvg(svg, options).render().asPng();
    }),
  );
}
console.log(JSON.stringify(rows));
