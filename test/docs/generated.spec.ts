import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { describeProtocol, protocolYaml } from '../../scripts/docs/asyncapi/asyncapi.js';
import { withCode } from '../../scripts/docs/code-blocks.js';
import { withPart } from '../../scripts/docs/generated-part.js';
import { configTable } from '../../src/config/config-table.js';
import { errorTable } from '../../src/errors/error-table.js';
import { startApp } from '../support/app.js';
import { read, ROOT } from './markdown.js';

/** Fails when the file differs; `npm run docs` runs this file so that it writes instead. */
async function expectFile(path: string, text: string): Promise<void> {
  await expect(text).toMatchFileSnapshot(join(ROOT, path));
}

describe('What npm run docs writes is what is there', () => {
  it.each([
    ['README.md', 'configuration', configTable()],
    ['docs/errors.md', 'errors', errorTable()],
  ])('%s has the %s of the code', async (file, name, table) => {
    await expectFile(file, withPart(read(file), name, table));
  });

  const pages = readdirSync(join(ROOT, 'docs/guides')).map((name) => `docs/guides/${name}`);

  it.each(pages.filter((file) => read(file).includes('<!-- code: ')))(
    '%s has the code of the examples',
    async (file) => {
      await expectFile(file, withCode(read(file), read));
    },
  );

  it('docs/asyncapi.yaml has the commands, the events and the errors of the code', async () => {
    await expectFile('docs/asyncapi.yaml', protocolYaml(describeProtocol(join(ROOT, 'src'))));
  });

  it('docs/openapi.json is what /docs/json answers', async () => {
    const app = await startApp();
    const document: unknown = await (await fetch(`${app.url}/docs/json`)).json();
    await expectFile('docs/openapi.json', `${JSON.stringify(document, null, 2)}\n`);
  });
});
