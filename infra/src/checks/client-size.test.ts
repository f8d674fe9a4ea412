import { expect, it } from 'vitest';
import { scriptsOf } from './client-size.ts';

const manifest = {
  'index.html': { file: 'index.js', imports: ['_react'], dynamicImports: ['page'] },
  _react: { file: 'react.js' },
  page: { file: 'page.js', imports: ['_react', '_editor'], dynamicImports: ['menu'] },
  _editor: { file: 'editor.js', imports: ['page'] },
  menu: { file: 'menu.js' },
  '_look.css': { file: 'look.css' },
};

it('counts what is imported at once, each script once, and nothing that is loaded later', () => {
  expect([...scriptsOf(manifest, ['index.html', 'page', '_look.css'])].sort()).toEqual(
    ['editor.js', 'index.js', 'page.js', 'react.js'].sort(),
  );
});

it('a chunk that is not there is an error, not a small client', () => {
  expect(() => scriptsOf(manifest, ['renamed'])).toThrow('no chunk renamed');
});
