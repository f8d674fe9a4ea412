import { expect, it, vi } from 'vitest';
import { createDrain } from './drain.ts';

it('runs in reverse of opening, once, and a failed step does not keep the rest from closing', async () => {
  const order: string[] = [];
  const faults = vi.fn();
  const drain = createDrain(faults);
  drain.add('database', () => order.push('database'));
  drain.add('sockets', () => {
    order.push('sockets');
    throw new Error('no');
  });
  drain.add('worker', async () => order.push('worker'));
  const [first, second] = await Promise.all([drain.run(), drain.run()]);
  expect(order).toEqual(['worker', 'sockets', 'database']);
  expect(first).toEqual(['sockets']);
  expect(second).toEqual(['sockets']);
  expect(faults).toHaveBeenCalledTimes(1);
});

it('gives a step up that hangs, and goes on to the database', async () => {
  vi.useFakeTimers();
  try {
    const drain = createDrain(() => undefined);
    const closed = vi.fn();
    drain.add('database', closed);
    drain.add('worker', () => new Promise(() => undefined));
    const running = drain.run();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await running).toEqual(['worker']);
    expect(closed).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
});
