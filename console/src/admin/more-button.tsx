import type { ReactNode } from 'react';

import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { adminTexts } from './admin.texts.js';
import type { Pages } from './use-pages.js';

/** Reads the next page of a list, where there is one; until there is an answer at all it says that it waits for one. */
export function MoreButton({ pages }: { pages: Pages<unknown> }): ReactNode {
  const text = useTexts(adminTexts);
  if (pages.items === null && pages.error === null) return <p role="status">{text.loading}</p>;
  if (!pages.more) return null;
  return (
    <Button onClick={pages.loadMore} disabled={pages.loading}>
      {text.more}
    </Button>
  );
}
