import type { RunCondition } from '@hamnevis/db/queries/ai-runs';
import { describe, expect, it } from 'vitest';
import { judgeRun } from './run-condition.ts';

const writing: RunCondition = {
  attempt: 2,
  status: 'writing',
  decided: false,
  stopRequested: false,
  documentStatus: 'draft',
  trashed: false,
  role: 'writer',
};
const judge = (change: Partial<RunCondition>) => judgeRun({ ...writing, ...change }, 2);

describe('whether a run may go on', () => {
  it('goes on while its asker may write', () => {
    expect(judge({})).toEqual({ go: 'on' });
    expect(judge({ role: 'editor', documentStatus: 'review' })).toEqual({ go: 'on' });
  });

  it('is fenced by another attempt, by its end, and without its row', () => {
    for (const verdict of [judge({ attempt: 3 }), judge({ status: 'finished' }), judgeRun(null, 2)]) {
      expect(verdict).toEqual({ go: 'fenced' });
    }
  });

  it('stops without an error when somebody asked for it or decided', () => {
    for (const change of [{ stopRequested: true }, { decided: true }]) {
      expect(judge(change)).toEqual({ go: 'end', end: { status: 'stopped' } });
    }
  });

  it.each([
    [{ documentStatus: 'approved' }, 'status-changed'],
    [{ documentStatus: 'review' }, 'status-changed'],
    [{ role: 'viewer' }, 'role-changed'],
    [{ role: null }, 'role-changed'],
    [{ role: 'viewer', documentStatus: 'approved' }, 'role-changed'],
    [{ trashed: true }, 'place-gone'],
  ] as [Partial<RunCondition>, string][])('%o stops it as %s', (change, error) => {
    expect(judge(change)).toEqual({ go: 'end', end: { status: 'stopped', error } });
  });
});
