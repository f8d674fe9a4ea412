import { writeGeneratedFiles } from './generated-files.ts';

const changed = await writeGeneratedFiles();
for (const path of changed) console.log(`wrote ${path}`);
if (changed.length === 0) console.log('everything is in step');
