import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compileCatalogues } from './tools/compile-catalogues.mjs';
import { earlyScript } from './tools/early-script.mjs';
import { firstChunk } from './tools/first-chunk.mjs';
import { firstRun } from './tools/first-run-plugin.mjs';
import { inlineAccessors } from './tools/inline-accessors.mjs';
import { shell } from './tools/shell-plugin.mjs';

// The base is relative, so that the built page works from any folder of any static host.
// biome-ignore lint/style/noDefaultExport: Vite reads the default export
export default defineConfig({
  base: './',
  plugins: [inlineAccessors(), compileCatalogues(), firstChunk(), firstRun(), shell(), earlyScript(), react()],
  build: { outDir: 'dist', target: ['chrome120', 'edge120', 'firefox121', 'safari17'], sourcemap: true },
  worker: { format: 'es', plugins: () => [inlineAccessors()] },
});
