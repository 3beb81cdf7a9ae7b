// Builds the desk's stylesheet and scripts into a folder: node build.mjs [folder], ../static by default.
import { writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const into = resolve(process.argv[2] ?? resolve(here, "../static"));
const target = ["chrome109", "edge109", "firefox102", "safari15"];

async function stylesheet() {
  const css = compile(resolve(here, "src/desk.scss"), { loadPaths: [here], quietDeps: true }).css;
  // MoJ's icons (a document, a cross, a fold) are pictures the desk neither shows nor ships.
  const without = css.replace(/^\s*background-image: url\([^)]*\);\n/gm, "").replace(/background: url\([^)]*\)[^;]*;/g, "");
  const { code } = await transform(without, { loader: "css", minify: true, target });
  const foreign = code.match(/url\(|@font-face|@import|GDS Transport|crest|crown/);
  if (foreign) throw new Error(`the stylesheet holds ${foreign[0]}`);
  writeFileSync(resolve(into, "desk.css"), code);
}

async function script(name) {
  await build({
    entryPoints: [resolve(here, `src/${name}`)],
    outfile: resolve(into, name),
    bundle: true,
    minify: true,
    format: "esm",
    target,
    legalComments: "none",
    logLevel: "error",
  });
}

await stylesheet();
await script("desk.js");
await script("keep.js");
