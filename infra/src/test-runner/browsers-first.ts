import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Stories in a browser, and those of whole processes: a minute or two each, where most files take seconds. */
const LONG = ['/infra/tests/e2e/', '/infra/tests/', '/collab-server/'];

/** Begins with the longest files, so that none of them is left to run alone while the other core idles. */
export class BrowsersFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted
      .map((file, index) => ({ file, index, rank: rankOf(file.moduleId) }))
      .sort((one, other) => one.rank - other.rank || one.index - other.index)
      .map(({ file }) => file);
  }
}

function rankOf(path: string): number {
  const rank = LONG.findIndex((folder) => path.includes(folder));
  return rank === -1 ? LONG.length : rank;
}
