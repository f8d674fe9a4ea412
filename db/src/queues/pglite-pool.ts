// BullMQ's Postgres backend speaks to a node-postgres pool; this is one over the embedded database.
import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';
import type { PgPool, PgPoolClient, PgQueryResult } from 'bullmq';

/** One client of the pool. All share PGlite's single session; only LISTEN subscriptions are a client's own. */
class PglitePoolClient extends EventEmitter {
  readonly #pglite: PGlite;
  readonly #unlisten: (() => Promise<void>)[] = [];

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  async query<Row>(text: string, parameters?: readonly unknown[]): Promise<PgQueryResult<Row>> {
    // BullMQ's files begin with comments, so LISTEN is only seen once they are cut away; sent as plain SQL it
    // would register no callback, and jobs would wait for the ten-second poll.
    const listen = /^LISTEN\s+"?(\w+)"?/i.exec(text.replace(/--[^\n]*\n/g, '').trim());
    const channel = listen?.[1];
    if (channel) {
      const unlisten = await this.#pglite.listen(channel, (payload) =>
        this.emit('notification', { channel, payload }),
      );
      this.#unlisten.push(unlisten);
      return { rows: [], rowCount: 0 };
    }
    if (parameters && parameters.length > 0) {
      const result = await this.#pglite.query<Row>(text, [...parameters]);
      return { rows: result.rows, rowCount: result.affectedRows ?? 0 };
    }
    const result = (await this.#pglite.exec(text)).at(-1);
    return { rows: (result?.rows ?? []) as Row[], rowCount: result?.affectedRows ?? 0 };
  }

  async release(): Promise<void> {
    const ending = this.#unlisten.splice(0);
    if (!this.#pglite.closed) await Promise.all(ending.map((unlisten) => unlisten()));
  }

  end(): Promise<void> {
    return this.release();
  }
}

/** A pool in node-postgres' shape over the embedded database. */
export function pglitePool(pglite: PGlite): PgPool {
  const pool = new PglitePoolClient(pglite);
  return Object.assign(pool, {
    options: { max: 10, keepAlive: true },
    connect: async () => new PglitePoolClient(pglite) as unknown as PgPoolClient,
  }) as unknown as PgPool;
}
