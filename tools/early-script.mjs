// A Vite plug-in for the build: src/ui/app/early.ts becomes a script inside index.html, allowed there by its hash.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** Parts that the script asks for, by the name of the attribute that tells their address. */
const PARTS = {
  'data-en': '/src/ui/i18n/en/first.ts',
  'data-zh': '/src/ui/i18n/zh/first.ts',
  'data-first-run': '/src/ui/app/first-run.ts',
};
const POLICY = /<meta\s+http-equiv="Content-Security-Policy"[^>]*\/?>/;

/** @returns {import('vite').Plugin} */
export function earlyScript() {
  let root = '';
  return {
    name: 'early-script',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle = {} }) {
        const code = await codeOf(join(root, 'src/ui/app/early.ts'));
        const attributes = Object.entries(PARTS).map(([name, path]) => `${name}="./${fileOf(bundle, path)}"`);
        return withScript(html, code, attributes.join(' '));
      },
    },
  };
}

/**
 * The page with the script right behind its policy, which allows this script and no other.
 *
 * @param {string} html
 * @param {string} code
 * @param {string} attributes
 */
export function withScript(html, code, attributes) {
  const policy = POLICY.exec(html)?.[0];
  if (policy === undefined) throw new Error('index.html has no policy');
  const hash = createHash('sha256').update(code).digest('base64');
  const allowing = policy.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`);
  return html.replace(policy, () => `${allowing}\n    <script ${attributes}>${code}</script>`);
}

/** @param {string} path */
async function codeOf(path) {
  const build = await rolldown({ input: path });
  const { output } = await build.generate({ format: 'iife', minify: true });
  await build.close();
  return output[0].code.trim();
}

/**
 * @param {import('vite').Rolldown.OutputBundle} bundle
 * @param {string} path
 */
function fileOf(bundle, path) {
  const part = Object.values(bundle).find(
    (one) => one.type === 'chunk' && one.facadeModuleId?.replaceAll('\\', '/').endsWith(path) === true,
  );
  if (part === undefined) throw new Error(`${path} is no part of its own`);
  return part.fileName;
}
