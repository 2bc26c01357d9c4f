import { Component, type ReactNode } from 'react';

import { useTexts } from '../i18n/texts.js';
import { Button } from '../ui/button.js';
import { EmptyState } from '../ui/empty-state.js';
import { shellTexts } from './shell.texts.js';

interface State {
  readonly failed: boolean;
}

/** Keeps a fault in one part of the page to that part, and offers to load it again. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failure /> : this.props.children;
  }
}

function Failure(): ReactNode {
  const text = useTexts(shellTexts);
  return (
    <EmptyState icon="alert" title={text.failed}>
      <Button onClick={() => location.reload()}>{text.reload}</Button>
    </EmptyState>
  );
}
