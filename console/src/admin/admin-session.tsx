import { type ReactNode, useEffect } from 'react';

import { useErrorText } from '../errors/use-error-text.js';
import { useTexts } from '../i18n/texts.js';
import type { Credentials } from '../session/credentials.js';
import { EmptyState } from '../ui/empty-state.js';
import { AdminLinkContext } from './admin-link.js';
import { AdminPage } from './admin-page.js';
import { adminTexts } from './admin.texts.js';
import { useAdminLink } from './use-admin-link.js';

/** What an administrator sees, once the server has let them in. */
export function AdminSession({
  credentials,
  leave,
}: {
  credentials: Credentials;
  leave: (why?: string) => void;
}): ReactNode {
  const text = useTexts(adminTexts);
  const explain = useErrorText();
  const state = useAdminLink(credentials);
  useEffect(() => {
    if (state.status !== 'refused') return;
    leave(state.refusal.code === 'FORBIDDEN' ? text.refused : explain(state.refusal));
  }, [state, leave, text, explain]);
  if (state.status !== 'ready') return <EmptyState icon="plug" title={text.connecting} />;
  return (
    <AdminLinkContext value={state.link}>
      <AdminPage leave={() => leave()} />
    </AdminLinkContext>
  );
}
