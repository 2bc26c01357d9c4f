import { type ReactNode, useState } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { useAnnounce } from '../../ui/announcer.js';
import { Button } from '../../ui/button.js';
import { framesTexts } from './frames.texts.js';

/** How long it says that it has copied, in milliseconds. */
const SAID_MS = 2000;

/** Puts something on the clipboard, and says so. */
export function CopyButton({ label, content }: { label: string; content: () => string }): ReactNode {
  const text = useTexts(framesTexts);
  const announce = useAnnounce();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(content());
      setCopied(true);
      announce(text.copied);
      setTimeout(() => setCopied(false), SAID_MS);
    } catch {
      announce(text.notCopied);
    }
  };
  return (
    <Button variant="quiet" size="small" icon={copied ? 'check' : 'copy'} onClick={() => void copy()}>
      {copied ? text.copied : label}
    </Button>
  );
}
