// What a page is asked to note down about itself, from the inside.
import type { BrowserContext, Page } from 'playwright-core';

declare global {
  interface Window {
    /** Milliseconds from the navigation's start until the thing was there. */
    benchReadyMs?: number;
    benchInputs?: { id: number; ms: number }[];
    benchTasksMs?: number[];
  }
}

/** Notes the first frame in which `selector` matches an element with at least so many letters. */
export async function clockUntil(context: BrowserContext, selector: string, letters: number): Promise<void> {
  await context.addInitScript(
    ({ selector: wanted, letters: least }) => {
      const look = () => {
        const found = document.querySelector(wanted);
        if (found && (found.textContent ?? '').length >= least) window.benchReadyMs = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    { selector, letters },
  );
}

export async function readyMs(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => window.benchReadyMs, undefined, { timeout: 120_000 });
  return (await handle.jsonValue()) as number;
}

/** From now on every input's time to the next paint, and every task that held the page up. */
export async function watchInputs(page: Page): Promise<void> {
  await page.evaluate(() => {
    const inputs: { id: number; ms: number }[] = [];
    const tasks: number[] = [];
    window.benchInputs = inputs;
    window.benchTasksMs = tasks;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
        if (entry.interactionId) inputs.push({ id: entry.interactionId, ms: entry.duration });
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask' });
  });
}

/** The worst event of each interaction that the browser found worth telling (16 ms and more), and the long tasks. */
export async function readInputs(page: Page): Promise<{ interactionsMs: number[]; tasksMs: number[] }> {
  const { inputs, tasksMs } = await page.evaluate(() => ({
    inputs: window.benchInputs ?? [],
    tasksMs: window.benchTasksMs ?? [],
  }));
  const worst = new Map<number, number>();
  for (const { id, ms } of inputs) worst.set(id, Math.max(ms, worst.get(id) ?? 0));
  return { interactionsMs: [...worst.values()], tasksMs };
}
