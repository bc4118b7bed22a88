// A Vite plug-in for the build: all that the page's entry imports, and goes on importing, lies in one chunk, whatever
// lazy parts use of it as well. That is fewer requests, and it packs better than ten small ones.

/** @returns {import('vite').Plugin} */
export function firstChunk() {
  /** @type {Set<string>} */
  const first = new Set();
  return {
    name: 'first-chunk',
    apply: 'build',
    config: () => ({
      build: {
        rolldownOptions: {
          output: { codeSplitting: { groups: [{ name: (id) => (first.has(id) ? 'first' : null) }] } },
        },
      },
    }),
    buildEnd() {
      first.clear();
      for (const id of this.getModuleIds()) {
        if (this.getModuleInfo(id)?.isEntry === true) {
          collect(id, first, (one) => this.getModuleInfo(one)?.importedIds ?? []);
        }
      }
    },
  };
}

/**
 * @param {string} id
 * @param {Set<string>} found
 * @param {(id: string) => readonly string[]} importsOf
 */
function collect(id, found, importsOf) {
  if (found.has(id)) return;
  found.add(id);
  for (const next of importsOf(id)) collect(next, found, importsOf);
}
