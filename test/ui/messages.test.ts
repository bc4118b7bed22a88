import { compileMessage } from '@lingui/message-utils/compileMessage';
import { describe, expect, it, vi } from 'vitest';
import { messages as en } from '../../src/ui/i18n/en/index.ts';
import { messages as zh } from '../../src/ui/i18n/zh/index.ts';

describe('the catalogues', () => {
  it('hold messages that compile', () => {
    const problems = vi.spyOn(console, 'error').mockImplementation(() => undefined);

    for (const message of [...Object.values(en), ...Object.values(zh)]) compileMessage(message);

    expect(problems.mock.calls.map(([text]) => String(text).slice(0, 160))).toEqual([]);
  });
});
