/** What is used of simjs 2.0.3, which puts itself on `window` and has no types. */
export interface SimEntity {
  setTimer(delay: number): { done(act: () => void): unknown };
  useFacility(facility: unknown, duration: number): { done(act: () => void): unknown };
}

export interface SimLibrary {
  readonly Sim: new () => { addEntity(entity: unknown): void; simulate(until: number): void };
  readonly Facility: new (name: string) => unknown;
  readonly Random: new (seed: number) => { exponential(rate: number): number };
  readonly Entity: new () => SimEntity;
}

export async function loadSimjs(): Promise<SimLibrary> {
  Reflect.set(globalThis, 'window', globalThis);
  const name = 'simjs';
  await import(/* @vite-ignore */ name);
  return Reflect.get(globalThis, 'Sim');
}
