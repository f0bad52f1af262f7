// Builds what pages load: one style sheet, one script for every page, one for pictures. Called by `make setup`.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "../../var/front-end");
mkdirSync(join(target, "linli"), { recursive: true });

const style = compile(join(here, "scss/main.scss"), {
  loadPaths: [join(here, "node_modules/govuk-frontend/dist/govuk")],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(target, "linli/main.css"), style.css);

await build({
  entryPoints: ["main", "charts"].map((name) => join(here, `js/${name}.js`)),
  outdir: join(target, "linli"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2019"], // phones that are some years old
  legalComments: "linked",
  logLevel: "warning",
});
