import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { speak } from '../../src/ui/i18n/index.ts';
import { Stage } from '../../src/ui/stage/stage.tsx';
import type { StageProps } from '../../src/ui/stage/stage-contract.ts';
import { opened, sourceOf } from '../ui/stage/fixture.ts';
import '../../src/ui/theme/tokens.css';
import '../../src/ui/theme/base.css';

let root: Root | null = null;
let done: string[] = [];

function show(more: Partial<StageProps> = {}): void {
  const box = document.createElement('div');
  box.style.width = '872px';
  document.body.replaceChildren(box);
  root = createRoot(box);
  root.render(
    <Stage
      source={sourceOf()}
      opened={opened}
      selection=""
      onSelect={(address) => done.push(`select ${address}`)}
      pickedFault={null}
      onFault={(verb, target) => done.push(`${verb} ${target}`)}
      callToAction={null}
      theme="light"
      reducedMotion={false}
      narrow={false}
      {...more}
    />,
  );
}

beforeEach(async () => {
  done = [];
  await page.viewport(1000, 700);
  await speak('en');
});
afterEach(() => root?.unmount());

describe('the stage', () => {
  it('selects a record with the keyboard alone, cell by cell and row by row', async () => {
    show();
    const strip = page.getByTestId('strip-orders-0');
    await expect.element(strip).toBeInTheDocument();

    strip.element().focus();
    await userEvent.keyboard('{End}{ArrowLeft}{Enter}');

    await expect.poll(() => done).toEqual(['select record(orders-0,43,e3)']);
    expect(document.activeElement?.getAttribute('aria-label')).toBe(
      'Offset 43, broker 1, record B·18, acknowledged, then lost, differs from the leader',
    );
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.poll(() => done.at(-1)).toBe('select record(orders-0,43,e4)');
  });

  it('places a picked fault on a broker by Enter, and offers it only where it is valid', async () => {
    show({ pickedFault: 'crash' });
    const up = page.getByTestId('card-broker-2');
    await expect.element(up).toHaveAccessibleName(/^Place the fault on Broker 2/);
    await expect.element(page.getByTestId('card-broker-1')).toHaveAccessibleName(/^Broker 1, down/);

    up.element().focus();
    await userEvent.keyboard('{Enter}');

    expect(done).toEqual(['crash broker-2']);
  });

  it('starts a broker again that is down', async () => {
    show();

    await page.getByRole('button', { name: 'Start again: Broker 1' }).click();

    expect(done).toEqual(['restart broker-1']);
  });

  it('selects partitions, replicas, members, groups and producers by their addresses', async () => {
    show();
    await expect.element(page.getByTestId('group-billing')).toBeInTheDocument();

    const addresses = [
      'partition(orders-0)',
      'replica(orders-0,broker-1)',
      'member(billing,c1)',
      'group(billing)',
      'producer(orders-svc)',
      'broker-2',
    ];
    for (const address of addresses) document.querySelector<HTMLElement>(`[data-address="${address}"]`)?.click();

    expect(done).toEqual(addresses.map((address) => `select ${address}`));
  });

  it('keeps its SVG below 500 elements', async () => {
    show();
    await expect.element(page.getByTestId('stage')).toBeInTheDocument();

    await expect.poll(() => document.querySelectorAll('.stage-marks *').length).toBeGreaterThan(60);
    expect(document.querySelectorAll('.stage svg, .stage svg *').length).toBeLessThan(500);
  });
});
