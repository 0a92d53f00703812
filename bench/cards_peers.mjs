// Draws the cards of jobs.json with renderers from npm; prints medians, bytes and versions as JSON.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [jobsFile, folder] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(jobsFile, "utf8"));
const require = createRequire(pathToFileURL(path.join(folder, "index.js")));
const fonts = { 500: "Manrope-Medium.ttf", 700: "Manrope-Bold.ttf", 800: "Manrope-ExtraBold.ttf" };
const fontFiles = Object.values(fonts).map((name) => path.join(jobs[0].fonts, name));
const rows = [];
const notes = [];

const versionOf = (name) =>
  JSON.parse(readFileSync(path.join(folder, "node_modules", name, "package.json"), "utf8")).version;

function tried(name) {
  try {
    return require(name);
  } catch {
    notes.push(`${name} was not found`);
    return null;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function timed(draw, job) {
  const start = process.hrtime.bigint();
  const data = await draw(job);
  return [Number(process.hrtime.bigint() - start) / 1e6, data.length];
}

// `first` is the median of the first pass: what a process that draws one campaign meets.
async function measure(name, draw, passes = 5) {
  const first = [];
  const best = jobs.map(() => Infinity);
  const sizes = jobs.map(() => 0);
  for (let pass = 0; pass <= passes; pass += 1) {
    for (const [place, job] of jobs.entries()) {
      const [ms, bytes] = await timed(draw, job);
      if (pass === 0) first.push(ms);
      else best[place] = Math.min(best[place], ms);
      sizes[place] = bytes;
    }
  }
  rows.push({ name, ms: median(best), first: median(first), kib: median(sizes) / 1024 });
}

const resvg = tried("@resvg/resvg-js");
const options = { font: { fontFiles, loadSystemFonts: false, defaultFontFamily: "Manrope" } };
const rasterized = (svg) => new resvg.Resvg(svg, options).render().asPng();
if (resvg) await measure(`resvg-js ${versionOf("@resvg/resvg-js")}`, (job) => rasterized(job.svg));

const sharp = tried("sharp");
if (sharp) {
  await measure(`sharp ${versionOf("sharp")}`, (job) => sharp(Buffer.from(job.svg)).png().toBuffer());
}

// The card as elements: renderers below break and balance its lines themselves, at our sizes.
const buffers = Object.entries(fonts).map(([weight, name]) => ({
  name: "Manrope",
  weight: Number(weight),
  data: readFileSync(path.join(jobs[0].fonts, name)),
}));
const div = (style, children) => ({ type: "div", props: { style: { display: "flex", ...style }, children } });
const at = (left, top) => ({ position: "absolute", left, top });
// Satori sets words of two colours in one text only as elements of their own that wrap.
const block = (job, t) => {
  const style = {
    ...at(t.x, t.y - t.size), width: t.w, fontSize: t.size, fontWeight: t.weight, color: t.fill,
    lineHeight: 1.1, letterSpacing: t.tracking * t.size,
  };
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

const satoriModule = tried("satori");
if (satoriModule && resvg) {
  const satori = satoriModule.default ?? satoriModule;
  const size = (job) => ({ width: job.width, height: job.height });
  const version = versionOf("satori");
  await measure(`satori ${version} + resvg-js, fonts kept`, async (job) =>
    rasterized(await satori(element(job), { ...size(job), fonts: buffers })),
  );
  // As its README calls it: a list of fonts for each call; and the rasterizer's own defaults.
  await measure(`satori ${version} + resvg-js, as documented`, async (job) => {
    const svg = await satori(element(job), { ...size(job), fonts: buffers.map((font) => ({ ...font })) });
    return new resvg.Resvg(svg).render().asPng();
  });
}

const og = path.join(folder, "node_modules/@vercel/og/dist/index.node.js");
if (existsSync(og)) {
  globalThis.require = require;
  try {
    const { ImageResponse } = await import(pathToFileURL(og));
    await measure(`@vercel/og ${versionOf("@vercel/og")} (satori + resvg in wasm)`, async (job) => {
      const response = new ImageResponse(element(job), { width: job.width, height: job.height, fonts: [...buffers] });
      return Buffer.from(await response.arrayBuffer());
    }, 2);
  } catch (error) {
    notes.push(`@vercel/og ${versionOf("@vercel/og")} did not run: ${String(error).slice(0, 80)}`);
  }
} else notes.push("@vercel/og was not found");

const playwright = tried("playwright-core");
const browserFile = [process.env.CHROMIUM, "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(
  (file) => file && existsSync(file),
);
if (playwright && browserFile) await ofBrowser();
else notes.push("Chromium was not found");

async function ofBrowser() {
  const faces = Object.entries(fonts).map(([weight, name]) => {
    const data = readFileSync(path.join(jobs[0].fonts, name)).toString("base64");
    return `@font-face{font-family:Manrope;font-weight:${weight};src:url(data:font/ttf;base64,${data})}`;
  });
  const browser = await playwright.chromium.launch({ executablePath: browserFile, args: ["--no-sandbox"] });
  const { width, height } = jobs[0];
  const page = await browser.newPage({ viewport: { width, height } });
  await page.setContent(`<style>${faces.join("")}*{margin:0}body>*{position:absolute}body{font-family:Manrope}</style>`);
  const box = (x, y, w, h, r, fill) =>
    `<div style="left:${x}px;top:${y}px;width:${w}px;height:${h}px;border-radius:${r}px;background:${fill}"></div>`;
  const words = (job, t) =>
    t.text.split(" ").map((w) => (job.strong.includes(w) ? `<b style="font-weight:inherit;color:${job.strong_fill}">${w}</b>` : w)).join(" ");
  const html = (job) =>
    [
      box(0, 0, width, height, 0, job.ground),
      ...job.discs.map(([x, y, r, fill]) => box(x - r, y - r, 2 * r, 2 * r, r, fill)),
      ...job.boxes.map((b) => box(b.x, b.y, b.w, b.h, b.r, b.fill)),
      ...job.logos.map((p) => `<img src="${p.src}" style="left:${p.x}px;top:${p.y}px;width:${p.w}px;height:${p.h}px">`),
      ...job.blocks.map(
        (t) =>
          `<p style="left:${t.x}px;top:${t.y - t.size}px;width:${t.w}px;font-size:${t.size}px;font-weight:${t.weight};color:${t.fill};letter-spacing:${t.tracking}em;line-height:1.1;text-wrap:balance">${words(job, t)}</p>`,
      ),
    ].join("");
  const shown = (job) =>
    page.evaluate(async (text) => {
      document.body.innerHTML = text;
      await document.fonts.ready;
    }, html(job));
  const cdp = await page.context().newCDPSession(page);
  await measure(`Chromium ${browser.version()}, page.screenshot`, async (job) => {
    await shown(job);
    return page.screenshot();
  }, 2);
  await measure(`Chromium ${browser.version()}, optimizeForSpeed`, async (job) => {
    await shown(job);
    const { data } = await cdp.send("Page.captureScreenshot", { format: "png", optimizeForSpeed: true });
    return Buffer.from(data, "base64");
  }, 2);
  await browser.close();
}

console.log(JSON.stringify({ node: process.version, rows, notes }));
