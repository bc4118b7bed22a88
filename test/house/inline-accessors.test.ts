import { describe, expect, it } from 'vitest';
import { inline } from '../../tools/inline-accessors.mjs';

const IMPORT = "import { at, intAt as int } from '../sim/column.ts';\n";

describe('accessors of columns', () => {
  it('become plain reads, also inside each other, under other names and as targets', () => {
    const code = `${IMPORT}const x = at(at(a.b, int(c, i)), i + 1).d;\nat(f ?? g, 1).h = 3;\n`;

    expect(inline(code, 'ts')).toBe(`${IMPORT}const x = a.b[c[i]][i + 1].d;\n(f ?? g)[1].h = 3;\n`);
  });

  it('keep their lines', () => {
    const code = `${IMPORT}const x = at(\n  list,\n  1,\n);\nconst y = 2;\n`;

    expect(inline(code, 'ts').split('\n').indexOf('const y = 2;')).toBe(code.split('\n').indexOf('const y = 2;'));
  });

  it('are left alone where the name comes from elsewhere', () => {
    const code = "import { at } from './place.ts';\nconst x = at(list, 1);\n";

    expect(inline(code, 'ts')).toBe(code);
  });
});
