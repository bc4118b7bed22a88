import { describe, expect, it } from 'vitest';

describe('the browser', () => {
  it('runs a module worker that hands a buffer over and gets it back, as frames do', async () => {
    const code = 'self.onmessage = ({ data }) => { data[0] += 1; self.postMessage(data, [data.buffer]); };';
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), { type: 'module' });
    const column = Int32Array.of(41, 7);

    const answer = new Promise<Int32Array>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<Int32Array>) => resolve(data);
    });
    worker.postMessage(column, [column.buffer]);

    expect(column.length).toBe(0);
    expect([...(await answer)]).toEqual([42, 7]);
    worker.terminate();
  });
});
