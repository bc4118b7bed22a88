import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { withScript } from '../../tools/early-script.mjs';
import { shellsOf } from '../../tools/shell.tsx';
import { withStyles, withWords } from '../../tools/shell-plugin.mjs';
import { textOf } from '../engine/open-host.ts';

const PAGE = `<head>
    <meta http-equiv="Content-Security-Policy" content="default-src 'self'; script-src 'self'; object-src 'none'" />
    <link rel="stylesheet" crossorigin href="./assets/a.css">
    <link rel="stylesheet" crossorigin href="./assets/b.css">
  </head>
  <body><div id="root"></div></body>`;

describe('index.html, as it is built', () => {
  it('allows the one script inside of it by its hash', () => {
    const html = withScript(PAGE, "let money = '$&';", 'data-en="./assets/en.js"');

    const hash = createHash('sha256').update("let money = '$&';").digest('base64');
    expect(html).toContain(`script-src 'self' 'sha256-${hash}'; object-src`);
    expect(html).toContain(`/>\n    <script data-en="./assets/en.js">let money = '$&';</script>`);
  });

  it('has its styles inside, in their order', () => {
    const html = withStyles(PAGE, { 'assets/a.css': { source: 'a{}' }, 'assets/b.css': { source: 'b{}' } });

    expect(html).toContain('<style>a{}b{}</style>');
    expect(html).not.toContain('stylesheet');
  });

  it('asks the question of the first scenario in both languages, with nothing to press yet', async () => {
    const html = withWords(PAGE, await shellsOf(textOf('first-light')));

    const { title, guide } = JSON.parse(textOf('first-light'));
    for (const language of ['en', 'zh']) {
      expect(html).toContain(title[language]);
      expect(html).toContain(guide[0].question[language].replace("'", '&#x27;'));
    }
    expect(html.match(/class="app shell" lang="(en|zh-CN)" data-layout="wide" inert=""/g)).toHaveLength(2);
  });
});
