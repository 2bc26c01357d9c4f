import { describe, expect, it } from 'vitest';

import { configTable } from '../../src/config/config-table.js';
import { errorTable } from '../../src/errors/error-table.js';
import { generatedPart, read } from './markdown.js';

describe('The generated tables (npm run docs writes them)', () => {
  it.each([
    ['README.md', 'configuration', configTable()],
    ['docs/errors.md', 'errors', errorTable()],
  ])('%s has the %s of the code', (file, name, table) => {
    expect(generatedPart(read(file), name)).toBe(table);
  });
});
