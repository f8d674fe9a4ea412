import { searchKey } from '@hamnevis/core/persian/search-key';

const AT_ONCE = 1000;

/** Gives documents of an older release the key by which their title is searched; as the tables' owner. */
export async function keyTitles(
  run: (text: string, parameters: unknown[]) => Promise<readonly unknown[]>,
): Promise<void> {
  for (;;) {
    const rows = (await run('select id, title from documents where title_key is null limit $1', [
      AT_ONCE,
    ])) as { id: string; title: string }[];
    if (rows.length === 0) return;
    await run(
      `update documents set title_key = k.key
       from unnest($1::text[], $2::text[]) as k(id, key) where documents.id = k.id::uuid`,
      [rows.map((row) => row.id), rows.map((row) => searchKey(row.title))],
    );
  }
}
