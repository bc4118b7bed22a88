/** What the bundler makes of a pattern: the files that match, each as a part of the page that is fetched when asked for. */
interface ImportMeta {
  glob(
    pattern: string,
    options: { readonly query: string; readonly import: string },
  ): Readonly<Record<string, () => Promise<string>>>;
}
