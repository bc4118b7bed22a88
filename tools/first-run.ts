import { createHost } from '../src/engine/host.ts';
import { FRAME_TABLES, type Frame } from '../src/engine/protocol.ts';
import type { FirstRun } from '../src/ui/app/first-run.ts';
import { createFrameHub } from '../src/ui/store/frame-source.ts';

/** Large, and drawn only by the time dock, which comes later than the engine's own first frame. */
const LEFT_OUT = 'ackDots';

/** Opens the text of a scenario as the page does when it starts, and keeps what the engine answers. */
export async function firstRunOf(text: string): Promise<FirstRun> {
  const shelf = { load: () => Promise.resolve(text), list: () => Promise.resolve([]) };
  const engine = createHost(shelf, () => Promise.resolve());
  const source = { from: 'shipped', id: '' } as const;
  const answer = await engine.open({ source, variant: '', seed: null, set: {}, commands: [], byHand: true });
  if (!answer.ok) throw new Error(JSON.stringify(answer.mistakes));
  return { opened: answer.value, rows: rowsOf(await engine.frame(0, createFrameHub().view())) };
}

function rowsOf(frame: Frame): FirstRun['rows'] {
  const rows: Record<string, unknown> = {};
  for (const [name, columns] of Object.entries(FRAME_TABLES)) {
    const table: Readonly<Record<string, unknown>> = Reflect.get(frame, name);
    if (table.length === 0 || name === LEFT_OUT) continue;
    rows[name] = Array.from({ length: Number(table.length) }, (_, row) =>
      Object.fromEntries(columns.map((column) => [column, Reflect.get(Object(table[column]), row)])),
    );
  }
  return rows;
}
