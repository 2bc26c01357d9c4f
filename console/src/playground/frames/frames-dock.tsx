import { lazy, type ReactNode, Suspense, useState, useSyncExternalStore } from 'react';

import { useTexts } from '../../i18n/texts.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from './copy-button.js';
import { codeOf } from './code-of.js';
import { frameLog } from './frame-log.js';
import styles from './frames.module.css';
import { framesTexts } from './frames.texts.js';

const FramesDrawer = lazy(() => import('./frames-drawer.js'));

/** The bar at the foot of the playground: what was done last, and the drawer with everything that crossed the wire. */
export function FramesDock(): ReactNode {
  const text = useTexts(framesTexts);
  const [open, setOpen] = useState(false);
  const frames = useSyncExternalStore(frameLog.subscribe, frameLog.get);
  const last = frames.findLast(({ direction, event }) => direction === 'out' && !QUIET.has(event));
  return (
    <section className={styles['dock']} aria-label={text.title} data-frames={open ? 'open' : 'closed'}>
      <div className={styles['bar']}>
        <Button
          variant="quiet"
          size="small"
          icon="braces"
          aria-expanded={open}
          title={open ? text.hide : text.hint}
          onClick={() => setOpen(!open)}
        >
          {text.title}
          <span className={styles['total']}>{text.count(frames.length)}</span>
        </Button>
        {last !== undefined && (
          <p className={styles['last']}>
            <span className={styles['lastLabel']}>{text.last}</span>
            <code dir="ltr">{`${last.namespace} ${last.event}`}</code>
            <CopyButton label={text.copyCode} content={() => codeOf(last, location.origin)} />
          </p>
        )}
      </div>
      {open && (
        <Suspense fallback={<div className={styles['drawer']} />}>
          <FramesDrawer />
        </Suspense>
      )}
    </section>
  );
}

/** What the page does by itself is not what was "just done". */
const QUIET = new Set([
  'chat:join',
  'chat:read',
  'chat:typing',
  'project:join',
  'notifications:subscribe',
  'presence:subscribe',
  'session:ping',
  'session:refresh',
]);
